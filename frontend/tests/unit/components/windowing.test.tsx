import { MantineProvider, Table } from "@mantine/core";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { pieces, rowAt } from "@/components/windowing/rows";
import { WindowedBody } from "@/components/windowing/WindowedBody";

const ROW = 40;
const ENDS = [40, 80, 140, 180, 220];

describe("pieces of a list", () => {
  it("are the rows in a range and the height of what is left out on both sides", () => {
    expect(pieces(ENDS, 2, 4)).toEqual([
      { gap: 80, before: 2 },
      { row: 2 },
      { row: 3 },
      { gap: 40, before: 5 },
    ]);
    expect(pieces(ENDS, 0, 5)).toEqual([0, 1, 2, 3, 4].map((row) => ({ row })));
    expect(pieces([], 0, 0)).toEqual([]);
  });

  it("are those kept as well, each once and in order", () => {
    expect(pieces(ENDS, 3, 5, [-1, 0, 1])).toEqual([
      { row: 0 },
      { row: 1 },
      { gap: 60, before: 3 },
      { row: 3 },
      { row: 4 },
    ]);
    expect(pieces(ENDS, 0, 2, [1, 2, 9]).filter((piece) => "row" in piece)).toHaveLength(3);
  });

  it("are found by place", () => {
    expect([0, 39, 40, 139, 219, 999].map((place) => rowAt(ENDS, place))).toEqual([0, 0, 1, 2, 4, 4]);
  });
});

describe("the body of a table with thousands of rows", () => {
  function shown(count: number) {
    const seen = vi.fn();
    const rows = Array.from({ length: count }, (_, at) => ({ id: `r${at}` }));
    const place = { top: 0 };
    vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
      const height = this.dataset.row === undefined ? 0 : ROW;
      return { top: this.tagName === "TBODY" ? -place.top : 0, height } as DOMRect;
    });
    function Page() {
      const [chosen, choose] = useState("");
      return (
        <MantineProvider env="test">
          <Table aria-label="Rows">
            <WindowedBody rows={rows} columns={1} estimate={ROW} onSeen={seen}>
              {(row, props) => (
                <Table.Tr key={row.id} {...props}>
                  <Table.Td>
                    <button aria-pressed={chosen === row.id} onClick={() => choose(row.id)}>
                      {row.id}
                    </button>
                  </Table.Td>
                </Table.Tr>
              )}
            </WindowedBody>
          </Table>
        </MantineProvider>
      );
    }
    render(<Page />);
    const scrollTo = (top: number) => {
      place.top = top;
      fireEvent.scroll(document);
    };
    const drawn = () => screen.getAllByRole("button").map(({ textContent }) => Number(textContent?.slice(1)));
    return { scrollTo, drawn, seen };
  }

  it("has only those around what is in sight, and says which they are", () => {
    const { scrollTo, drawn, seen } = shown(5000);
    expect(drawn()[0]).toBe(0);
    expect(drawn().length).toBeLessThan(60);
    scrollTo(3000 * ROW);
    expect(drawn().length).toBeLessThan(80);
    expect(drawn()).toContain(3000);
    expect(drawn()).not.toContain(0);
    const [first, end] = seen.mock.lastCall ?? [];
    expect(first).toBe(3000);
    expect(end).toBeLessThan(3040);
    const row = screen.getByRole("button", { name: "r3000" }).closest("tr");
    expect(row?.getAttribute("aria-rowindex")).toBe("3002");
  });

  it("keeps the row that has the focus, and those beside it", async () => {
    const { scrollTo, drawn } = shown(5000);
    screen.getByRole("button", { name: "r5" }).focus();
    scrollTo(3000 * ROW);
    expect(drawn().slice(0, 4)).toEqual([4, 5, 6, drawn()[3]]);
    expect(document.activeElement?.textContent).toBe("r5");
    screen.getByRole("button", { name: "r3000" }).focus();
    await waitFor(() => expect(drawn()).not.toContain(5));
  });

  it("has all of them as long as they are few", () => {
    const { drawn } = shown(100);
    expect(drawn()).toHaveLength(100);
  });
});
