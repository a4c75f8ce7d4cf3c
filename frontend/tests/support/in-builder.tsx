import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { ReactFlowProvider } from "@xyflow/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { type Workbench, WorkbenchContext } from "@/features/builder/actions/workbench";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createTestStore } from "@/features/builder/testing/test-store";
import { createQueryClient } from "@/lib/api/queries";
import type { Definition, WorkflowDocument } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";

export interface Answer {
  status?: number;
  body: unknown;
}

/** The revision whose secrets the masks of an opened draft stand for. */
export const SECRETS_AS_OF = 7;

/** A list without anything in it. */
export const NO_ITEMS: Answer = { body: { items: [], next_cursor: null } };

/** Has the server answer each path that ends so; every other one has nothing in it. Gives the bodies that were sent. */
export function answering(answers: Readonly<Record<string, Answer>>): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname } = new URL(request.url, "http://here");
    const known = Object.entries(answers).find(([path]) => pathname.endsWith(path))?.[1];
    if (known && request.method !== "GET") sent.push(request.clone().json());
    const { status = 200, body } = known ?? NO_ITEMS;
    return Promise.resolve(Response.json(body, { status }));
  });
  return sent;
}

/** Parts of the builder around an open workflow, as its page has them. */
export function renderInBuilder(
  children: ReactNode,
  drawn: WorkflowDocument,
  definitions: readonly Definition[] = [],
  queries = createQueryClient(),
) {
  const store = createBuilderStore(toDraft(drawn));
  const tests = createTestStore();
  const autosave = { flush: () => Promise.resolve(1), secretsAsOf: SECRETS_AS_OF };
  const context = {
    ...{ workflowId: "w", store, tests, autosave },
    definitions: new Map(definitions.map((each) => [each.id, each])),
  };
  const opened: string[] = [];
  const workbench = { store, open: (panel: string) => opened.push(panel) };
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <ReactFlowProvider>
          <BuilderContext value={context as unknown as BuilderContextValue}>
            <WorkbenchContext value={workbench as unknown as Workbench}>{children}</WorkbenchContext>
          </BuilderContext>
        </ReactFlowProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, store, tests, queries, opened };
}
