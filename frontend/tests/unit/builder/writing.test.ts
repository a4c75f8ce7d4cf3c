import { expect, it } from "vitest";
import { resolveField } from "@/features/builder/form/schema";
import { withData, type Writing, writingOf } from "@/features/builder/form/writing";

const ANY = writingOf(resolveField({}, {}), true) as Writing;
const TEXT = writingOf(resolveField({ type: "string" }, {}), true) as Writing;

it.each([
  ["100", 100],
  ["true", true],
  ['"100"', "100"],
  ["Hello", "Hello"],
  ["", undefined],
  ['{"a":{"b":1}}', { a: { b: 1 } }],
  ["{{ $n }}", "{% $n %}"],
  ["{{ $n }} items", "{% $n & ' items' %}"],
  ["{{ '100' }}", "100"],
])("%j means %j where a value need not be a text", (text, value) => {
  expect(ANY.read(text)).toEqual(value);
});

const VALUES = [
  ...[
    1,
    null,
    true,
    "x",
    "5",
    "null",
    '"quoted"',
    '"a{{"',
    "{{ x }}",
    "a\rb",
    [1, "{{"],
    { a: "{{{ x }}" },
    { a: {} },
  ],
  ...["{% $n %}", "{% $n & '!' %}", "{% '{{' & $n %}", "{% $a ? 1 : 2 %}", "{% '{% x %}' %}"],
];

it.each(VALUES)("%j is shown as a text that means it", (value) => {
  expect(ANY.read(ANY.show(value))).toEqual(value);
});

it("a text alone in an expression is that text, whatever it looks like", () => {
  expect(ANY.read(ANY.show("{% '5' %}"))).toBe("5");
  expect(TEXT.read(TEXT.show("{% '5' %}"))).toBe("5");
});

it("what is put into a text goes behind it, and takes the place of what is none", () => {
  expect(withData(TEXT, "Dear ", "$a")).toBe("{% 'Dear ' & $a %}");
  expect(withData(TEXT, "{% 'Dear ' & $a %}", "$b")).toBe("{% 'Dear ' & $a & $b %}");
  expect(withData(TEXT, undefined, "$a")).toBe("{% $a %}");
  expect(withData(ANY, 5, "$a")).toBe("{% $a %}");
});

it("only fields whose value is known in a run can have data", () => {
  expect(writingOf(resolveField({ type: "string", literal: true }, {}), true)).toBeNull();
  expect(writingOf(resolveField({ type: "string" }, {}), false)).toBeNull();
  expect(writingOf(resolveField({ type: "string", widget: "template" }, {}), false)).not.toBeNull();
  expect(writingOf(resolveField({ type: "integer" }, {}), true)).toBeNull();
});
