import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { TimelineBar } from "@/components/timeline/rows";
import { Timeline } from "@/components/timeline/Timeline";
import { seenOf } from "@/lib/timeline";

const ROWS = 5000;

function bar(id: string, from: number, to: number, more: Partial<TimelineBar> = {}): TimelineBar {
  return { id, from, to, status: "succeeded", waiting: false, label: id, ...more };
}

describe("a timeline of thousands of rows", () => {
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    ...{ id: `n${at}`, name: `Step ${at}`, depth: 0, summary: "Succeeded" },
    // Every tenth ran three times at once, and is higher for it.
    bars: Array.from({ length: at % 10 === 0 ? 3 : 1 }, (_, run) => bar(`${run}`, at, at + 10)),
  }));
  const draw = (onSelect = vi.fn()) => {
    render(
      <MantineProvider env="test">
        <Timeline
          label="Timeline"
          rows={rows}
          axis={{ from: 0, to: ROWS + 10 }}
          selected={null}
          onSelect={onSelect}
        />
      </MantineProvider>,
    );
    return onSelect;
  };
  const drawn = () => screen.getAllByRole("listitem");

  it("has only those in view, and says of each which it is of how many", () => {
    draw();
    expect(drawn().length).toBeLessThan(60);
    expect(drawn()[2]?.getAttribute("aria-posinset")).toBe("3");
    expect(drawn()[2]?.getAttribute("aria-setsize")).toBe(String(ROWS));
    expect(screen.getByRole("button", { name: /^Step 2 ?: Succeeded/ })).toBeDefined();
  });

  it("is walked by keys, to rows that were not drawn before", () => {
    const onSelect = draw();
    const focused = () => document.activeElement?.getAttribute("data-row");
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
    screen.getByRole("button", { name: /^Step 0 ?: Succeeded/ }).focus();
    press("ArrowDown");
    expect(focused()).toBe("1");
    press("End");
    expect(focused()).toBe(String(ROWS - 1));
    expect(drawn().length).toBeLessThan(60);
    press("PageUp");
    expect(Number(focused())).toBeGreaterThan(ROWS - 20);
    expect(Number(focused())).toBeLessThan(ROWS - 5);
    press("Home");
    expect(focused()).toBe("0");
    fireEvent.click(document.activeElement ?? document.body);
    expect(onSelect).toHaveBeenCalledWith("n0");
  });
});

describe("the bars of a lane", () => {
  const alike = (a: TimelineBar, b: TimelineBar) => a.status === b.status;
  const times = (bars: readonly TimelineBar[]) => bars.map(({ from, to }) => [from, to]);

  it("are those in view", () => {
    const bars = [bar("a", 0, 10), bar("b", 20, 30), bar("c", 40, 50)];
    expect(times(seenOf(bars, { from: 25, to: 35 }, 0, alike))).toEqual([[20, 30]]);
  });

  it("are one where they are too close to tell apart, and of one kind", () => {
    const bars = Array.from({ length: 10_000 }, (_, at) => bar(`${at}`, at, at + 0.5));
    const seen = seenOf(bars, { from: 0, to: 10_000 }, 30, alike);
    expect(seen.length).toBeLessThan(400);
    expect(seen[0]?.from).toBe(0);
    expect(seen.at(-1)?.to).toBe(9999.5);
    const failed = seenOf(
      [bar("a", 0, 1), bar("b", 2, 3, { status: "failed" })],
      { from: 0, to: 9 },
      30,
      alike,
    );
    expect(failed.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
  });
});
