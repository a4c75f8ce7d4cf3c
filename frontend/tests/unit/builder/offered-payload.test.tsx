import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useNodeData } from "@/features/builder/expression/use-node-data";
import { RunDialog } from "@/features/builder/panels/RunDialog";
import { keepTypedPayload, typedPayload } from "@/features/builder/panels/typed-payloads";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createTestStore } from "@/features/builder/testing/test-store";
import { TestPanel } from "@/features/builder/testing/TestPanel";
import { createQueryClient, definitionsQuery } from "@/lib/api/queries";
import { type FlatNode, toDraft } from "@/lib/graph/body";
import { node, workflow } from "../../support/graphs";

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => undefined }));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const DRAWN = workflow([node("start", "trigger"), node("call")], "start>call");
const VERSION = { version: 1, live: true, settings: DRAWN.settings, tests: [], graph: DRAWN.graph };
const EXECUTION = { id: "e", graph: DRAWN.graph, trigger: "start", input: { trigger: { a: "received" } } };

const FAILED_RUN = { workflow: { name: "Orders" }, execution: {}, error: { message: "it is away" } };

/** A dialog as it is after the page was loaded; `run`: the workflow's latest, or whether it has run. */
function load(run: boolean | object, dialog = <TestPanel onDone={() => undefined} />, drawn = DRAWN) {
  const latest = run === true ? EXECUTION : run;
  const answerTo = (url: string) => {
    if (url.includes("/versions/1")) return VERSION;
    if (url.includes("/executions/")) return latest;
    if (url.includes("/versions")) return { items: [VERSION], next_cursor: null };
    return { items: latest ? [latest] : [], next_cursor: null };
  };
  vi.stubGlobal("fetch", ({ url }: Request) => Promise.resolve(Response.json(answerTo(url))));
  const tests = createTestStore();
  const queries = createQueryClient();
  const context = {
    ...{ workflowId: "w", store: createBuilderStore(toDraft(drawn)), tests },
    definitions: new Map(),
  };
  queries.setQueryData(definitionsQuery.queryKey, {
    items: [],
    next_cursor: null,
    failed_run: FAILED_RUN,
  } as never);
  const page = render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <BuilderContext value={context as unknown as BuilderContextValue}>{dialog}</BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...page, tests, queries };
}

const payload = () => screen.getByLabelText<HTMLTextAreaElement>("Payload (JSON)");

afterEach(() => vi.unstubAllGlobals());

it("offers what was typed before what was received, and a sample where there is neither", async () => {
  const sample = load(false);
  await waitFor(() => expect(screen.getByText(/^Sample\. /)).toBeDefined());
  sample.unmount();
  const received = load(true);
  await waitFor(() => expect(payload().value).toContain("received"));
  expect(screen.getByText(/^Received\. /)).toBeDefined();
  fireEvent.change(payload(), { target: { value: '{"a": "typed"}' } });
  received.unmount();
  load(true);
  expect(payload().value).toBe('{"a": "typed"}');
  expect(screen.getByText(/^Typed\. /)).toBeDefined();
});

it("offers a failed run: on request, and unasked where the steps read of one", async () => {
  const asked = load(false);
  await waitFor(() => expect(screen.getByText(/^Sample\. /)).toBeDefined());
  fireEvent.click(screen.getByRole("button", { name: "A failed run" }));
  expect(JSON.parse(payload().value)).toEqual(FAILED_RUN);
  asked.unmount();

  const mail = node("mail", "action", { config: { text: "{% $trigger.error.message %}" } });
  load(false, undefined, workflow([node("start", "trigger"), mail], "start>mail"));
  await waitFor(() => expect(screen.getByText(/^Sample of a failed run\. /)).toBeDefined());
  expect(JSON.parse(payload().value)).toEqual(FAILED_RUN);
});

it("offers what another run started with, at the first trigger", async () => {
  load({ ...EXECUTION, trigger: null });
  await waitFor(() => expect(payload().value).toContain("received"));
});

it("offers the same to a run", async () => {
  const dialog = <RunDialog version={1} opened onClose={() => undefined} />;
  const received = load(true, dialog);
  await waitFor(() => expect(payload().value).toContain("received"));
  fireEvent.change(payload(), { target: { value: '{"a": "typed"}' } });
  received.unmount();
  load(true, dialog);
  await waitFor(() => expect(payload().value).toBe('{"a": "typed"}'));
});

/** Where the data of a step's previews is from. */
function Origin() {
  const [step] = DRAWN.graph.nodes.slice(1);
  return <output>{useNodeData(step as FlatNode, null).origin}</output>;
}

it("previews say which of them they read", async () => {
  const origin = () => screen.getByRole("status").textContent;
  const sample = load(false, <Origin />);
  expect(origin()).toBe("from the trigger's sample");
  const received = { trigger: "start", triggerId: DRAWN.graph.nodes[0]?.id, payload: { a: 1 } };
  act(() => sample.queries.setQueryData(["last-payload", "w"], received));
  await waitFor(() => expect(origin()).toBe("from the payload received last"));
  sample.unmount();
  keepTypedPayload("w", "start", '{"a": 2}');
  const typed = load(false, <Origin />);
  expect(origin()).toBe("from the payload you typed last");
  act(() => typed.tests.getState().setStart({ payload: '{"a": 3}' }));
  expect(origin()).toBe("from the payload of the next test");
});

it("keeps as many typed payloads as there is room for, none that is too long, and each for its trigger", () => {
  for (let at = 0; at <= 20; at += 1) keepTypedPayload("w", `t${at}`, String(at));
  expect([typedPayload("w", "t0"), typedPayload("w", "t1"), typedPayload("v", "t1")]).toEqual([
    null,
    "1",
    null,
  ]);
  keepTypedPayload("w", "t1", "x".repeat(20_001));
  expect(typedPayload("w", "t1")).toBeNull();
  localStorage.setItem("statewright:payloads", "{not json");
  expect(typedPayload("w", "t2")).toBeNull();
});
