import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RunDialog } from "@/features/builder/panels/RunDialog";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { createTestStore } from "@/features/builder/testing/test-store";
import { TestPanel } from "@/features/builder/testing/TestPanel";
import { createQueryClient } from "@/lib/api/queries";
import type { Definition } from "@/lib/api/types";
import { toDraft } from "@/lib/graph/body";
import { indexDefinitions } from "@/lib/graph/family";
import catalog from "../../../../layers/core/python/statewright/core/catalog.json";
import { node, workflow } from "../../support/graphs";

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => undefined }));
vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));

const ORDER = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string", title: "Order number" },
    lines: { type: "array", items: { type: "object", properties: { count: { type: "integer" } } } },
    to: { type: "object", properties: { email: { type: "string", format: "email" } } },
  },
  order: ["id", "to", "lines"],
};

interface Request {
  url: string;
  body: Record<string, unknown>;
}

/** A dialog over a workflow with an API trigger; the server finds the misfits that a payload's text tells. */
function load(
  schema: unknown,
  judge: (payload: string) => { field: string; message: string }[],
  live = false,
) {
  const config = { method: "POST", path: "orders", ...(schema ? { body_schema: schema } : {}) };
  const drawn = workflow([node("start", "trigger", { config }), node("call")], "start>call");
  const version = { version: 1, live: true, settings: drawn.settings, tests: [], graph: drawn.graph };
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (request: globalThis.Request) => {
    const { url } = request;
    const body = request.method === "POST" ? ((await request.json()) as Record<string, unknown>) : {};
    if (request.method === "POST") asked.push({ url, body });
    if (url.includes("/payload-checks"))
      return Response.json({
        misfits: judge(JSON.stringify(body.payload)).map((each) => ({ ...each, code: "required" })),
      });
    if (url.includes("/versions/1")) return Response.json(version);
    if (url.includes("/versions")) return Response.json({ items: [version], next_cursor: null });
    if (request.method === "POST") return Response.json({ id: "w.run" });
    return Response.json({ items: [], next_cursor: null });
  });
  const context = {
    ...{ workflowId: "w", store: createBuilderStore(toDraft(drawn)), tests: createTestStore() },
    definitions: indexDefinitions(
      catalog.triggers.map((each) => ({ ...each, kind: "trigger" })) as unknown as Definition[],
    ),
  };
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <BuilderContext value={context as unknown as BuilderContextValue}>
          {live ? (
            <RunDialog version={1} opened onClose={() => undefined} />
          ) : (
            <TestPanel onDone={() => undefined} />
          )}
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return asked;
}

const user = userEvent.setup();
const fits = () => [];
const json = async () => {
  await user.click(screen.getByRole("radio", { name: "JSON" }));
  const { value } = screen.getByLabelText<HTMLTextAreaElement>("Payload (JSON)");
  await user.click(screen.getByRole("radio", { name: "Form" }));
  return JSON.parse(value) as Record<string, unknown>;
};

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe("a payload", () => {
  it("is typed by a form where its trigger says what it expects", async () => {
    load(ORDER, fits);
    const id = await screen.findByRole("textbox", { name: "Order number" });
    // What the configuration fixes is not asked for, what is rare is folded away.
    expect(screen.queryByLabelText("Path")).toBeNull();
    expect(screen.getByText("More options")).toBeDefined();
    await user.clear(id);
    await user.type(id, "A-7");
    await user.clear(screen.getByRole("textbox", { name: "email" }));
    const count = screen.getByRole("textbox", { name: "count" });
    await user.clear(count);
    await user.type(count, "-3");
    await user.click(screen.getByRole("button", { name: "Add" }));

    expect(await json()).toMatchObject({
      ...{ method: "POST", path: "orders", query: {}, headers: {} },
      body: { id: "A-7", to: {}, lines: [{ count: -3 }, {}] },
    });
  });

  it("is JSON alone where nothing is expected, and where it is no object", async () => {
    load(null, fits);
    expect(await screen.findByLabelText("Payload (JSON)")).toBeDefined();
    expect(screen.queryByRole("radio", { name: "Form" })).toBeNull();
  });

  it("keeps what is no JSON yet in its text", async () => {
    load(ORDER, fits);
    await user.click(await screen.findByRole("radio", { name: "JSON" }));
    await user.type(screen.getByLabelText("Payload (JSON)"), "!");
    expect(screen.getByRole("radio", { name: "Form" })).toHaveProperty("disabled", true);
  });

  it("shows at its place what the server says does not fit; a test tries it all the same", async () => {
    const asked = load(ORDER, (payload) => [
      ...(payload.includes("A-7") ? [] : [{ field: "payload.body.id", message: "This must be A-7" }]),
      { field: "payload.body.more", message: "there is no field more" },
    ]);
    const told = await screen.findByText("This must be A-7");
    expect(told.closest("[data-field]")?.getAttribute("data-field")).toBe("payload.body.id");
    expect(screen.getByText("body.more: there is no field more")).toBeDefined();
    expect(screen.getByText(/A test tries it all the same/)).toBeDefined();
    expect(asked[0]?.body).toMatchObject({ definition: "api@1", config: { body_schema: ORDER } });
    expect(screen.getByRole("button", { name: "Run the test" })).toHaveProperty("disabled", false);

    const id = screen.getByRole("textbox", { name: "Order number" });
    await user.clear(id);
    await user.type(id, "A-7");
    await waitFor(() => expect(screen.queryByText("This must be A-7")).toBeNull());
    await user.click(screen.getByRole("radio", { name: "JSON" }));
    expect(screen.getByText("body.more: there is no field more")).toBeDefined();
  });

  it("starts nothing live while its trigger would refuse it", async () => {
    const asked = load(
      ORDER,
      (payload) =>
        payload.includes("A-7") ? [] : [{ field: "payload.body.id", message: "This must be A-7" }],
      true,
    );
    expect(await screen.findByText("This must be A-7")).toBeDefined();
    const start = screen.getByRole("button", { name: "Start" });
    expect(start).toHaveProperty("disabled", true);
    const id = screen.getByRole("textbox", { name: "Order number" });
    await user.clear(id);
    await user.type(id, "A-7");
    await waitFor(() => expect(start).toHaveProperty("disabled", false));
    await user.click(start);
    await waitFor(() => expect(asked.at(-1)?.url).toContain("/executions"));
    expect(asked.at(-1)?.body.payload).toMatchObject({ body: { id: "A-7" } });
  });
});
