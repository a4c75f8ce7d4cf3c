/**
 * JSONata's tokens, as the server's own tokenizer cuts them (`statewright.language.expressions.tokens`), but for what is
 * half typed: nothing is refused here, so that an expression keeps its colours and its suggestions while it is written.
 */
export type TokenKind =
  | "comment"
  | "string"
  | "number"
  | "regex"
  | "literal"
  | "variable"
  | "name"
  | "keyword"
  | "operator"
  | "invalid";

export interface Token {
  kind: TokenKind;
  text: string;
  from: number;
  to: number;
  /** Whether an operand was expected where it stands: `/` begins a pattern there, and divides elsewhere. */
  operand: boolean;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<blank>\s+)`,
    String.raw`(?<comment>\/\*[^]*?(?:\*\/|$))`,
    String.raw`(?<string>"(?:[^"\\]|\\[^])*(?:"|$)|'(?:[^'\\]|\\[^])*(?:'|$))`,
    String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)`,
    String.raw`(?<variable>\$\$|\$[\p{L}\p{N}_]*)`,
    String.raw`(?<name>${"`"}[^${"`"}]*(?:${"`"}|$)|[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<operator>\?\?|\?:|\.\.|:=|!=|<=|>=|\*\*|~>|[-.[\]{}(),@#;:?+*\/%|=<>^&!~])`,
  ].join("|"),
  "uy",
);
const REGEX = /\/(?:[^/\\\n]|\\.)+\/[a-z]*/y;
const WORD_OPERATORS = new Set(["and", "or", "in"]);
const LITERALS = new Set(["true", "false", "null"]);
const CLOSING = new Set([")", "]", "}"]);

/** All tokens of a source, blanks left out. What starts no token is `invalid`, character by character. */
export function tokenize(source: string): Token[] {
  return [...tokensFrom(source, 0)];
}

/** The tokens of the expression that begins at a place of a source, one by one: where it ends may be seen by them only. */
export function* tokensFrom(source: string, start: number): Generator<Token> {
  let at = start;
  let operand = true;
  while (at < source.length) {
    const found = next(source, at, operand);
    const text = source.slice(at, found.to);
    if (found.kind !== "blank") {
      const kind = found.kind === "name" ? wordKind(text, operand, source.slice(found.to)) : found.kind;
      yield { kind, text, from: at, to: found.to, operand };
      if (kind !== "comment") operand = operandAfter(kind, text, operand);
    }
    at = found.to;
  }
}

function next(source: string, at: number, operand: boolean): { kind: TokenKind | "blank"; to: number } {
  if (operand && source[at] === "/" && source[at + 1] !== "*") {
    REGEX.lastIndex = at;
    const match = REGEX.exec(source);
    if (match) return { kind: "regex", to: at + match[0].length };
  }
  PATTERN.lastIndex = at;
  const match = PATTERN.exec(source);
  const [kind] = Object.entries(match?.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
  if (!match || !kind) return { kind: "invalid", to: at + ((source.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) };
  return { kind: kind as TokenKind | "blank", to: at + match[0].length };
}

function wordKind(text: string, operand: boolean, following: string): TokenKind {
  if (!operand) return WORD_OPERATORS.has(text) ? "keyword" : "name";
  if (LITERALS.has(text)) return "literal";
  const isLambda = (text === "function" || text === "λ") && following.trimStart().startsWith("(");
  return isLambda ? "keyword" : "name";
}

function operandAfter(kind: TokenKind, text: string, operand: boolean): boolean {
  if (kind === "keyword") return WORD_OPERATORS.has(text);
  if (kind !== "operator" || CLOSING.has(text)) return false;
  // Where an operand is expected `*`, `**`, `%` select, and `?` stands for a missing argument.
  return !(operand && ["*", "**", "%", "?"].includes(text));
}
