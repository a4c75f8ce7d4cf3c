import { expect, it } from "vitest";
import { readsFailure } from "@/features/builder/panels/failed-run";
import { node } from "../../support/graphs";

it.each([
  ["of the error", "{% $trigger.error.message %}", true],
  ["of the error and the run", "{% $trigger.workflow.name & $trigger.error.name %}", true],
  ["nothing", "text", false],
  ["of the run only, which any payload may have", "{% $trigger.execution.id %}", false],
  ["of a request too", "{% $trigger.error.message & $trigger.body.x %}", false],
  ["a text called so", "{% $trigger.error %}", false],
])("steps that read %s", (_, text, reads) => {
  const body = { nodes: [node("mail", "action", { config: { text } })], edges: [] };

  expect(readsFailure([node("start", "trigger"), node("mail", "action", { config: { text } })])).toBe(reads);
  expect(readsFailure([node("each", "loop", { config: { items: [], body } })])).toBe(reads);
});
