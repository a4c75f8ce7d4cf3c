import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { renameFields } from "@/lib/graph/rename-fields";
import { renameReferences } from "@/lib/graph/references";

const CALL = new Map([["call", "fetch"]]);
/** `both` has the outputs of `call` and `other`; each row has those of a `call` and of a `both` in it. */
const FIELDS = new Map([
  ["both", CALL],
  ["rows", new Map([...CALL, ["both", "both"]])],
]);

const call = (x: number, status: number) => ({ x, status, items: [{ id: x, call: "inner" }], call: "inner" });
const DATA = {
  both: { call: call(1, 200), other: { call: 2 } },
  rows: [
    { call: call(9, 200), both: { call: call(3, 404) }, n: 1 },
    { call: call(4, 404), both: { call: call(5, 200) }, n: 2 },
  ],
};

function renamed(body: string) {
  const { value, ...counts } = renameReferences(`{%${body}%}`, { keys: new Map(), fields: FIELDS });
  return { body: value.slice(2, -2), ...counts };
}

/** Each as it is before and after; in what is after, every `fetch` was renamed. */
const FOLLOWED: [name: string, before: string, after: string][] = [
  ["a field", "$both.call.x", "$both.fetch.x"],
  ["a field in quotes", "$both.`call`.x & $both.'call'.x", "$both.`fetch`.x & $both.'fetch'.x"],
  ["no field of another", "$both.other.call", ""],
  ["no field of the field", "$both.call.call", "$both.fetch.call"],
  [
    "a predicate and what is behind it",
    "$rows[call.status = 200].call.x",
    "$rows[fetch.status = 200].fetch.x",
  ],
  ["an index and a list kept", "$rows[0][].call.x", "$rows[0][].fetch.x"],
  ["an output in an output", "$rows[1].both.call.x", "$rows[1].both.fetch.x"],
  ["predicates on the way", "$rows.both[call.x = 5].call.status", "$rows.both[fetch.x = 5].fetch.status"],
  ["a block behind it", "$both.(call.x + 1)", "$both.(fetch.x + 1)"],
  ["an object behind it", "$both.{'call': call.x}", "$both.{'call': fetch.x}"],
  ["a list behind it", "$both.[call.x, other]", "$both.[fetch.x, other]"],
  ["an order", "$rows^(call.x).call.x", "$rows^(fetch.x).fetch.x"],
  ["a falling order of two", "$rows^(>n, call.x).call.x", "$rows^(>n, fetch.x).fetch.x"],
  ["a group", "$rows{$string(call.status): call.x}", "$rows{$string(fetch.status): fetch.x}"],
  ["brackets around it", "($both).call.x & (($rows[0])).call.x", "($both).fetch.x & (($rows[0])).fetch.x"],
  ["the context itself", "$rows[$.call.x = 4].$.call.x", "$rows[$.fetch.x = 4].$.fetch.x"],
  ["a place in the list", "$rows#$i[$i = 1].call.x", "$rows#$i[$i = 1].fetch.x"],
  ["a function of the context", "$both.$string(call.x)", "$both.$string(fetch.x)"],
  [
    "no field of what is in a predicate of its own",
    "$rows[call.items[call = 'inner'].id = 4].n",
    "$rows[fetch.items[call = 'inner'].id = 4].n",
  ],
  [
    "nothing of another value in its predicate",
    "$rows[$both.other[call = 2].call = 2 and call.x = 4].n",
    "$rows[$both.other[call = 2].call = 2 and fetch.x = 4].n",
  ],
  ["no text", "$rows[n = 2 and 'call' = 'call'].n", ""],
  [
    "a function's body, and not its signature",
    "$both.($map([1], function($call)<n:n>{ call.x + $call }))",
    "$both.($map([1], function($call)<n:n>{ fetch.x + $call }))",
  ],
];

const AS_A_WHOLE = [
  "$map($rows, function($r) { $r.call.x })",
  "($b := $both; $b.call)",
  "$lookup($both, 'call')",
  "$rows@$r.($r.call)",
  "$both.$lookup($, 'call')",
  "[$both].call",
  "$both",
];

describe("fields that have the outputs of renamed nodes", () => {
  it.each(FOLLOWED)("takes %s", async (_, before, after) => {
    const expected = after === "" ? before : after;
    const count = expected.split("fetch").length - 1;
    expect(renamed(before)).toEqual({ body: expected, count, unfollowed: 0 });
    const value = await jsonata(before).evaluate({}, DATA);
    expect(value).toBeDefined();
    const now = Object.fromEntries(
      Object.entries(DATA).map(([key, output]) => [key, renameFields(output, key, FIELDS)]),
    );
    expect(JSON.stringify(await jsonata(expected).evaluate({}, now))).toBe(JSON.stringify(value));
  });

  it.each(AS_A_WHOLE)("tells that the output goes elsewhere as a whole in %s", (body) => {
    expect(renamed(body)).toEqual({ body, count: 0, unfollowed: 1 });
  });

  it.each(["$both.", "$both[", "$rows[call", "$both.(call", "$rows^(", "$rows.function(", "$both.)"])(
    "reads what is half typed: %s",
    (body) => expect(renamed(body).body).toBe(body.replace("call", "fetch")),
  );
});
