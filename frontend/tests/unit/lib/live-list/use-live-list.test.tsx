import { focusManager, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "@/lib/api/queries";
import { useLiveList } from "@/lib/live-list/use-live-list";

interface Numbered {
  id: string;
  status: string;
}
const SIZE = 3;
const FILTERS = {};

/** A list of numbers that grows at its top, the greatest first, and what was asked of it. */
function server(count: number) {
  const running = new Set<number>();
  const state = { count, questions: [] as string[], hold: Promise.resolve() };
  const row = (number: number): Numbered => ({
    id: String(number),
    status: running.has(number) ? "running" : "ended",
  });
  const readPage = async (cursor: string | undefined) => {
    state.questions.push(`from ${cursor ?? "the top"}`);
    const start = cursor === undefined ? state.count : Number(cursor);
    const items = Array.from({ length: Math.min(SIZE, start) }, (_, at) => row(start - at));
    if (cursor !== undefined) await state.hold;
    return { items, next_cursor: start > SIZE ? String(start - SIZE) : null };
  };
  const readSome = (ids: string[]) => {
    state.questions.push(`of ${ids.join()}`);
    return Promise.resolve(ids.map((id) => row(Number(id))));
  };
  return { state, running, readPage, readSome };
}

function listed(from: ReturnType<typeof server>, refreshMs = 3_600_000) {
  const client = createQueryClient();
  const { readPage, readSome } = from;
  const { result } = renderHook(
    () =>
      useLiveList<Numbered>({
        ...{ subject: "executions", filters: FILTERS, refreshMs, readPage, readSome },
        changes: ({ status }) => status === "running",
        order: { fixed: (a, b) => Number(a.id) < Number(b.id) },
      }),
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  const numbers = () => result.current.rows.map(({ id }) => Number(id));
  const poll = () => client.refetchQueries({ queryKey: ["executions", "latest"] });
  const more = () => result.current.more.fetchNextPage();
  return { result, numbers, poll, more };
}

afterEach(() => {
  focusManager.setFocused(undefined);
  vi.useRealTimers();
});

describe("a live list", () => {
  it("asks for its beginning and for what runs in sight, however many pages are shown", async () => {
    const from = server(12);
    from.running.add(5).add(2);
    const { result, numbers, poll, more } = listed(from);
    await waitFor(() => expect(numbers()).toEqual([12, 11, 10]));
    for (const loaded of [6, 9, 12]) {
      await more();
      await waitFor(() => expect(numbers()).toHaveLength(loaded));
    }
    result.current.seen(6, 9);
    from.running.clear();
    from.state.questions = [];
    from.state.count = 13;

    await poll();
    expect(from.state.questions).toEqual(["from the top", "of 5"]);
    await waitFor(() => expect(numbers()).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]));
    const standing = new Map(result.current.rows.map(({ id, status }) => [id, status]));
    expect([standing.get("5"), standing.get("2")]).toEqual(["ended", "running"]);

    from.state.questions = [];
    await poll();
    expect(from.state.questions).toEqual(["from the top"]);
  });

  it("keeps what came in while another page was read", async () => {
    const from = server(9);
    const { numbers, poll, more } = listed(from);
    await waitFor(() => expect(numbers()).toEqual([9, 8, 7]));
    await more();
    await waitFor(() => expect(numbers()).toHaveLength(6));
    let release = () => {};
    from.state.hold = new Promise((resolve) => {
      release = () => resolve();
    });
    const reading = more();
    from.state.count = 10;
    await poll();
    await waitFor(() => expect(numbers()).toEqual([10, 9, 8, 7, 6, 5, 4]));
    release();
    await reading;
    await waitFor(() => expect(numbers()).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]));
  });

  it("asks for nothing while its page is hidden", async () => {
    vi.useFakeTimers();
    const from = server(2);
    const { numbers } = listed(from, 10_000);
    await vi.advanceTimersByTimeAsync(10_100);
    expect(numbers()).toEqual([2, 1]);
    expect(from.state.questions).toEqual(["from the top", "from the top"]);
    focusManager.setFocused(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(from.state.questions).toHaveLength(2);
    from.state.count = 3;
    focusManager.setFocused(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(numbers()).toEqual([3, 2, 1]);
  });
});
