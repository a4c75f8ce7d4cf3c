import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { readString, writeString } from "@/lib/graph/jsonata-string";
import { placeholdersOf } from "@/lib/graph/placeholders";
import { isTemplate, templateOfValue, valueOfTemplate } from "@/lib/graph/template";

const DATA = {
  a: "Ada",
  n: 7,
  none: null,
  list: [3, 1, 2],
  o: { name: "Lamp", "odd name": { x: true } },
};

/** What a stored value gives in a run: a text as it is, an expression evaluated. */
async function meaning(value: string | undefined): Promise<unknown> {
  if (!isExpression(value)) return value ?? "";
  try {
    return JSON.stringify(await jsonata(expressionBody(value)).evaluate(undefined, DATA));
  } catch (problem) {
    return `refused: ${(problem as { code?: string }).code}`;
  }
}

describe("a text with placeholders", () => {
  it.each([
    ["Hello!", "Hello!"],
    ["Dear {{ $a }}, welcome!", "{% 'Dear ' & $a & ', welcome!' %}"],
    ["{{ $a }}", "{% $a %}"],
    ["{{$a}}{{ $n }}", "{% $a & $n %}"],
    ["{{ $a }} ", "{% $a & ' ' %}"],
    ["It's {{ $a }}", `{% "It's " & $a %}`],
    [`It's "{{ $a }}"`, `{% "It's \\"" & $a & '"' %}`],
    ["one\ntwo {{ $a }}", "{% 'one\\ntwo ' & $a %}"],
    ["x{{ $a = 'b' ? 1 : 2 }}y", "{% 'x' & ($a = 'b' ? 1 : 2) & 'y' %}"],
    ["x{{ $n * 2 }}", "{% 'x' & $n * 2 %}"],
    ["x{{ $n + 2 }}", "{% 'x' & ($n + 2) %}"],
    ["x{{ -$n }}", "{% 'x' & -$n %}"],
    ["x{{ $list^($) }}", "{% 'x' & ($list^($)) %}"],
    ["x{{ $a & $n }}", "{% 'x' & ($a & $n) %}"],
    ["x{{ $v := 1; $v }}", "{% 'x' & ($v := 1; $v) %}"],
    ["x{{ $n in $list }}", "{% 'x' & ($n in $list) %}"],
    ["x{{ $a ~> $uppercase }}", "{% 'x' & ($a ~> $uppercase) %}"],
    ["x{{ $a /* the }} name */ }}y", "{% 'x' & $a /* the }} name */ & 'y' %}"],
    ["x{{ '}}' & $a }}y", "{% 'x' & ('}}' & $a) & 'y' %}"],
    [`x{{ {"a": {"b": $n}}.a.b }}y`, `{% 'x' & {"a": {"b": $n}}.a.b & 'y' %}`],
    [`x{{ {"a": {"b": 1}}}}`, `{% 'x' & {"a": {"b": 1}} %}`],
    ["x{{ $replace($a, /}}/, '') }}y", "{% 'x' & $replace($a, /}}/, '') & 'y' %}"],
    ["a {{ '{{' }} b", "a {{ b"],
    ["a {{ '{{' }} {{ $a }}", "{% 'a {{ ' & $a %}"],
    ["{{ '' }}{{ $n }}", "{% '' & $n %}"],
    ["{% $a %}", "{% $a %}"],
    ["{{ '{%' }} $a %}", "{% '{% $a %}' %}"],
    ["{{ '{%' }} {{ $a }} %}", "{% '{% ' & $a & ' %}' %}"],
    ["see {% $a %}", "see {% $a %}"],
    ["", undefined],
  ])("%j is stored as %j", (template, value) => {
    expect(valueOfTemplate(template)).toBe(value);
  });

  it.each([
    ["{% 'Dear ' & $a & '!' %}", "Dear {{ $a }}!"],
    ["{%'a'&'b'&$a%}", "ab{{ $a }}"],
    ["{% $a %}", "{{ $a }}"],
    ["{% $x ? 'a' & 'b' : 'c' %}", "{{ $x ? 'a' & 'b' : 'c' }}"],
    ["{% $n + 1 & ' EUR' %}", "{{ $n + 1 }} EUR"],
    ["{% 'x' & $n + 1 %}", "{{ 'x' & $n + 1 }}"],
    ["{% 'x' & ($n + 1) %}", "x{{ $n + 1 }}"],
    ["{% 'x' & ($n) %}", "x{{ ($n) }}"],
    ["{% 'x' & ($n + 1).y %}", "x{{ ($n + 1).y }}"],
    ["{% 'it\\'s' & $a %}", "{{ 'it\\'s' }}{{ $a }}"],
    ["{% '' & $a %}", "{{ '' }}{{ $a }}"],
    ["{% $a & '' %}", "{{ $a }}{{ '' }}"],
    ["{% '{' & $a %}", "{{ '{' }}{{ $a }}"],
    ["{% '{' & '{' & $a & '}}' %}", "{{ '{{' }}{{ $a }}}}"],
    ["{% 'a\\r\\nb' %}", "a{{ '\\r' }}\nb"],
    ["mustache {{ x }}", "mustache {{ '{{' }} x }}"],
    ["{% '{% ' & $a & ' %}' %}", "{{ '{%' }} {{ $a }} %}"],
    ["{%  %}", "{{  }}"],
    [7, "7"],
    [null, ""],
  ])("shows %j as %j", (value, template) => {
    expect(templateOfValue(value)).toBe(template);
  });

  it.each([
    [undefined, true],
    ["Hello", true],
    ["{% 'Dear ' & $a %}", true],
    ["{% $trigger.body.`odd name`[0].x %}", true],
    ["{% $a & $o.name %}", true],
    ["{% 'abc' %}", true],
    ["{% $a ? 'x' : 'y' %}", false],
    ["{% $a & $uppercase($b) %}", false],
    ["{% $sum($list) %}", false],
    ["{% ($x := 1; 'a' & $x) %}", false],
    ["{% 'x' & $n + 1 %}", false],
  ])("%j is read as a text: %j", (value, is) => {
    expect(isTemplate(value)).toBe(is);
  });
});

describe("a placeholder that is wrong", () => {
  const WRONG = [
    ...[
      "Dear {{ $a",
      "{{",
      "{{ $a and it's",
      "x {{ 'open }} y",
      "x {{ $a /* }} y",
      "{{ $n - thanks",
      "x {{ $n }",
    ],
    ...["x{{ }}y", "{{ }}", "{{}}{{}}", "{{ }}x", "x{{ }}"],
    ...[
      "{{ $sum($list }} and {{ $n) }}",
      "x{{ $a) & ($n }}y",
      "{{ [1, 2 }}",
      "{{ $a] }}",
      "{{ } }}",
      "x {{{ $a }}",
    ],
    ...['{{ {"a": 1 }} y {{ $a }}', "{{ $a) }}", "{{ ( }}x{{ ) }}"],
  ];

  it.each(WRONG)("%j is refused, and comes back as it was written", async (template) => {
    const value = valueOfTemplate(template);
    expect(placeholdersOf(template).some(({ fault }) => fault !== null)).toBe(true);
    expect(await meaning(value)).toMatch(/^refused: S/);
    // Nothing at all is how an expression begins.
    expect(isTemplate(value)).toBe(value !== "{%  %}");
    const shown = templateOfValue(value);
    expect(placeholdersOf(shown).some(({ fault }) => fault !== null)).toBe(true);
    expect(valueOfTemplate(shown)).toBe(value);
  });
});

/** The same numbers on every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEXTS = [
  ...[
    "a",
    " ",
    "'",
    '"',
    "\\",
    "\n",
    "\r",
    "\t",
    "😀",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%}",
    "\u2028",
    "\ud800",
    "\0",
    "&",
  ],
  ...["it's", "\\n", "\\'", "$a", "(", ")", "/*", "{{ '{{' }}", "'x' & $a", "%", "ß", "/"],
];
const EXPRESSIONS = [
  ...[
    "$a",
    "$n",
    "$none",
    "$missing",
    "$o.name",
    "$o.`odd name`.x",
    "$list[0]",
    "$n + 1",
    "$n - 1",
    "-$n",
    "$n * 2",
  ],
  ...[
    "$n = 7",
    "$n in $list",
    "$a ? 'y' : 'n'",
    "$a & $n",
    "'l' & $a",
    "($a)",
    "($n + 1)",
    "{'a': {'b': $n}}",
  ],
  ...[
    "$list^(>$)",
    "$list[$ > 1]",
    "$a ~> $uppercase",
    "[1..3]",
    "($v := $n; $v + 1)",
    "$v := 2",
    "''",
    "'{{'",
  ],
  ...[
    "'it'",
    '"it\'s"',
    "'}}'",
    "$replace($a, /d}}|a/, 'x')",
    "$a /* }} */",
    "/* ' */ $a",
    "true and $a",
    "null",
  ],
  ...[
    "$map($list, function($x) { $x & '!' })",
    "$n >= 3 or false",
    "$list.{'k': $}",
    "$a & 'q'",
    "$n % 2",
    "$n / 2",
  ],
];

function pick<T>(next: (below: number) => number, from: readonly T[]): T {
  return from[next(from.length)] as T;
}

/** Values by hand in any spelling, with literals in both kinds of quotes. */
function anyValue(next: (below: number) => number): string {
  const parts = Array.from({ length: 1 + next(5) }, () => {
    if (next(2) === 0) return pick(next, EXPRESSIONS);
    const text = Array.from({ length: next(4) }, () => pick(next, TEXTS)).join("");
    return next(2) === 0 ? writeString(text) : JSON.stringify(text);
  });
  return `{% ${parts.join(pick(next, [" & ", "&", " &\n"]))} %}`;
}

describe("texts and values", () => {
  it("mean the same both ways, whatever is in them", async () => {
    const next = random(1);
    for (let round = 0; round < 3000; round += 1) {
      const value = next(8) === 0 ? TEXTS.map(() => pick(next, TEXTS)).join("") : anyValue(next);
      const template = templateOfValue(value);
      const back = valueOfTemplate(template);
      const [before, after] = [await meaning(value), await meaning(back)];
      // A text alone needs no expression.
      const plain = isExpression(back) || !isExpression(value) ? after : JSON.stringify(after);
      expect(plain, `${value} > ${template} > ${back}`).toBe(before);
      expect(templateOfValue(back), value).toBe(template);
    }
  });

  it("stay what they are once they were stored", async () => {
    const next = random(2);
    for (let round = 0; round < 3000; round += 1) {
      const template = Array.from({ length: 1 + next(5) }, () =>
        next(3) === 0
          ? `{{ ${pick(next, EXPRESSIONS)}${pick(next, ["", " "])}}}`
          : pick(next, [...TEXTS, "{{", "{{ "]),
      ).join("");
      const value = valueOfTemplate(template);
      const shown = templateOfValue(value);
      const again = valueOfTemplate(shown);
      expect(await meaning(again), `${template} > ${value} > ${shown}`).toBe(await meaning(value));
      expect(templateOfValue(again), template).toBe(shown);
    }
  });
});

describe("a text in JSONata", () => {
  it("is written in one line, and read by the parser as it was", async () => {
    const next = random(3);
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: next(6) }, () => pick(next, TEXTS)).join("");
      const written = writeString(text);
      expect(written).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(await jsonata(written).evaluate(undefined)).toBe(text);
      expect(readString(written)).toBe(text);
    }
  });

  it("is none with an escape that the parser refuses, or without an end", () => {
    for (const token of ["'it\\'s'", "'\\x'", "'\\u12'", "'a", "'", "'a\\'", "$a", ""])
      expect(readString(token)).toBeUndefined();
    expect(readString("'\\u00e9\\/'")).toBe("é/");
  });
});
