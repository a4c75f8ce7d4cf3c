import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Api, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
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

it("running executions are cancelled together, by keyboard", async () => {
  const { page, complaints } = await openPage(browser, { reducedMotion: "reduce" });
  const { items } = await api.call<{ items: { id: string; name: string }[] }>(
    "GET",
    "/workflows?q=Incident%20esc",
  );
  const workflow = items.find(({ name }) => name === "Incident escalation")?.id ?? "";
  const body = { title: "Slow", severity: "major", service: "checkout", reporter: "b@example.com" };
  const payload = { method: "POST", path: "incidents", query: {}, headers: {}, body };
  for (let count = 0; count < 2; count += 1)
    await api.call("POST", `/workflows/${workflow}/executions`, { payload });

  await page.goto(`/executions?workflow=${workflow}&status=running`);
  const chosen = page.getByRole("checkbox", {
    name: /^Select the run of Incident escalation/,
    disabled: false,
  });
  await expect.poll(() => chosen.count()).toBeGreaterThanOrEqual(2);
  const all = await chosen.count();
  for (const index of [0, 1]) {
    await chosen.nth(index).focus();
    await page.keyboard.press("Space");
  }
  await page
    .getByRole("group", { name: "Selected executions" })
    .getByRole("button", { name: "Cancel" })
    .focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel 2 executions" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("2 executions are being cancelled").waitFor();
  await expect.poll(() => chosen.count(), { timeout: 20_000 }).toBe(all - 2);
  expect(page.url()).toContain("status=running");
  expect(complaints).toEqual([]);
});
