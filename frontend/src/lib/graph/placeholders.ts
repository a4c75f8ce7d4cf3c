import { Brackets } from "./brackets";
import { type Token, tokensFrom } from "./tokens";

interface Range {
  from: number;
  to: number;
}

interface TextPart extends Range {
  kind: "text";
  text: string;
}

/** `{{ source }}` in a text. */
export interface Placeholder extends Range {
  kind: "data";
  /** The expression, without blanks around it. */
  source: string;
  /** Where it begins in the text. */
  at: number;
  tokens: readonly Token[];
  /** Why it gives nothing; null where only its expression may be wrong. */
  fault: "open" | "brackets" | "empty" | null;
}

const MARK = 2;

/**
 * The texts and the placeholders of a text. A placeholder ends at the first `}}` that belongs to no string, comment or
 * pattern of its expression, and closes no bracket of it; one that does not end goes on to the end of the text.
 */
export function partsOf(text: string): (TextPart | Placeholder)[] {
  const parts: (TextPart | Placeholder)[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    const from = open < 0 ? text.length : open;
    if (from > at) parts.push({ kind: "text", text: text.slice(at, from), from: at, to: from });
    if (open < 0) break;
    const placeholder = placeholderAt(text, open);
    parts.push(placeholder);
    at = placeholder.to;
  }
  return parts;
}

export function placeholdersOf(text: string): Placeholder[] {
  return partsOf(text).filter((part) => part.kind === "data");
}

function placeholderAt(text: string, from: number): Placeholder {
  const brackets = new Brackets();
  const tokens: Token[] = [];
  for (const token of tokensFrom(text, from + MARK)) {
    if (token.text === "}" && !brackets.closes(token) && text[token.to] === "}") {
      const balanced = brackets.depth === 0 && !brackets.broken;
      return placeholder(text, { from, to: token.to + 1 }, token.from, tokens, balanced ? null : "brackets");
    }
    brackets.take(token);
    tokens.push(token);
  }
  return placeholder(text, { from, to: text.length }, text.length, tokens, "open");
}

function placeholder(
  text: string,
  range: Range,
  end: number,
  tokens: readonly Token[],
  fault: Placeholder["fault"],
): Placeholder {
  const inside = text.slice(range.from + MARK, end);
  const source = inside.trim();
  const at = source === "" ? range.from + MARK : range.from + MARK + inside.indexOf(source);
  return { kind: "data", ...range, source, at, tokens, fault: fault ?? (source === "" ? "empty" : null) };
}
