import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { evaluate } from "@/lib/evaluation/evaluate";
import { evaluator } from "@/lib/evaluation/evaluator";
import { FormContext } from "@/features/builder/form/form-context";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { SchemaField } from "@/features/builder/form/SchemaField";
import type { Problem } from "@/lib/api/types";

const ignore = () => undefined;
const VALUE = "{% 1 + %}";
const FOUND: Problem = {
  ...{ severity: "error", code: "expression_syntax", message: "the expression ends too early", node_id: "n" },
  ...{ edge_id: null, field: "config.to", position: 1, suggestion: null },
};

function show(...problems: Problem[]) {
  const form = { scopeOf: () => EMPTY_SCOPE, origin: null, aim: ignore, release: ignore, put: () => false };
  const schema = { type: "string", title: "To" };
  return render(
    <MantineProvider env="test">
      <FormContext value={{ ...form, problems, config: {} }}>
        <SchemaField
          {...{ name: "to", path: "config.to", schema, root: schema, required: true, value: VALUE }}
          onChange={ignore}
        />
      </FormContext>
    </MantineProvider>,
  );
}

it("a mistake in an expression is told once: by the preview until the check has found it", async () => {
  // As the browser's worker does, on this thread.
  const evaluated = vi.spyOn(evaluator, "evaluate").mockImplementation(evaluate);
  const said = await evaluate({ value: VALUE, variables: {} });
  if (said.kind !== "error") throw new Error("is no expression");
  const unchecked = show();
  expect(await screen.findByText(said.message)).toBeDefined();
  unchecked.unmount();
  show(FOUND);
  await waitFor(() => expect(evaluated).toHaveBeenCalledTimes(2));
  await evaluated.mock.results[1]?.value;
  await waitFor(() => expect(screen.queryByText(said.message)).toBeNull());
  expect(screen.getByText(FOUND.message)).toBeDefined();
});
