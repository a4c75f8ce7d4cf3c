import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, openPage } from "./support/session.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** Drops files on the page, as a person does who drags them there. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(dropped)) dataTransfer.items.add(new File([text], name));
    for (const type of ["dragenter", "dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, files);
}

it("workflows are sorted, duplicated, exported and imported in their list", async () => {
  const { page, complaints } = await openPage(browser, { acceptDownloads: true });
  const mark = `L${Date.now().toString(36)}`;
  await page.goto("/workflows");
  await page.getByRole("heading", { name: "Workflows" }).waitFor();
  const file = (name: string) => JSON.stringify({ name, graph: { nodes: [], edges: [] } });
  await drop(page, { "a.json": file(`${mark} b`), "b.json": file(`${mark} a`), "c.json": "[]" });
  const dialog = page.getByRole("dialog", { name: "Import workflows" });
  await dialog.getByText("Imported 2 of 3 files").waitFor();
  await dialog.getByText("it has no graph").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });

  await page.getByRole("searchbox", { name: "Search workflows" }).fill(mark);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "name" && url.search.includes(mark));
  const names = () => page.getByRole("row").getByRole("link", { name: mark }).allTextContents();
  await expect.poll(names).toEqual([`${mark} a`, `${mark} b`]);
  await page.reload();
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect.poll(names).toEqual([`${mark} b`, `${mark} a`]);

  for (let time = 0; time < 2; time += 1) {
    await page.getByRole("button", { name: `Actions for ${mark} a`, exact: true }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await page.getByText(`Duplicated as "Copy of ${mark} a${time === 0 ? "" : " 2"}"`).waitFor();
  }
  await page
    .getByRole("alert")
    .filter({ hasText: `${mark} a 2"` })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect.poll(names).toEqual([`${mark} b`, `${mark} a`, `Copy of ${mark} a`]);

  await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
  const downloaded = page.waitForEvent("download");
  await page
    .getByRole("group", { name: "Selected workflows" })
    .getByRole("button", { name: "Export" })
    .click();
  const archive = await downloaded;
  expect(archive.suggestedFilename()).toBe("workflows.zip");
  const bytes = await readFile(await archive.path());
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "workflows.zip", mimeType: "application/zip", buffer: bytes });
  await dialog.getByText("Imported all 3 files").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await names()).length).toBe(6);
  expect(complaints).toEqual([]);
});
