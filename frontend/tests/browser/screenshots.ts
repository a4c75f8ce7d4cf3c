/** Takes the pictures of the README from a running stack with its examples: `npm run screenshots`. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Api, baseUrl, Builder, launch, openPage } from "./support/session.ts";

const folder = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const EXAMPLE = "Order welcome";
const ORDER = {
  customer: { name: "Ada Lovelace", email: "ada@example.com" },
  items: [
    { name: "Lamp", price: 70, quantity: 1 },
    { name: "Book", price: 18.5, quantity: 2 },
  ],
};

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

  const { items } = await api.call<Listed>("GET", `/workflows?q=${encodeURIComponent(EXAMPLE)}`);
  const example = items.find(({ name }) => name === EXAMPLE);
  if (!example) throw new Error(`${baseUrl} has no workflow "${EXAMPLE}": start the stack with its examples`);
  const started = await fetch(`${baseUrl}/hooks/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(ORDER),
  });
  if (!started.ok) throw new Error(`${baseUrl}/hooks/orders answered ${started.status}`);

  await page.goto(`/executions?workflow=${example.id}`);
  await page.getByRole("link", { name: EXAMPLE }).first().click();
  await page.getByText("Succeeded").first().waitFor();
  await builder.node("Send the welcome").click();
  await page.getByRole("group", { name: "Output" }).waitFor();
  await take("execution");

  await page.goto(`/workflows/${example.id}`);
  await builder.node("Over 100?").click();
  await page.getByText("No problems").waitFor();
  await take("builder");

  await page.goto("/workflows");
  await page.getByRole("link", { name: EXAMPLE }).waitFor();
  await take("workflows");
} finally {
  await browser.close();
}
