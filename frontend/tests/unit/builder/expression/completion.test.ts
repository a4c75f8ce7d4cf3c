import { describe, expect, it } from "vitest";
import { pathSuggestions, suggestionsAt } from "@/features/builder/expression/completion";
import { FUNCTIONS } from "@/features/builder/expression/functions";
import type { Scope } from "@/features/builder/expression/scope";
import { shapeOfSchema } from "@/features/builder/expression/shape";

const ORDER = {
  id: "A-17",
  "unit price": 3,
  customer: { name: "Ada", tags: ["vip"] },
  items: [
    { sku: "b", price: 10 },
    { sku: "a", options: [{ color: "red" }] },
  ],
};
const SCOPE: Scope = {
  context: null,
  names: [
    { name: "order", source: "Order", shape: { value: ORDER } },
    {
      name: "call",
      source: "Call an API",
      shape: shapeOfSchema({
        type: "object",
        properties: { status: { type: "integer", description: "The code." }, body: {} },
      }),
    },
  ],
};

/** What is offered where `|` stands. */
function offered(text: string, scope = SCOPE, asked = false): string[] | null {
  const position = text.indexOf("|");
  const found = suggestionsAt(text.replace("|", ""), position, scope, asked);
  return found && found.options.map(({ label }) => label);
}

describe("suggestions", () => {
  it.each([
    ["a variable's fields", "$order.|", ["id", "unit price", "customer", "items"]],
    ["while a field is typed", "1 + $order.cust|", ["id", "unit price", "customer", "items"]],
    ["behind a name in backticks", "$order.`customer`.|", ["name", "tags"]],
    ["of a list, what its items have", "$order.items.|", ["sku", "price", "options"]],
    ["behind a filter", "$order.items[price > 3].|", ["sku", "price", "options"]],
    ["behind an order", "$order.items^(>price).|", ["sku", "price", "options"]],
    ["behind brackets", "($order.items).options.|", ["color"]],
    ["from the schema where nothing was seen", "$call.|", ["status", "body"]],
    ["of a variable of the expression's own", "($c := $order.customer; $c.|", ["name", "tags"]],
    [
      "of the item a function gets",
      "$map($order.items, function($i, $n) { $i.|",
      ["sku", "price", "options"],
    ],
    [
      "of the second parameter where that is the item",
      "$reduce($order.items, function($s, $i) { $i.|",
      ["sku", "price", "options"],
    ],
    ["of what is bound on the way", "$order.items@$i.{'sku': $i.|", ["sku", "price", "options"]],
  ])("are %s", (_, text, labels) => {
    expect(offered(text)).toEqual(labels);
  });

  it.each(["$order.items[pri|", "$order.items.(pri|", "$order.items.{'a': pri|", "$order.items^(pri|"])(
    "begin with the fields of what a bare name reads: %s",
    (text) => {
      expect(offered(text)?.slice(0, 4)).toEqual(["sku", "price", "options", "$order"]);
    },
  );

  it("are variables and functions where a value begins", () => {
    expect(offered("$|")?.slice(0, 3)).toEqual(["$order", "$call", "$sum"]);
    expect(offered("|")?.slice(0, 2)).toEqual(["$order", "$call"]);
    expect(offered("$sum(ord|")?.slice(0, 2)).toEqual(["$order", "$call"]);
  });

  it.each(["'$order.|", '"a $|', "/a$|", "1.|", "$order.id and|", "/* $|", "$nope.|", "$order.id.|"])(
    "are none in texts, patterns, comments and where nothing is known: %s",
    (text) => {
      expect(offered(text)).toBeNull();
    },
  );

  it("come on request only where nothing is typed", () => {
    expect(offered("$order.id & |")).toBeNull();
    expect(offered("$order.id & |", SCOPE, true)?.[0]).toBe("$order");
  });

  it("say what a field holds, or what its schema says", () => {
    const of = (text: string) => suggestionsAt(text, text.length, SCOPE, false)?.options;
    expect(of("$order.")?.map(({ detail }) => detail)).toEqual(['"A-17"', "3", "{2}", "[2]"]);
    expect(of("$call.")?.[0]).toMatchObject({ detail: "integer", help: "The code." });
  });

  it("write odd names with their backticks, and are found by them once they are begun", () => {
    const of = (text: string) => suggestionsAt(text, text.length, SCOPE, false)?.options[1];
    expect(of("$order.u")).toMatchObject({ label: "unit price", insert: "`unit price`" });
    expect(of("$order.`u")).toMatchObject({ label: "`unit price`", insert: "`unit price`" });
  });

  it("never fail on what is half written", () => {
    const whole =
      "$map($order.items[price > 3], function($v, $i) { {'a': $v.sku & \"x\", `b`: $i ? [1..2] : /a\\/b/i} }) ~> $count";
    for (let end = 0; end <= whole.length; end += 1)
      expect(() => suggestionsAt(whole.slice(0, end), end, SCOPE, true)).not.toThrow();
  });
});

describe("the functions", () => {
  it("are told with what they take, and `$eval` is not among them", () => {
    expect(FUNCTIONS.find(({ name }) => name === "partition")).toMatchObject({ parameters: "list, size" });
    expect(FUNCTIONS.some(({ name }) => name === "eval")).toBe(false);
  });
});

describe("whole paths", () => {
  it("lead to all that is known, what lies inside of something first and a request's headers last", () => {
    const trigger = { method: "POST", headers: { host: "example.com" }, body: { email: "ada@example.com" } };
    const names = [{ name: "trigger", source: "Sign-up", shape: { value: trigger } }, ...SCOPE.names];
    const found = pathSuggestions({ ...SCOPE, names });
    expect(found[0]?.insert).toBe("$trigger.body.email");
    expect(found.map(({ label }) => label)).toEqual([
      "trigger.body.email",
      "order.customer.name",
      "order.customer.tags",
      "trigger.method",
      "order.id",
      "order.`unit price`",
      "order.items",
      "call.status",
      "call.body",
      "trigger.headers.host",
    ]);
  });
});
