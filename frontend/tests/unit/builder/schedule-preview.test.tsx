import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { SchedulePreview } from "@/features/builder/form/controls/SchedulePreview";
import { FormContext } from "@/features/builder/form/form-context";
import { formatMoment } from "@/lib/time";

const NOW = Date.parse("2026-03-27T12:00:00Z");

function show(expression: string, config: Record<string, unknown> = {}, isFaulted = false) {
  render(
    <MantineProvider env="test">
      <FormContext
        value={{
          ...{ problems: [], config, scopeOf: () => EMPTY_SCOPE, origin: null },
          ...{ aim: () => undefined, release: () => undefined, put: () => false },
        }}
      >
        <SchedulePreview expression={expression} isFaulted={isFaulted} />
      </FormContext>
    </MantineProvider>,
  );
}

function firstCells(): (string | null)[] {
  const rows = within(screen.getByRole("table", { name: "Next starts" })).getAllByRole("row");
  return rows.map((row) => within(row).queryAllByRole("cell")[0]?.textContent ?? null).filter(Boolean);
}

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

describe("what a schedule means", () => {
  it("is said in words and as the next five starts, in its place and here", () => {
    show("cron(30 2 * * ? *)", { timezone: "Pacific/Auckland" });
    expect(screen.getByText("At 02:30, every day")).toBeDefined();
    expect(screen.getByRole("columnheader", { name: "In Pacific/Auckland" })).toBeDefined();
    const instants = [27, 28, 29, 30, 31].map((day) => Date.UTC(2026, 2, day, 13, 30));
    expect(firstCells()).toEqual(instants.map((instant) => formatMoment(instant, "Pacific/Auckland")));
    const [, first] = screen.getAllByRole("cell");
    expect(first?.textContent).toBe(formatMoment(instants[0] ?? 0));
  });

  it("keeps to the dates between which the schedule counts", () => {
    show("cron(0 9 * * ? *)", { start: "2026-04-01T00:00:00", end: "2026-04-02T09:00:00Z" });
    expect(firstCells()).toEqual([1, 2].map((day) => formatMoment(Date.UTC(2026, 3, day, 9), "UTC")));
  });

  it("tells where a rate counts from", () => {
    show("rate(2 hours)");
    expect(screen.getByText("Counted as if published now.")).toBeDefined();
    expect(firstCells()[0]).toBe(formatMoment(NOW, "UTC"));
  });

  it.each([
    ["cron(0 0 30 2 ? *)", "It never starts again: no time ahead matches."],
    ["at(2020-01-01T00:00:00)", "This time has passed: choose a later one."],
    ["cron(61 0 * * ? *)", "minutes: '61' is not a value from 0 to 59"],
  ])("%s: %s", (expression, said) => {
    show(expression);
    expect(screen.getByText(said)).toBeDefined();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("leaves a fault to the field that shows it already", () => {
    show("cron(61 0 * * ? *)", {}, true);
    expect(screen.queryByText(/minutes/)).toBeNull();
  });
});
