import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { WorkflowTable } from "@/features/workflows/components/WorkflowTable";
import type { Listing } from "@/features/workflows/list/listing";
import type { WorkflowSummary } from "@/lib/api/types";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ to, params: _, ...props }: { to: string; params: object }) => <a href={to} {...props} />,
}));

const workflow = (id: string): WorkflowSummary => ({
  ...{ id, name: `Workflow ${id}`, description: "", status: "draft", live_version: null, revision: 1 },
  ...{ created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z", last_execution: null },
});

function shown(listing: Listing, selected: readonly string[]) {
  const told = {
    onSort: vi.fn(),
    onSelect: vi.fn(),
    onDuplicate: vi.fn(),
    onExport: vi.fn(),
    onArchive: vi.fn(),
  };
  render(
    <MantineProvider env="test">
      <WorkflowTable
        workflows={["a", "b"].map((id) => ({ ...workflow(id), description: `About ${id}` }))}
        more={false}
        listing={listing}
        selected={new Set(selected)}
        {...told}
      />
    </MantineProvider>,
  );
  return told;
}

it("says how it is sorted, and sorts by the column that is chosen", () => {
  const { onSort } = shown({ sort: "name", order: "desc" }, []);

  expect(screen.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort")).toBe("descending");
  expect(screen.getByRole("columnheader", { name: "Status" }).getAttribute("aria-sort")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Name" }));
  fireEvent.click(screen.getByRole("button", { name: "Last run" }));
  expect(onSort.mock.calls).toEqual([
    [{ sort: "name", order: "asc" }],
    [{ sort: "last_run", order: "desc" }],
  ]);
});

it("selects one, and all that are shown", () => {
  const { onSelect } = shown({}, ["b", "elsewhere"]);

  const all = screen.getByRole<HTMLInputElement>("checkbox", { name: "Select all that are shown" });
  expect([all.checked, all.indeterminate]).toEqual([false, true]);
  fireEvent.click(screen.getByRole("checkbox", { name: "Select Workflow b" }));
  fireEvent.click(all);
  expect(onSelect.mock.calls).toEqual([
    [["b"], false],
    [["a", "b"], true],
  ]);
});

it("leads from anywhere in a row where its link does", () => {
  const { onSelect } = shown({}, []);
  const followed = vi.fn((event: MouseEvent) => event.preventDefault());
  screen.getByRole("link", { name: "Workflow a" }).addEventListener("click", followed);

  const description = screen.getByText("About a");
  fireEvent.click(description);
  fireEvent.click(screen.getAllByText("Draft")[0] as HTMLElement);
  expect(followed).toHaveBeenCalledTimes(2);

  // What is in the row goes on to work by itself
  fireEvent.click(screen.getByRole("checkbox", { name: "Select Workflow a" }));
  expect(onSelect).toHaveBeenCalledTimes(1);
  const row = screen.getByRole("row", { name: /Workflow a/ });
  fireEvent.click(row.querySelector("button") as HTMLElement);
  window.getSelection()?.selectAllChildren(description);
  fireEvent.click(description);
  window.getSelection()?.removeAllRanges();
  expect(followed).toHaveBeenCalledTimes(2);

  const open = vi.spyOn(window, "open").mockReturnValue(null);
  fireEvent.click(description, { ctrlKey: true });
  fireEvent(description, new MouseEvent("auxclick", { bubbles: true, button: 1 }));
  expect(open).toHaveBeenCalledTimes(2);
  expect(followed).toHaveBeenCalledTimes(2);
});
