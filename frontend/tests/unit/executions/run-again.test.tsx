import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { RedriveButton } from "@/features/executions/components/RedriveButton";
import { RunAgainButton } from "@/features/executions/components/RunAgainButton";
import { createQueryClient } from "@/lib/api/queries";
import type { Execution } from "@/lib/api/types";

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => undefined }));

/** What the local stack tells of signing in, and the token it gives. */
const SIGN_IN = { auth: { mode: "local", token_url: "/token" }, access_token: "token", expires_in: 3600 };

let started: string[];
let live: number | null;

beforeEach(() => {
  started = [];
  live = 3;
  vi.stubGlobal("fetch", (asked: Request | string) => {
    if (typeof asked === "string") return Promise.resolve(Response.json(SIGN_IN));
    if (asked.method === "POST") started.push(new URL(asked.url).pathname);
    const answer = asked.method === "POST" ? { id: "new" } : { name: "Orders", live_version: live };
    return Promise.resolve(Response.json(answer));
  });
});

function shown(changed: Partial<Execution> = {}) {
  const execution = {
    id: "run",
    workflow_id: "orders",
    status: "failed",
    express: false,
    version: 2,
    trigger: "start",
    input: { trigger: { order: 1 } },
    ended_at: new Date().toISOString(),
    ...changed,
  } as Execution;
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={createQueryClient()}>
        <RedriveButton execution={execution} />
        <RunAgainButton execution={execution} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

it("asks before a run is run again, and says what happens again and in which version", async () => {
  shown();
  press("Run again");

  expect(await screen.findByText("It uses version 3, which is live; this run used version 2.")).toBeDefined();
  expect(screen.getByText(/is sent or written once more/)).toBeDefined();
  expect(started).toEqual([]);

  press("Start a new run");
  await vi.waitFor(() => expect(started).toEqual(["/api/workflows/orders/executions"]));
});

it("says that no version is live before a run is run again", async () => {
  live = null;
  shown();
  press("Run again");

  expect(await screen.findByText("No version is live: publish one first.")).toBeDefined();
});

it("says that a run which goes on does not use the version that is live by now", async () => {
  shown();
  press("Go on from the failure");

  const said = "This run uses version 2; version 3 is live: Run again uses that.";
  expect(await screen.findByText(said)).toBeDefined();
});

it("does not lead to what is not offered", async () => {
  shown({ input: null });
  press("Go on from the failure");

  expect(await screen.findByText("This run uses version 2; version 3 is live.")).toBeDefined();
});
