import { asOperand, type Operand, operandsOf } from "./concatenation";
import { expressionBody, isExpression, toExpression } from "./expression";
import { readString, writeString } from "./jsonata-string";
import { partsOf, type Placeholder, placeholdersOf } from "./placeholders";
import { type Token, tokenize } from "./tokens";

/*
 * A text with data in it, as people write it: `Dear {{ $order.body.name }}!`. What is stored is the expression that puts
 * it together, `{% 'Dear ' & $order.body.name & '!' %}`, or the text itself where there is no data in it.
 */

/**
 * What is stored for a text with placeholders; `undefined` for an empty one. A placeholder alone is its expression, whose
 * value need not be a text, and so is `{% ... %}` alone. One that does not end, is empty, or has brackets that do not match
 * makes an expression that no parser takes: it is never read as something else.
 */
export function valueOfTemplate(template: string): string | undefined {
  // As files and the language's guide spell it.
  if (isExpression(template)) return template;
  const parts = folded(
    partsOf(template).map((part) => (part.kind === "text" ? part.text : (literalOf(part) ?? part))),
  );
  const [first] = parts;
  if (first === undefined) return undefined;
  if (parts.length === 1 && typeof first === "string")
    return isExpression(first) ? toExpression(writeString(first)) : first;
  const operands = parts.map((part) => {
    if (typeof part === "string") return writeString(part);
    if (part.fault === "open") return `{{ ${part.source}`;
    if (part.fault === "brackets") return `${part.source} }}`;
    return parts.length === 1 ? part.source : asOperand(part.source);
  });
  return toExpression(operands.join(" & "));
}

/** The text with placeholders that means what is stored. */
export function templateOfValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  if (!isExpression(value)) return shownText(value, false);
  const body = expressionBody(value);
  const parts = folded(operandsOf(body).map((operand) => operand.text ?? operand));
  const template = parts
    .map((part, at) =>
      typeof part === "string"
        ? shownText(part, at < parts.length - 1) || "{{ '' }}"
        : shownData(part.source),
    )
    .join("");
  return isExpression(template) ? `{{ '{%' }}${template.slice(2)}` : template;
}

/** Whether people would read a stored value as a text with data in it rather than as an expression. */
export function isTemplate(value: unknown): boolean {
  if (!isExpression(value)) return true;
  const body = expressionBody(value);
  if (body === "") return false;
  const operands = operandsOf(body);
  return (
    operands.some(({ text }) => text !== undefined) ||
    operands.every(isPlain) ||
    placeholdersOf(templateOfValue(value)).some(({ fault }) => fault !== null)
  );
}

/** The placeholders of a text that stay data: one that holds a text and nothing else becomes part of the text around it. */
export function dataOf(template: string): Placeholder[] {
  return placeholdersOf(template).filter((placeholder) => literalOf(placeholder) === undefined);
}

/**
 * Texts that stand side by side as one. An empty text counts where there is nothing else beside one value: it is what
 * makes a text of it.
 */
function folded<T>(parts: readonly (string | T)[]): (string | T)[] {
  const merged: (string | T)[] = [];
  for (const part of parts) {
    const before = merged.at(-1);
    if (typeof part === "string" && typeof before === "string") merged[merged.length - 1] = before + part;
    else merged.push(part);
  }
  const filled = merged.filter((part) => part !== "");
  const alone = filled.length === 1 && typeof filled[0] !== "string";
  return alone ? merged.slice(0, 2) : filled;
}

function literalOf({ fault, tokens }: Placeholder): string | undefined {
  const [token, more] = tokens;
  return fault === null && token && !more ? readString(token.text) : undefined;
}

/** What would be read otherwise: two braces, one in front of two, and an end of line that editors take for another. */
const SHIELDED = /\{\{|\r|\{(?=\r)|\{$/g;

function shownText(text: string, dataFollows: boolean): string {
  return text.replaceAll(SHIELDED, (found, at: number) =>
    found === "{" && at === text.length - 1 && !dataFollows ? found : `{{ ${writeString(found)} }}`,
  );
}

/** An expression in braces; one that never was well-formed as it was before. */
function shownData(source: string): string {
  const whole = `{{ ${source} }}`;
  if (isOne(whole, source, null) || isOne(whole, source, "empty")) return whole;
  if (source.startsWith("{{") && isOne(source, source.slice(2).trim(), "open")) return source;
  const inside = source.replace(/\s*\}\}$/, "");
  const wrong = `{{ ${inside} }}`;
  return inside !== source && isOne(wrong, inside, "brackets") ? wrong : whole;
}

function isOne(template: string, source: string, fault: Placeholder["fault"]): boolean {
  const [part, more] = partsOf(template);
  return part?.kind === "data" && !more && part.source === source && part.fault === fault;
}

/** Whether it does no more than read a value: `$order.body.items[0]`. */
function isPlain({ source }: Operand): boolean {
  const [variable, ...path] = tokenize(source);
  return variable?.kind === "variable" && /^\$\w/.test(variable.text) && path.every(isStep);
}

function isStep({ kind, text }: Token, at: number, path: readonly Token[]): boolean {
  if (text === "." || text === "[" || text === "]") return path[at + 1] !== undefined || text === "]";
  return path[at - 1]?.text === "." ? kind === "name" : path[at - 1]?.text === "[" && kind === "number";
}
