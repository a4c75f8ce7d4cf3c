import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TriggerCard } from "@/features/builder/panels/TriggerCard";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import type { GraphNode, Trigger } from "@/lib/api/types";
import { formatDateTime } from "@/lib/time";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));

const NOW = Date.parse("2026-03-02T10:00:00Z");

const DEFINITION = { id: "api@1", output_schema: { properties: { body: {} }, required: ["body"] } };

function show(trigger: Partial<Trigger>, config: Record<string, unknown>, ...readers: GraphNode[]) {
  const whole: Trigger = {
    ...{ id: "t", workflow_id: "w", node_key: "start", definition: "schedule@1", status: "active" },
    ...{ url: null, detail: "", error: null, ...trigger },
  };
  const context = {
    workflowId: "w",
    store: createBuilderStore(toDraft(workflow([]))),
    definitions: new Map([["api@1", DEFINITION]]),
  } as unknown as BuilderContextValue;
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <BuilderContext value={context}>
          <TriggerCard trigger={whole} node={node("start", "trigger", { config })} readers={readers} />
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

describe("a trigger that is live", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says when it starts next, on the viewer's clock and on the schedule's", () => {
    show({}, { expression: "cron(0 9 * * ? *)", timezone: "Asia/Tokyo" });
    const at = new Date("2026-03-03T00:00:00Z");
    const hour = at.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });
    const line = screen.getByText(/^Next start: .*, in 14 hours$/).textContent;
    expect(line).toContain(hour);
    expect(line).toContain("Asia/Tokyo");
  });

  it("says of a rate, which the scheduler counts, how long it takes at most", () => {
    show({}, { expression: "rate(15 minutes)" });
    expect(screen.getByText("Next start: within 15 minutes")).toBeDefined();
  });

  it("says that a single start has passed, and nothing of one that is switched off", () => {
    show({}, { expression: "at(2026-01-01T00:00:00)" });
    expect(screen.getByText("Its one start has passed.")).toBeDefined();
    show({ status: "disabled" }, { expression: "cron(0 9 * * ? *)" });
    expect(screen.queryByText(/^Next start/)).toBeNull();
  });

  it("says which start was skipped, and leads to the run that was still going on", () => {
    show(
      { last_skipped: { scheduled_time: "2026-03-02T09:00:00Z", execution_id: "w.schedule-x" } },
      { expression: "rate(1 hour)" },
    );
    expect(screen.getByText(/^Last skipped: .*, because/).textContent).toContain(
      formatDateTime("2026-03-02T09:00:00Z"),
    );
    expect(screen.getByText("the run before was still going on").tagName).toBe("A");
  });

  it("gives its address and the command that calls it, each to copy", () => {
    const url = "https://example.test/hooks/orders";
    show({ definition: "api@1", url }, { method: "POST", secret_header: "x-key" });
    expect(screen.getByText(url)).toBeDefined();
    expect(screen.getByText(/^curl -X POST 'https:.*-H 'x-key: YOUR-SECRET'/)).toBeDefined();
    expect(screen.getByRole("button", { name: "Copy the address" })).toBeDefined();
    expect(screen.getByRole("button", { name: "Copy the command" })).toBeDefined();
  });

  it("is called with what the steps read of a request", () => {
    const mail = node("mail", "action", { config: { to: "{% $trigger.body.email %}" } });
    show({ definition: "api@1", url: "https://example.test/hooks/orders" }, {}, mail);
    expect(screen.getByText(/^curl /).textContent).toMatch(/-d '{"email":"ada@example.com"}'$/);
  });
});
