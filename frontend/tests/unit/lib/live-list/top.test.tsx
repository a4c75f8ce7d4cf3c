import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { createQueryClient } from "@/lib/api/queries";
import { useLiveList } from "@/lib/live-list/use-live-list";
import { handSight, SightObserver } from "../../../support/sight";

function List() {
  const { top, atTop } = useLiveList({
    ...{ subject: "executions", filters: {}, refreshMs: 3_600_000 },
    readPage: () => Promise.resolve({ items: [], next_cursor: null }),
    readSome: () => Promise.resolve([]),
    changes: () => false,
    order: "changing",
  });
  return <div ref={top}>{atTop ? "at the top" : "further down"}</div>;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it("is where its newest sight of the top says, when several come at once", () => {
  vi.stubGlobal("IntersectionObserver", SightObserver);
  render(
    <QueryClientProvider client={createQueryClient()}>
      <List />
    </QueryClientProvider>,
  );
  act(() => handSight(true, false));
  expect(screen.getByText("further down")).toBeDefined();
  act(() => handSight(false, true));
  expect(screen.getByText("at the top")).toBeDefined();
});
