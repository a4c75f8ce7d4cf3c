/** Takes the pictures of the README from a running stack with its examples: `npm run screenshots`. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Api, baseUrl, Builder, launch, openPage } from "./support/session.ts";

const folder = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const APPROVED = "Incident escalation";
const LOOPED = "Webhook relay";

interface Listed {
  items: { id: string; name: string }[];
}

mkdirSync(folder, { recursive: true });
const api = await Api.connect();
const browser = await launch();
try {
  const viewport = { width: 1400, height: 800 };
  const { page } = await openPage(browser, { viewport, deviceScaleFactor: 2, reducedMotion: "reduce" });
  const builder = new Builder(page);
  const take = async (name: string) => {
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${folder}${name}.png` });
  };

  const idOf = async (name: string) => {
    const { items } = await api.call<Listed>("GET", `/workflows?q=${encodeURIComponent(name)}`);
    const found = items.find((each) => each.name === name);
    if (!found) throw new Error(`${baseUrl} has no workflow "${name}": start the stack with its examples`);
    return found.id;
  };
  const openRun = async (name: string) => {
    await page.goto(`/executions?workflow=${await idOf(name)}`);
    await page.getByRole("link", { name }).first().click();
  };

  await openRun(APPROVED);
  await page.getByRole("button", { name: "Approve" }).waitFor();
  await take("approval");

  await openRun(LOOPED);
  await page.getByText("Succeeded").first().waitFor();
  await page.getByRole("combobox", { name: "Iteration of For each receiver" }).waitFor();
  await builder.node("Deliver").last().click();
  await page.getByRole("group", { name: "Output" }).waitFor();
  await take("execution");
  await page.getByText("Timeline", { exact: true }).click();
  await page.getByRole("list", { name: "Timeline" }).waitFor();
  await take("timeline");

  await page.goto(`/workflows/${await idOf(APPROVED)}`);
  await builder.card("Who takes over?").first().click();
  await page.getByText("No problems").waitFor();
  await take("builder");

  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByRole("button", { name: "Load the test The one on call takes over" }).click();
  await page.getByRole("button", { name: "Run the test" }).click();
  await page.getByLabel("Last test", { exact: true }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await take("test-run");

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("heading", { name: "Cost of 1,000 runs" }).waitFor();
  await take("publish");

  await page.goto("/workflows");
  await page.getByRole("link", { name: APPROVED }).waitFor();
  await take("workflows");
} finally {
  await browser.close();
}
