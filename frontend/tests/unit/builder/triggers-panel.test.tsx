import { MantineProvider } from "@mantine/core";
import { focusManager, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TriggersPanel } from "@/features/builder/panels/TriggersPanel";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { createQueryClient } from "@/lib/api/queries";
import type { Trigger } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

vi.mock("@tanstack/react-router", () => ({ Link: (props: object) => <a {...props} /> }));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const TRIGGER: Trigger = {
  ...{ id: "t", workflow_id: "w", node_key: "start", definition: "schedule@1", status: "active" },
  ...{ url: null, detail: "", error: null },
};
const SKIPPED = { scheduled_time: "2026-03-02T09:00:00Z", execution_id: "w.schedule-x" };

/** The panel, the triggers that it reads by now, and how often it has read them. */
async function shown() {
  const server = { trigger: TRIGGER, status: 200, questions: 0 };
  vi.stubGlobal("fetch", () => {
    server.questions += 1;
    const body = server.status === 200 ? { items: [server.trigger], next_cursor: null } : {};
    return Promise.resolve(Response.json(body, { status: server.status }));
  });
  const store = createBuilderStore(
    toDraft(workflow([node("t", "trigger", { key: "start", name: "Every morning" })])),
  );
  const context = { workflowId: "w", store, definitions: new Map() } as unknown as BuilderContextValue;
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <BuilderContext value={context}>
          <TriggersPanel />
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await pass(100);
  return server;
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe("the triggers of a live version", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    focusManager.setFocused(undefined);
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("say what was skipped while they are looked at", async () => {
    const server = await shown();
    // Its name in the draft, until the live version is known.
    expect(screen.getByText("Every morning").title).toBe("start");
    expect(screen.queryByText(/^Last skipped/)).toBeNull();
    server.trigger = { ...TRIGGER, last_skipped: SKIPPED };
    await pass(11_000);
    expect(screen.getByText(/^Last skipped/)).toBeDefined();
  });

  it("are not asked for while the page is hidden", async () => {
    const server = await shown();
    await pass(11_000);
    expect(server.questions).toBe(2);
    focusManager.setFocused(false);
    await pass(60_000);
    expect(server.questions).toBe(2);
  });

  it("stay while they cannot be read anew", async () => {
    const server = await shown();
    server.status = 403;
    await pass(11_000);
    expect(server.questions).toBe(2);
    // Its name in the draft, until the live version is known.
    expect(screen.getByText("Every morning").title).toBe("start");
  });
});
