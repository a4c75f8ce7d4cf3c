import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createQueryClient } from "@/lib/api/queries";
import { useLiveList } from "@/lib/live-list/use-live-list";
import { handSight, SightObserver } from "../../../support/sight";

interface Named {
  id: string;
  name: string;
}
const SIZE = 2;
const FILTERS = { sort: "name" };

/** A list by name, which can change, in pages of two: a cursor is the name that its page begins after. */
function server(...names: string[]) {
  const named = new Map(names.map((name) => [name.toLowerCase(), name]));
  const state = { questions: [] as string[], hold: Promise.resolve(), refuses: false };
  const inOrder = () =>
    [...named].map(([id, name]): Named => ({ id, name })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const readPage = async (cursor: string | undefined) => {
    state.questions.push(`from ${cursor ?? "the top"}`);
    if (cursor !== undefined) {
      await state.hold;
      if (state.refuses) throw new Error("refused");
    }
    const all = inOrder().filter(({ name }) => cursor === undefined || name > cursor);
    const items = all.slice(0, SIZE);
    return { items, next_cursor: all.length > SIZE ? (items.at(-1)?.name ?? null) : null };
  };
  const readSome = (ids: string[]) => {
    state.questions.push(`of ${ids.join()}`);
    return Promise.resolve(inOrder().filter(({ id }) => ids.includes(id)));
  };
  return { state, named, readPage, readSome };
}

function listed({ readPage, readSome }: ReturnType<typeof server>) {
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  /** The names of every drawing. */
  const drawn: string[] = [];
  const show = () =>
    renderHook(
      () => {
        const list = useLiveList<Named>({
          ...{ subject: "workflows", filters: FILTERS, refreshMs: 3_600_000, readPage, readSome },
          ...{ changes: () => true, order: "changing" },
        });
        drawn.push(list.rows.map(({ id }) => id).join(" "));
        return list;
      },
      {
        wrapper: ({ children }: { children: ReactNode }) => (
          <QueryClientProvider client={client}>{children}</QueryClientProvider>
        ),
      },
    );
  const view = show();
  const { result } = view;
  const names = () => result.current.rows.map(({ name }) => name).join(" ");
  const settled = () => waitFor(() => expect(client.isFetching()).toBe(0));
  const poll = () => act(() => client.refetchQueries({ queryKey: ["workflows", "latest"] }));
  const invalidate = () => act(() => client.invalidateQueries({ queryKey: ["workflows"] }));
  const more = () => act(() => result.current.more.fetchNextPage());
  return { client, result, view, show, drawn, names, settled, poll, invalidate, more };
}

/** All of it in two pages, or as many as are said, and nothing asked since. */
async function withPages(from: ReturnType<typeof server>, count = 2) {
  const list = listed(from);
  await waitFor(() => expect(list.names()).not.toBe(""));
  for (let pages = 1; pages < count; pages += 1) await list.more();
  await waitFor(() => expect(list.result.current.rows).toHaveLength(count * SIZE));
  await list.settled();
  from.state.questions = [];
  return list;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a live list whose order changes", () => {
  it("shows what was made further down, and a renamed row in its new place", async () => {
    const from = server("A", "B", "C", "D", "E", "F");
    const { result, names, invalidate, more } = await withPages(from);
    result.current.seen(0, 4);
    from.named.set("c copy", "C copy");
    await invalidate();
    await waitFor(() => expect(names()).toBe("A B C C copy"));
    from.named.set("a", "Ea");
    await invalidate();
    await waitFor(() => expect(names()).toBe("B C C copy D"));
    await more();
    await waitFor(() => expect(names()).toBe("B C C copy D E Ea"));
  });

  it("asks for its beginning and for what is in sight, and for all of it only when another order shows", async () => {
    const from = server("A", "B", "C", "D", "E", "F");
    const { result, names, settled, poll } = await withPages(from, 3);
    result.current.seen(2, 4);
    await poll();
    expect(from.state.questions).toEqual(["from the top", "of c,d"]);

    from.state.questions = [];
    from.named.set("a2", "A2");
    await poll();
    await waitFor(() => expect(names()).toBe("A A2 B C D E"));
    await settled();
    expect(from.state.questions).toEqual(["from the top", "of c,d", "from the top", "from A2", "from C"]);

    from.state.questions = [];
    await poll();
    await settled();
    expect(from.state.questions).toEqual(["from the top", "of b,c"]);
  });

  it("sees another order further down as well, by the rows in sight", async () => {
    const from = server("A", "B", "C", "D", "E", "F");
    const { result, names, poll } = await withPages(from, 3);
    result.current.seen(2, 6);
    from.named.set("c", "Ez");
    await poll();
    await waitFor(() => expect(names()).toBe("A B D E Ez F"));
  });

  it("is one page again when the rest has gone", async () => {
    const from = server("A", "B", "C", "D");
    const { names, poll, result } = await withPages(from);
    from.named.delete("c");
    from.named.delete("d");
    await poll();
    await waitFor(() => expect(names()).toBe("A B"));
    expect(result.current.more.hasNextPage).toBe(false);
  });

  it("never draws a row twice that went down before the next page was read", async () => {
    const from = server("A", "B", "C", "D", "E", "F");
    const { names, drawn, more, poll } = await withPages(from);
    from.named.set("a", "Ea");
    await more();
    await waitFor(() => expect(drawn.at(-1)).toBe("a b c d e"));
    await poll();
    await waitFor(() => expect(names()).toBe("B C D E Ea F"));
    expect(drawn.filter((ids) => new Set(ids.split(" ")).size < ids.split(" ").length)).toEqual([]);
  });

  it("is read anew once, not without end, where the server itself gives a row twice", async () => {
    const from = server("A", "B", "C", "D");
    const { readPage } = from;
    from.readPage = async (cursor) => {
      const page = await readPage(cursor);
      if (cursor === undefined) return page;
      // It is never the same twice, as one whose last run goes on.
      const again = { id: "a", name: `A ${from.state.questions.length}` };
      return { ...page, items: [again, ...page.items] };
    };
    const { settled, drawn, more, poll } = listed(from);
    await waitFor(() => expect(drawn).toContain("a b"));
    await more();
    await waitFor(() => expect(drawn.at(-1)).toBe("a b c d"));
    from.state.questions = [];
    await poll();
    await settled();
    expect(from.state.questions).toEqual(["from the top", "from the top", "from B"]);
    expect(drawn.at(-1)).toBe("a b c d");
  });

  it("reads its next page after what is being read anew", async () => {
    const from = server("A", "B", "C", "D", "E", "F");
    const { client, result, names } = await withPages(from);
    let release = () => {};
    from.state.hold = new Promise((resolve) => {
      release = () => resolve();
    });
    from.named.set("c copy", "C copy");
    const reading = client.invalidateQueries({ queryKey: ["workflows"] });
    await waitFor(() => expect(result.current.list.isRefetching).toBe(true));
    const going = result.current.more.fetchNextPage();
    release();
    await Promise.all([reading, going]);
    await waitFor(() => expect(names()).toBe("A B C C copy D E"));
  });

  it("is read anew when one comes back to it", async () => {
    const from = server("A", "B", "C", "D");
    const { view, show } = await withPages(from);
    view.unmount();
    from.named.set("c", "Z");
    const { result } = show();
    await waitFor(() => expect(result.current.rows.map(({ name }) => name).join(" ")).toBe("A B D Z"));
  });

  it("stays live when its next page cannot be read", async () => {
    const from = server("A", "B", "C", "D");
    const list = listed(from);
    await waitFor(() => expect(list.names()).toBe("A B"));
    from.state.refuses = true;
    await list.more();
    await waitFor(() => expect(list.result.current.list.isError).toBe(true));
    from.named.set("a", "A!");
    await list.poll();
    await waitFor(() => expect(list.names()).toBe("A! B"));
  });

  it("moves nothing while somebody reads further down, but when they have changed something", async () => {
    vi.stubGlobal("IntersectionObserver", SightObserver);
    const from = server("A", "B", "C", "D", "E");
    const { result, names, poll, invalidate } = await withPages(from);
    act(() => result.current.top(document.createElement("div")));
    act(() => handSight(false));
    from.named.set("a2", "A2").set("b", "B!");
    await poll();
    await waitFor(() => expect(names()).toBe("A B C D"));
    expect(from.state.questions).toEqual(["from the top"]);
    act(() => handSight(true));
    await waitFor(() => expect(names()).toBe("A A2 B! C"));
    act(() => handSight(false));
    from.named.set("a3", "A3");
    await invalidate();
    await waitFor(() => expect(names()).toBe("A A2 A3 B!"));
  });
});
