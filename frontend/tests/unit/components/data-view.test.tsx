import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { DataView } from "@/components/data/DataView";

/** Fifty thousand rows on a busy machine. */
const PATIENT = { timeout: 10_000 };
vi.setConfig({ testTimeout: 30_000 });

const ORDER = {
  customer: { name: "Ada", site: "https://example.com" },
  items: Array.from({ length: 50_000 }, (_, at) => ({ name: `thing ${at}`, price: at })),
};

function show(value: unknown, onPick?: (expression: string) => void) {
  render(
    <MantineProvider env="test">
      <DataView value={value} label="Output" root="$order" onPick={onPick} />
    </MantineProvider>,
  );
  return userEvent.setup();
}

it("draws only what is seen of a large value", async () => {
  // Given a list of 50,000 objects, when it is opened
  const user = show(ORDER);
  await user.click(screen.getByRole("treeitem", { name: /items/ }));
  // Then a screenful of rows exists, and each says where it stands
  const rows = screen.getAllByRole("treeitem");
  expect(rows.length).toBeLessThan(100);
  expect(screen.getByRole("treeitem", { name: /^0:/ }).getAttribute("aria-setsize")).toBe("50000");
});

it("is used by the keyboard alone, and gives the expression of a row", async () => {
  const onPick = vi.fn();
  const user = show(ORDER, onPick);
  await user.click(screen.getByRole("treeitem", { name: /customer/ }));
  screen.getByRole("tree").focus();
  // customer was open: the click closed it
  await user.keyboard("{ArrowRight}{ArrowDown}{Enter}");
  expect(onPick).toHaveBeenCalledWith("$order.customer.name");
  expect(screen.getByText("$order.customer.name")).toBeTruthy();
  await user.keyboard("{ArrowLeft}{ArrowLeft}");
  expect(screen.getByRole("treeitem", { name: /customer/ }).getAttribute("aria-expanded")).toBe("false");
});

it("finds a value far inside, opens what is around it and steps between matches", async () => {
  const user = show(ORDER);
  await user.click(screen.getByRole("button", { name: "Search" }));
  await user.paste("thing 4321");
  // 4321 and 43210 to 43219
  expect(await screen.findByText("1 of 11", {}, PATIENT)).toBeTruthy();
  expect(screen.getByText("$order.items[4321].name")).toBeTruthy();
  await user.keyboard("{Enter}");
  expect(await screen.findByText("$order.items[43210].name", {}, PATIENT)).toBeTruthy();
  await user.keyboard("{Shift>}{Enter}{Enter}{/Shift}");
  expect(await screen.findByText("11 of 11", {}, PATIENT)).toBeTruthy();
});

it("shows a list inside of a value as a table, and its cells by the keyboard", async () => {
  const user = show(ORDER);
  await user.click(screen.getByRole("radio", { name: "Table" }));
  const grid = screen.getByRole("grid");
  expect(grid.getAttribute("aria-rowcount")).toBe("50001");
  expect(within(grid).getAllByRole("row").length).toBeLessThan(100);
  grid.focus();
  await user.keyboard("{ArrowDown}{ArrowRight}");
  expect(screen.getByText("$order.items[1].price")).toBeTruthy();
  // The next value is shown alike; one without a list as a tree
  await user.click(screen.getByRole("radio", { name: "Tree" }));
});

it("links addresses without handing over where they were clicked", () => {
  show(ORDER);
  const link = screen.getByRole("link", { name: /example/ });
  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
});

it("gives the keyboard back to where a search began, and Escape closes the dialog around it then", async () => {
  const user = show(ORDER);
  await user.click(screen.getByRole("button", { name: "Show large" }));
  const dialog = within(await screen.findByRole("dialog"));
  const button = dialog.getByRole("button", { name: "Search" });
  await user.click(button);
  await user.keyboard("Ada{Escape}");
  expect(document.activeElement).toBe(button);

  dialog.getByRole("tree").focus();
  await user.keyboard("{Control>}f{/Control}Ada{Escape}");
  expect(document.activeElement).toBe(dialog.getByRole("tree"));
  await user.keyboard("{Escape}");
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
