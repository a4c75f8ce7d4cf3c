import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { severeViolations } from "./support/accessibility.ts";
import { Api, Builder, launch, openPage } from "./support/session.ts";

let browser: Browser;
let api: Api;

beforeAll(async () => {
  [browser, api] = await Promise.all([launch(), Api.connect()]);
});
afterAll(() => browser?.close());

const PAYLOAD = {
  body: { customer: { name: "Ada", "e mail": "ada@example.com" }, items: [{ price: 3 }, { price: 4 }] },
};

const CALL = {
  definition: "api_call@1",
  config: { url: "{% 'https://example.com/' & $trigger.body.customer.name %}" },
};
const MAIL = {
  definition: "send_email@1",
  config: { to: ["ada@example.com"], subject: "Hi", text: "Hello!" },
};

/** A trigger and a step that follows it, with a test run that has been through both. */
async function tested(step: Record<string, unknown> = CALL) {
  const path = `expressions-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6).toString(36)}`;
  const node = (id: string, type: string, x: number, more: Record<string, unknown>) => ({
    ...{ id, key: id, type, name: id, position: { x, y: 0 }, config: {}, settings: {} },
    ...more,
  });
  const nodes = [
    node("called", "trigger", 0, { definition: "api@1", config: { path } }),
    node("request", "action", 300, step),
  ];
  const edges = [{ id: "e1", source: "called", source_handle: "out", target: "request" }];
  const { id } = await api.call<{ id: string }>("POST", "/workflows", {
    name: path,
    graph: { nodes, edges },
  });
  const { page, complaints } = await openPage(browser, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.goto(`/workflows/${id}`);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByRole("textbox", { name: /Payload/ }).fill(JSON.stringify(PAYLOAD));
  await page.getByRole("button", { name: "Run the test" }).click();
  await page.getByLabel("Last test", { exact: true }).getByText("Succeeded").waitFor();
  return { page, complaints, builder: new Builder(page), id, path };
}

describe("an expression", () => {
  it("is typed with suggestions, shows what it gives, and where it is wrong", async () => {
    const { page, complaints, builder } = await tested();
    await builder.node("request").click();
    const field = builder.field("config.url");
    const editor = field.locator(".cm-content");
    const preview = field.getByRole("group", { name: "Address: what it gives" });
    await preview.getByText("https://example.com/Ada", { exact: true }).waitFor();
    await field.getByRole("button", { name: "Address: Use an expression" }).click();
    await preview.getByText('"https://example.com/Ada"').waitFor();
    await preview.getByText(/from the test run/).waitFor();

    await editor.fill("");
    await page.keyboard.type("$trig");
    await page.getByRole("option", { name: /\$trigger/ }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type(".body.cust");
    await page.getByRole("option", { name: /customer/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type(".e");
    await page.getByRole("option", { name: /e mail/ }).waitFor();
    await page.keyboard.press("Enter");
    await preview.getByText('"ada@example.com"').waitFor();
    expect(await editor.innerText()).toBe("$trigger.body.customer.`e mail`");

    await editor.fill("$trigger.body.nowhere");
    await preview.getByText(/Nothing: no such value/).waitFor();
    await editor.fill("'to ' & $odrer.id");
    await field.locator(".cm-lintRange-error", { hasText: "$odrer" }).waitFor();
    await field.getByText(/there is no \$odrer/i).waitFor();
    await editor.fill("$sum($trigger.body.items.price)");
    await preview.getByText("7", { exact: true }).waitFor();
    await field.locator(".cm-lintRange-error").waitFor({ state: "detached" });
    await expect.poll(() => editor.getAttribute("aria-invalid")).toBe("false");

    // What never ends does not stop the page: its worker is ended, and the next answer comes.
    await editor.fill("($f := function($n) { $f($n + 1) }; $f(0))");
    await preview.getByText(/Stopped after 2 seconds|stack/i).waitFor();
    await editor.fill("1 + 1");
    await preview.getByText("2", { exact: true }).waitFor();

    // Tab leaves the field.
    await page.keyboard.press("Tab");
    expect(await editor.evaluate((element) => element.contains(document.activeElement))).toBe(false);
    expect(complaints).toEqual([]);
  });
});

describe("a step that is renamed", () => {
  it("takes its key and the expressions that read it along, with the data of the last test, and back again", async () => {
    const { page, complaints, builder } = await tested();
    const url = builder.field("config.url");
    await builder.node("request").click();
    await url.locator(".cm-content").fill("{{ $called.body.customer.name }} of $called");
    await url.getByText("Ada of $called", { exact: true }).waitFor();

    await builder.node("called").first().click();
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Order placed");
    await page.keyboard.press("Enter");
    await page.getByText("1 reference now reads $order_placed").waitFor();
    const key = page.getByRole("textbox", { name: "Name in expressions" });
    expect(await key.inputValue()).toBe("order_placed");
    await page.getByRole("tab", { name: "Test", exact: true }).click();
    await page.getByRole("complementary", { name: "Properties" }).getByText("Succeeded").waitFor();

    await builder.node("request").click();
    await expect
      .poll(() => url.locator(".cm-content").innerText())
      .toBe("{{ $order_placed.body.customer.name }} of $called");
    await url.getByText("Ada of $called", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Undo" }).click();
    await builder.node("called").first().waitFor();
    await expect
      .poll(() => url.locator(".cm-content").innerText())
      .toBe("{{ $called.body.customer.name }} of $called");
    expect(complaints).toEqual([]);
  });
});

describe("a node in full width", () => {
  it("has its data beside its form, and takes what is dragged or put from there", async () => {
    const { page, complaints, builder } = await tested();
    await builder.node("request").dblclick();
    const input = page.getByRole("region", { name: "Input" });
    await input.getByRole("treeitem", { name: /customer/ }).click();
    await page.getByRole("region", { name: "Output" }).getByText("Sample: not really done").waitFor();
    expect(await severeViolations(page, "[role=dialog]")).toEqual([]);

    // A text has data in it where something is dropped on it.
    const headers = builder.field("config.headers");
    await headers.getByRole("textbox").nth(0).fill("X-Mail");
    await input.getByRole("treeitem", { name: /e mail/ }).dragTo(headers.getByRole("textbox").nth(1));
    await headers.getByText("ada@example.com", { exact: true }).waitFor();

    // By keyboard: the field that was in hand last takes it, behind what stands there.
    const url = builder.field("config.url").locator(".cm-content");
    await url.fill("mailto:");
    await page.keyboard.press("End");
    await input.getByRole("treeitem", { name: /e mail/ }).click();
    await input.getByRole("button", { name: "Use" }).click();
    await builder.field("config.url").getByText("mailto:ada@example.com", { exact: true }).waitFor();
    expect(await url.innerText()).toBe("mailto:{{ $trigger.body.customer.`e mail` }}");

    await page.keyboard.press("Alt+ArrowLeft");
    await page.getByRole("heading", { name: "called" }).waitFor();
    await page.keyboard.press("Escape");
    await input.waitFor({ state: "detached" });
    await page.getByRole("complementary", { name: "Properties" }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("a text with data in it", () => {
  it("is written with {{ }}, by keyboard and by dragging, and the mail says what its preview said", async () => {
    const { page, complaints, builder, id, path } = await tested(MAIL);
    await builder.node("request").dblclick();
    const input = page.getByRole("region", { name: "Input" });
    await input.getByRole("treeitem", { name: /customer/ }).click();
    const field = builder.field("config.text");
    const text = field.getByRole("textbox", { name: "Message" });
    const preview = field.getByRole("group", { name: "Message: what it gives" });

    // Typed: the braces close themselves, and what can be read is offered.
    await text.fill("");
    await field.getByText("Type {{ to insert data").waitFor();
    await text.click();
    await page.keyboard.type("Dear {{");
    await page
      .getByRole("option", { name: /\$trigger/ })
      .first()
      .waitFor();
    expect(await text.innerText()).toBe("Dear {{  }}");
    await field.getByText("There is nothing between {{ and }}").waitFor();
    await page.keyboard.type("$trig");
    await page.keyboard.press("Tab");
    await page.keyboard.type(".body.customer.na");
    await page.getByRole("option", { name: /^name/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type(" }}, it's (nearly)\nyour ");
    await preview.getByText("Dear Ada, it's (nearly)").waitFor();
    const chips = async () => (await text.locator(".cm-chip").allInnerTexts()).join("");
    expect(await chips()).toBe("{{ $trigger.body.customer.name  }}");

    // Dropped into the middle of the text.
    const chip = await text.locator(".cm-chip").first().boundingBox();
    const box = await text.boundingBox();
    if (!chip || !box) throw new Error("the text is not on screen");
    const row = input.getByRole("treeitem", { name: /e mail/ });
    await row.dragTo(text, {
      targetPosition: { x: chip.x - box.x, y: chip.y - box.y + chip.height / 2 },
    });
    await preview.getByText("ada@example.com").waitFor();
    await expect.poll(() => text.innerText()).toContain("Dear {{ $trigger.body.customer.`e mail` }}{{");
    await page.keyboard.press("Backspace");
    await expect.poll(() => text.innerText()).toContain("Dear {{ $trigger.body.customer.name");
    await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(chips).toContain("`e mail`");
    await page.keyboard.press("ControlOrMeta+z");
    await expect.poll(chips).toBe("{{ $trigger.body.customer.name  }}");

    // By the button, at the cursor.
    await text.press("ControlOrMeta+End");
    await row.click();
    await input.getByRole("button", { name: "Use" }).click();
    const said = "Dear Ada, it's (nearly)\nyour ada@example.com";
    await expect.poll(() => preview.innerText()).toContain(said);

    // A wrong name is underlined where it stands.
    await text.press("ControlOrMeta+End");
    await page.keyboard.type(" {{$odrer.id");
    await field.locator(".cm-lintRange-error", { hasText: "$odrer" }).waitFor();
    expect(await severeViolations(page, "[data-field='config.text']")).toEqual([]);
    for (let press = 0; press < 3; press += 1) await page.keyboard.press("ControlOrMeta+z");
    await field.locator(".cm-lintRange-error").waitFor({ state: "detached" });

    // One line stays one.
    const subject = builder.field("config.subject").getByRole("textbox", { name: "Subject" });
    await subject.fill("");
    await subject.press("Enter");
    await page.evaluate(() => navigator.clipboard.writeText("For\n{{ $workflow.id }}\n"));
    await page.keyboard.press("ControlOrMeta+v");
    expect(await subject.innerText()).toBe("For {{ $workflow.id }}");
    await builder.field("config.subject").getByText(`For ${id}`, { exact: true }).waitFor();
    await builder.saved();

    await page.reload();
    await builder.node("request").click();
    await preview.getByText("Dear Ada, it's (nearly)").waitFor();
    await field.getByRole("button", { name: "Message: Use an expression" }).click();
    await expect
      .poll(() => text.innerText())
      .toBe(
        "'Dear ' & $trigger.body.customer.name & \", it's (nearly)\\nyour \" & $trigger.body.customer.`e mail`",
      );
    expect(complaints).toEqual([]);

    const { revision } = await api.call<{ revision: number }>("GET", `/workflows/${id}`);
    await api.call("POST", `/workflows/${id}/publish`, { revision });
    await expect
      .poll(async () => (await page.request.post(`/hooks/${path}`, { data: PAYLOAD.body })).ok())
      .toBe(true);
    const mails = async () =>
      (
        (await (await page.request.get("/_local/mail")).json()) as {
          items: { id: string; subject: string }[];
        }
      ).items;
    await expect.poll(async () => (await mails()).map(({ subject }) => subject)).toContain(`For ${id}`);
    const mail = (await mails()).find(({ subject }) => subject === `For ${id}`);
    const received = await page.request.get(`/_local/mail/${mail?.id}`);
    expect(((await received.json()) as { text: string }).text.trim().split("\r\n")).toEqual(said.split("\n"));
  });
});
