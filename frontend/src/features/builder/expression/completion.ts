import { tokenize } from "@/lib/graph/tokens";
import { stepOf } from "@/lib/path";
import { FUNCTIONS } from "./functions";
import type { Scope } from "./scope";
import { fieldsOf, helpOf, type Shape, summaryOf } from "./shape";
import { type Place, walk } from "./walk";

export interface Suggestion {
  kind: "variable" | "field" | "function";
  /** What it is called, and found by. */
  label: string;
  /** What is written into the expression, where that is not its name; a function brings its brackets. */
  insert?: string;
  /** Beside it: what it holds, or takes. */
  detail: string;
  help: string;
}

interface Suggestions {
  /** Where what is being typed begins. */
  from: number;
  options: readonly Suggestion[];
}

const FUNCTION_SUGGESTIONS: readonly Suggestion[] = FUNCTIONS.map(({ name, parameters, help }) => ({
  kind: "function",
  label: `$${name}`,
  detail: `(${parameters})`,
  help,
}));
const WORD = new Set(["variable", "name", "keyword", "literal"]);
/** Nothing is offered inside of these. */
const CLOSED = new Set(["string", "number", "regex", "comment"]);

/**
 * What may be written at a place of an expression; null when nothing is to be offered there. Without `asked`, an empty
 * place offers nothing: only what is being typed, and a path that goes on.
 */
export function suggestionsAt(
  source: string,
  position: number,
  scope: Scope,
  asked: boolean,
): Suggestions | null {
  const tokens = tokenize(source);
  const at = tokens.find(({ from, to }) => from < position && position <= to);
  if (at && CLOSED.has(at.kind) && (position < at.to || isOpen(at.text))) return null;
  const word = at && WORD.has(at.kind) ? at : null;
  const from = word ? word.from : position;
  const place = walk(
    tokens.filter(({ to }) => to <= from),
    scope,
  );
  const quoted = word?.text.startsWith("`") ?? false;
  if (place.afterDot) return some(from, place.path ? fieldSuggestions(place.path, quoted) : []);
  if (word ? !word.operand : !asked && source.trim() !== "") return null;
  const fields = place.context && !word?.text.startsWith("$") ? fieldSuggestions(place.context, quoted) : [];
  return some(from, [
    ...fields,
    ...localSuggestions(place),
    ...variableSuggestions(scope),
    ...FUNCTION_SUGGESTIONS,
  ]);
}

const DEEPEST = 3;
const MOST_PATHS = 40;
/** Parts of a request that few people want, behind the others. */
const SELDOM = new Set(["headers", "query"]);

/** Whole paths to what is known below the variables: found by any part of them, what lies inside of something first. */
export function pathSuggestions({ names }: Scope): Suggestion[] {
  const found = names.flatMap(({ name, source, shape }) => [...pathsBelow([`$${name}`], source, shape)]);
  return [0, 1, 2].flatMap((rank) => found.filter((each) => each.rank === rank)).slice(0, MOST_PATHS);
}

function* pathsBelow(
  path: readonly string[],
  source: string,
  shape: Shape,
): Generator<Suggestion & { rank: number }> {
  const fields = path.length > DEEPEST || Array.isArray(shape.value) ? [] : fieldsOf(shape);
  for (const { name, shape: inner } of fields) yield* pathsBelow([...path, stepOf(name)], source, inner);
  if (fields.length > 0 || path.length === 1) return;
  const insert = path.join(".");
  const rank = path.some((step) => SELDOM.has(step)) ? 2 : path.length > 2 ? 0 : 1;
  // Without its sign: who types that is offered the variable.
  const label = insert.slice(1);
  yield { kind: "field", label, insert, detail: summaryOf(shape) || source, help: helpOf(shape) ?? "", rank };
}

function some(from: number, options: readonly Suggestion[]): Suggestions | null {
  return options.length === 0 ? null : { from, options };
}

/** A text or comment that is not closed yet: its end is still inside of it. */
function isOpen(text: string): boolean {
  if (text.startsWith("/*")) return !text.endsWith("*/");
  const quote = text[0];
  return (quote === '"' || quote === "'") && (text.length === 1 || !text.endsWith(quote));
}

/** Odd names are found by what they say; once backticks are begun, with them. */
function fieldSuggestions(shape: Shape, quoted: boolean): Suggestion[] {
  return fieldsOf(shape).map((field) => ({
    kind: "field",
    label: quoted ? `\`${field.name}\`` : field.name,
    insert: stepOf(field.name),
    detail: summaryOf(field.shape),
    help: helpOf(field.shape) ?? "",
  }));
}

function variableSuggestions({ names }: Scope): Suggestion[] {
  return names.map(({ name, source, shape }) => ({
    kind: "variable",
    label: `$${name}`,
    detail: source,
    help: summaryOf(shape),
  }));
}

function localSuggestions({ locals }: Place): Suggestion[] {
  return [...locals].map(([name, shape]) => ({
    kind: "variable",
    label: `$${name}`,
    detail: summaryOf(shape),
    help: "",
  }));
}
