import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import type { NodeRun, Wait } from "@/lib/api/types";
import { WaitEnd } from "@/features/executions/components/WaitEnd";
import { type RunView, RunViewContext } from "@/features/executions/run-view";
import { formatMoment, inOtherZone } from "@/lib/time";
import { node } from "../../support/graphs";

const STARTED = "2026-06-01T12:00:00Z";
const NOW = Date.parse("2026-06-01T13:00:00Z");
const UNTIL = "2026-06-04T12:00:00Z";
const RUN: NodeRun = {
  ...{ key: "ask", iteration: "", attempt: 0, status: "running", handle: null },
  ...{ started_at: STARTED, ended_at: null, input: null, output: null, error: null },
};

function told(type: string, config: Record<string, unknown>, waits: Partial<Wait>[] = []): string {
  const execution = { timezone: "Pacific/Auckland" };
  const all = waits.map((wait) => ({ node_key: "ask", iteration: "", expires_at: UNTIL, ...wait }));
  const { container } = render(
    <MantineProvider env="test">
      <RunViewContext value={{ execution, waits: all, now: NOW } as unknown as RunView}>
        <WaitEnd node={node("ask", type, { config })} run={RUN} />
      </RunViewContext>
    </MantineProvider>,
  );
  return container.querySelector("[role=alert]")?.textContent ?? "";
}

const MOMENT = `Waits until ${formatMoment(Date.parse(UNTIL))} (in 2 d 23 h)`;
const THERE = inOtherZone(UNTIL, "Pacific/Auckland") ?? "";

it("says until when a delay waits, on both clocks", () => {
  expect(told("delay", { seconds: 3 * 86_400 })).toBe(`${MOMENT}${THERE}`);
  expect(THERE).toContain("Pacific/Auckland");
});

it("says for what an approval and a wait for an event wait, and until when at most", () => {
  const approval = { kind: "approval", title: "Refund 5 EUR?" } as const;
  expect(told("approval", {}, [approval])).toBe(`${MOMENT}${THERE}For an answer to: Refund 5 EUR?`);
  const event = { kind: "event", event: "paid", key: "order-5" } as const;
  expect(told("wait_for_events", {}, [event])).toBe(`${MOMENT}${THERE}For the event paid for order-5`);
});

it("does not guess what an expression said", () => {
  expect(told("delay", { seconds: "{% 5 %}" })).toMatch(/its expression/);
  expect(told("function", {})).toBe("");
});
