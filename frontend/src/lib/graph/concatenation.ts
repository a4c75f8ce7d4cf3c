import { Brackets } from "./brackets";
import { readString } from "./jsonata-string";
import { type Token, tokenize } from "./tokens";

/** What stands between the `&` of an expression, without blanks around it. */
export interface Operand {
  from: number;
  to: number;
  source: string;
  /** What it is where it is nothing but a text. */
  text?: string;
}

/**
 * Operators of JSONata 2.0.6 that bind looser than `&`, so that one of them has a whole concatenation as its operand.
 * Source: `operators` in its parser. There `&`, `+` and `-` bind alike, from left to right.
 */
const LOOSER: ReadonlySet<string> = new Set("= != < > <= >= ~> in and or ? : ?: ?? := .. | ; ,".split(" "));
/** These take what is before them, and leave a concatenation behind them alone. */
const LEFT: ReadonlySet<string> = new Set(["+", "-", "^"]);

/**
 * The parts that an expression puts together as text: what its outermost `&` join, without the parentheses that
 * `asOperand` gives. An expression that is no concatenation is one part.
 */
export function operandsOf(source: string): Operand[] {
  const joins: Token[] = [];
  const brackets = new Brackets();
  let end = 0;
  for (const token of tokenize(source)) {
    if (token.from < end) continue;
    if (brackets.take(token)) {
      // A part whose brackets do not match goes on to its own mark: `$sum($a }}`.
      const marked = brackets.broken && source.startsWith("}}", token.from);
      if (!marked) continue;
      brackets.reset();
      end = token.from + 2;
    }
    if (brackets.depth > 0 || brackets.broken || !isOperator(token)) continue;
    if (token.text === "&") joins.push(token);
    else if (LOOSER.has(token.text) || (LEFT.has(token.text) && !token.operand && joins.length > 0))
      return [operand(source, 0, source.length)];
  }
  const from = [0, ...joins.map(({ to }) => to)];
  const to = [...joins.map((join) => join.from), source.length];
  return from.map((start, at) => operand(source, start, to[at] ?? start, joins.length > 0));
}

function operand(source: string, start: number, end: number, joined = false): Operand {
  const blank = /^\s*/.exec(source.slice(start, end))?.[0].length ?? 0;
  const text = source.slice(start + blank, end).trimEnd();
  const from = start + blank;
  const tokens = tokenize(text);
  if (joined && isOwnBlock(text, tokens)) return operand(source, from + 1, from + text.length - 1);
  const literal = tokens.length === 1 && tokens[0] ? readString(tokens[0].text) : undefined;
  return { from, to: from + text.length, source: text, ...(literal === undefined ? {} : { text: literal }) };
}

/** Whether all of it is in parentheses that it would get. */
function isOwnBlock(source: string, tokens: readonly Token[]): boolean {
  if (tokens[0]?.text !== "(") return false;
  const brackets = new Brackets();
  const closed = tokens.findIndex((token) => brackets.take(token) && brackets.depth === 0);
  return !brackets.broken && closed === tokens.length - 1 && isLoose(source.slice(1, -1));
}

/** An expression as an operand of `&`: in parentheses where it would otherwise take its neighbours along. */
export function asOperand(source: string): string {
  return isLoose(source) ? `(${source})` : source;
}

function isLoose(source: string): boolean {
  const brackets = new Brackets();
  return tokenize(source).some(
    (token) =>
      !brackets.take(token) &&
      brackets.depth === 0 &&
      isOperator(token) &&
      (token.text === "&" || LOOSER.has(token.text) || (LEFT.has(token.text) && !token.operand)),
  );
}

function isOperator({ kind }: Token): boolean {
  return kind === "operator" || kind === "keyword";
}
