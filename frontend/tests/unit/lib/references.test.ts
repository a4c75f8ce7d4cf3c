import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { renameReferences } from "@/lib/graph/references";
import { variablesOf } from "@/lib/graph/variables";

const NONE = new Map<string, Map<string, string>>();
const KEYS = new Map([["call", "fetch"]]);

function renamed(body: string, keys: ReadonlyMap<string, string> = KEYS) {
  const { value, count } = renameReferences(`{%${body}%}`, { keys, fields: NONE });
  return { body: value.slice(2, -2), count };
}

/** Each as it is before and after, and how many references it has. */
const CASES: [name: string, before: string, after: string, count: number][] = [
  ["a reference, its blanks as they are", "  $call.body ", "  $fetch.body ", 1],
  ["several", "$call.a & $call.b", "$fetch.a & $fetch.b", 2],
  ["no longer name that begins alike", "$caller & $call_2 & $callé & $CALL", "", 0],
  ["no text", `'$call' & "it's $call"`, "", 0],
  [
    "no text with escapes",
    String.raw`"\"$call" & '\\' & $call.a`,
    String.raw`"\"$call" & '\\' & $fetch.a`,
    1,
  ],
  ["no comment", "/* $call */ $call /* ' */", "/* $call */ $fetch /* ' */", 1],
  ["no pattern", "$match($string($call.a), /$call'/)", "$match($string($fetch.a), /$call'/)", 1],
  ["no field", "$call.call.`call`.`$call`", "$fetch.call.`call`.`$call`", 1],
  ["no field's name in an object", `{"call": $call.a, "$call": 1}`, `{"call": $fetch.a, "$call": 1}`, 1],
  ["predicates and their dots", "$call.rows[id = $call.id].name", "$fetch.rows[id = $fetch.id].name", 2],
  ["what a condition chooses", "$call ? $call.a : $call.b", "$fetch ? $fetch.a : $fetch.b", 3],
  ["no variable of its own", "($call := {'a': 7}; $call.a)", "", 0],
  ["the value that hides it", "($call := $call.a; $call)", "($call := $fetch.a; $call)", 1],
  [
    "what is read before it is hidden",
    "($a := $call.a; $call := 2; $a + $call)",
    "($a := $fetch.a; $call := 2; $a + $call)",
    1,
  ],
  ["what is read behind the block", "($call := 1; $call) + $call.a", "($call := 1; $call) + $fetch.a", 1],
  [
    "a choice in an assigned value",
    "($call := true ? $call.a : $call.b; $call)",
    "($call := true ? $fetch.a : $fetch.b; $call)",
    2,
  ],
  [
    "what is chosen instead of an assignment",
    "(false ? $call := 1 : $call.a)",
    "(false ? $call := 1 : $fetch.a)",
    1,
  ],
  [
    "an inner block",
    "($x := 1; ($call := 2; $call) + $call.a)",
    "($x := 1; ($call := 2; $call) + $fetch.a)",
    1,
  ],
  [
    "no parameter",
    "$map($call.rows, function($call) { $call.id })",
    "$map($fetch.rows, function($call) { $call.id })",
    1,
  ],
  [
    "no parameter of λ",
    "$map($call.rows, λ($v, $call) { $call })",
    "$map($fetch.rows, λ($v, $call) { $call })",
    1,
  ],
  [
    "a function's outside",
    "$map($call.rows, function($v) { $v.id + $call.a })",
    "$map($fetch.rows, function($v) { $v.id + $fetch.a })",
    2,
  ],
  [
    "a signature",
    "function($call)<n:n>{ $call + 1 }($call.a)",
    "function($call)<n:n>{ $call + 1 }($fetch.a)",
    1,
  ],
  [
    "a function that calls itself",
    "($call := function($n) { $n < 2 ? 1 : $n * $call($n - 1) }; $call(4))",
    "",
    0,
  ],
  [
    "functions that call each other",
    "($odd := function($n) { $n = 0 ? false : $call($n - 1) }; $call := function($n) { $n = 0 ? true : $odd($n - 1) }; $call(4))",
    "",
    0,
  ],
  ["a function called when it is hidden", "($f := function() { $call.b }; $call := {'b': 1}; $f())", "", 0],
  [
    "a function called before it is hidden",
    "($r := $map([1], function($i) { $i + $call.a }); $call := 5; $r + $call)",
    "($r := $map([1], function($i) { $i + $fetch.a }); $call := 5; $r + $call)",
    1,
  ],
  [
    "a function called in the value that hides it",
    "($call := ($f := function() { $call.a }; $f()); $call)",
    "($call := ($f := function() { $fetch.a }; $f()); $call)",
    1,
  ],
  ["no variable of a path", "$call.rows@$call.{'id': $call.id}", "$fetch.rows@$call.{'id': $call.id}", 1],
  [
    "what follows such a path",
    "$count($call.rows@$call[$call.id > 1]) + $call.a",
    "$count($fetch.rows@$call[$call.id > 1]) + $fetch.a",
    2,
  ],
  ["no index of a path", "$call.rows#$call[$call < 1].id", "$fetch.rows#$call[$call < 1].id", 1],
  ["an order", "$call.rows^(>id)[0].id & $call.a", "$fetch.rows^(>id)[0].id & $fetch.a", 2],
  ["a partial call", "$map($call.rows.id, $power(?, 2))", "$map($fetch.rows.id, $power(?, 2))", 1],
  ["division and multiplication", "$call.a / $call.b * $call.a % 2", "$fetch.a / $fetch.b * $fetch.a % 2", 3],
  ["a chain", "$call.rows ~> $count", "$fetch.rows ~> $count", 1],
  ["an update", "$call ~> |rows|{'n': $call.a}|", "$fetch ~> |rows|{'n': $fetch.a}|", 2],
  [
    "a variable that would hide the new name",
    "($fetch := 3; $fetch + $call.a)",
    "($fetch_2 := 3; $fetch_2 + $fetch.a)",
    1,
  ],
  [
    "a parameter that would",
    "$map([1], function($fetch) { $fetch + $call.a })",
    "$map([1], function($fetch_2) { $fetch_2 + $fetch.a })",
    1,
  ],
  [
    "a variable that does not hide it",
    "($fetch := 3; $fetch) + $call.a",
    "($fetch := 3; $fetch) + $fetch.a",
    1,
  ],
];

const CALL = {
  a: 7,
  b: 2,
  call: { call: { $call: 1 } },
  id: 2,
  rows: [
    { id: 1, name: "x" },
    { id: 2, name: "y" },
  ],
};

describe("renameReferences", () => {
  it.each(CASES)("takes %s", async (_, before, after, count) => {
    const expected = after === "" ? before : after;
    expect(renamed(before)).toEqual({ body: expected, count });
    // The same value comes out, whichever name its data has.
    const value = await jsonata(before).evaluate({}, { call: CALL });
    expect(JSON.stringify(await jsonata(expected).evaluate({}, { fetch: CALL }))).toBe(JSON.stringify(value));
  });

  it("swaps two names at once", () => {
    const swap = new Map([
      ["a", "b"],
      ["b", "a"],
    ]);
    expect(renamed("$a.x & $b.y", swap)).toEqual({ body: "$b.x & $a.y", count: 2 });
  });

  it.each([
    "",
    "$",
    "$call.",
    "$call.a & 'it",
    "function($call",
    "($call := ",
    "$call[",
    "$call)}]",
    "/* $call",
    "$call ? ",
    "`$call",
  ])("leaves no half-typed expression behind: %j", (body) =>
    expect(renamed(body).body).toBe(body.startsWith("$call") ? body.replaceAll("$call", "$fetch") : body),
  );

  it("looks into lists and objects, and leaves texts alone", () => {
    const config = { text: "costs $call", half: "{% $call", list: [{ to: "{% $call.a %}" }], n: 1 };
    const { value, count } = renameReferences(config, { keys: KEYS, fields: NONE });
    expect(value).toEqual({ ...config, list: [{ to: "{% $fetch.a %}" }] });
    expect(count).toBe(1);
    const other = { list: [{ to: "{% $caller.a & '$call' %}" }] };
    expect(renameReferences(other, { keys: KEYS, fields: NONE }).value).toBe(other);
  });

  it("takes the field by which an output has a node's, where it is read of that output", () => {
    const fields = new Map([["both", KEYS]]);
    const body = "$both.call.a & $both[0].`call` & $both.rows.call & $other.call & $both['call'] & $both";
    const { value, count } = renameReferences(`{% ${body} %}`, { keys: KEYS, fields });
    expect(value).toBe(
      "{% $both.fetch.a & $both[0].`fetch` & $both.rows.call & $other.call & $both['call'] & $both %}",
    );
    expect(count).toBe(2);
  });
});

describe("variablesOf", () => {
  it("tells what is read from outside and what the expression names itself", () => {
    const { free, bound } = variablesOf("($x := $order.total; $map($rows, function($r) { $r * $x + $$.y }))");
    expect(free.map(({ name }) => name)).toEqual(["order", "map", "rows"]);
    expect(new Set(bound.map(({ text }) => text))).toEqual(new Set(["$x", "$r"]));
  });
});
