import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { type Workbench, WorkbenchContext } from "@/features/builder/actions/workbench";
import { versionQuery } from "@/lib/api/version-query";
import { ChangesSection } from "@/features/builder/publish/ChangesSection";
import { CostSection } from "@/features/builder/publish/CostSection";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createTestStore } from "@/features/builder/testing/test-store";
import type { BackTestReport, GraphNode, Preflight } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { edge, node, workflow } from "../../support/graphs";

const LIVE = workflow([node("start", "trigger"), node("each", "action", { name: "Loop" })], "start>each");

function show(children: ReactNode, draft = LIVE, report?: Partial<BackTestReport>) {
  const store = createBuilderStore(toDraft(draft));
  const tests = createTestStore();
  if (report)
    tests.getState().backTested({
      report: { examined: 0, counts: {}, groups: [], ...report } as BackTestReport,
      graph: store.getState().document.graph,
    });
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const version = { version: 3, settings: LIVE.settings, tests: [], graph: LIVE.graph };
  client.setQueryData(versionQuery("w", 3).queryKey, version as never);
  const context = { workflowId: "w", store, tests, definitions: new Map() };
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <BuilderContext value={context as unknown as BuilderContextValue}>
          <WorkbenchContext value={{ store } as Workbench}>{children}</WorkbenchContext>
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

describe("the publish sheet", () => {
  it("lists a change of the workflow's settings", () => {
    show(<ChangesSection live={3} onDialog={() => undefined} />, {
      ...LIVE,
      settings: { ...LIVE.settings, timezone: "Asia/Tokyo" },
    });
    expect(screen.getByRole("button", { name: /Settings › Time zone UTC → Asia\/Tokyo/ })).toBeDefined();
  });

  it("lists changed connections, and shows of many changes the first until all are asked for", () => {
    const steps = Array.from({ length: 20 }, (_, at) => node(`step${at}`));
    const [start, each] = LIVE.graph.nodes as [GraphNode, GraphNode];
    const graph = { nodes: [start, each, ...steps], edges: [edge("start>step0")] };
    show(<ChangesSection live={3} onDialog={() => undefined} />, { ...LIVE, graph });
    expect(screen.queryByText("start → step0")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Show all 22 changes" }));
    expect(screen.getByText("start → step0")).toBeDefined();
    expect(screen.getByText("start → Loop")).toBeDefined();
    expect(screen.getByText("The triggers stay as they are")).toBeDefined();
  });

  it("says of runs that send something else that they would differ, not that they go another way", () => {
    show(<ChangesSection live={3} onDialog={() => undefined} />, LIVE, {
      examined: 5,
      counts: { same: 3, sends_other: 2 },
    });
    expect(screen.getByRole("status").textContent).toBe("2 of 5 recent runs would differ");
  });

  it("calls the largest share of a price that, for it may be less than half", () => {
    const path = { choices: [], node: "each", node_cost: 0.28, transitions: 9, calls: 2, standard: 0.75 };
    const preflight = {
      cost: {
        ...{ runs: 1000, cheapest: 0.751, costliest: 0.754, average: 0.75, worst: 2, durability: "standard" },
        ...{ paths: [{ ...path, express: null }], paths_left_out: 0 },
      },
      prices: { currency: "USD", region: "eu-central-1", date: "2026-01-01" },
    } as unknown as Preflight;
    show(<CostSection preflight={preflight} />);
    expect(screen.getByText("the largest part: Loop, $0.28")).toBeDefined();
    // Two ends of a range that read alike are one figure
    expect(screen.getAllByText("$0.75").length).toBeGreaterThan(0);
    expect(screen.queryByText(/\$0\.75.+\$0\.75/)).toBeNull();
  });
});
