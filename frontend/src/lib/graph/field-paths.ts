import type { Token } from "./tokens";

/**
 * Nodes whose output has the outputs of others by their keys, by the old key: what becomes of these fields. One that keeps
 * its name stands here where its own output has fields in turn: `$rows[0].both.call`.
 */
export type Fields = ReadonlyMap<string, ReadonlyMap<string, string>>;

type Names = ReadonlyMap<string, string> | undefined;

interface Step {
  /** The place behind it. */
  at: number;
  /** The fields of the value there, where it is a known node's. */
  names: Names;
}

interface Found {
  /** The names to change, quoted as they were. */
  changes: ReadonlyMap<Token, string>;
  /** Whether the value with the fields goes elsewhere as a whole: who reads it there is not found. */
  escapes: boolean;
}

/**
 * The fields that are read of a node's output behind its variable, the token at `use`: along its path, and where a name
 * begins a path in the predicates, steps, groups and orders of that.
 */
export function fieldsRead(tokens: readonly Token[], use: number, node: string, fields: Fields): Found {
  return new Reader(tokens, fields).read(use, fields.get(node));
}

/** Brackets that go on with the path before them. */
const ON_PATH = new Set([".", "[", "{", "^", "@", "#"]);
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

class Reader {
  private readonly changes = new Map<Token, string>();
  private escapes = false;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly fields: Fields,
  ) {}

  read(use: number, names: Names): Found {
    let step = this.follow(use + 1, names);
    // What is alone in round brackets is their value.
    for (let from = use - 1; this.isBlock(from) && this.text(step.at) === ")"; from -= 1)
      step = this.follow(step.at + 1, step.names);
    if (step.names) this.escapes = true;
    return { changes: this.changes, escapes: this.escapes };
  }

  /** Goes along a path whose value so far has the fields `names`. */
  private follow(from: number, names: Names): Step {
    let step: Step = { at: from, names };
    for (;;) {
      const next = this.step(step);
      if (next === null) return step;
      step = next;
    }
  }

  private step({ at, names }: Step): Step | null {
    const text = this.text(at);
    if (text === "[") return { at: this.inside(at, names), names };
    if (text === "{") return { at: this.inside(at, names), names: undefined };
    if (text === "^" && this.text(at + 1) === "(") return { at: this.inside(at + 1, names), names };
    if (text === "#") return { at: at + 2, names };
    if (text === "@") {
      // From here on the variable is the value: an alias.
      if (names) this.escapes = true;
      return { at: at + 2, names: undefined };
    }
    if (text !== ".") return null;
    const token = this.tokens[at + 1];
    if (!token) return null;
    if (token.kind === "name" || token.kind === "string")
      return { at: at + 2, names: this.field(token, names) };
    if (token.text === "$") return { at: at + 2, names };
    if (token.kind === "variable" && this.text(at + 2) === "(")
      return { at: this.inside(at + 2, names), names: undefined };
    if (token.text in CLOSING) return { at: this.inside(at + 1, names), names: undefined };
    return { at: at + 2, names: undefined };
  }

  private field(token: Token, names: Names): Names {
    const quote = /^["'`]/.exec(token.text)?.[0] ?? "";
    const name = token.text.slice(quote.length, token.text.length - quote.length);
    const next = names?.get(name);
    if (next === undefined) return undefined;
    if (next !== name) this.changes.set(token, quote + next + quote);
    return this.fields.get(name);
  }

  /** Reads what the bracket at `open` holds, where a value with these fields is the context; the place behind it. */
  private inside(open: number, names: Names): number {
    const end = this.closing(open);
    // In another context no name is one of these; variables are looked for on their own.
    let at = names ? open + 1 : end;
    while (at < end) at = this.advance(at, names);
    return end + 1;
  }

  /** Reads a path that begins here, or one token. */
  private advance(at: number, names: Names): number {
    const token = this.tokens[at];
    if (!token) return at + 1;
    if (token.operand) {
      if (token.kind === "keyword") return this.body(at);
      if (token.kind === "name") return this.path(at + 1, this.field(token, names));
      if (token.text === "$") return this.path(at + 1, names);
    } else if (ON_PATH.has(token.text)) return this.path(at, undefined);
    return at + 1;
  }

  private path(at: number, names: Names): number {
    const end = this.follow(at, names);
    if (end.names) this.escapes = true;
    return end.at;
  }

  /** Behind a function's parameters and signature: its body has the context around the function. */
  private body(at: number): number {
    let next = this.closing(at + 1);
    while (next < this.tokens.length && this.text(next) !== "{") next += 1;
    return next + 1;
  }

  /** The place of the bracket that closes the one at `open`; that of the end where none does. */
  private closing(open: number): number {
    const waiting: string[] = [];
    for (let at = open; at < this.tokens.length; at += 1) {
      const token = this.tokens[at];
      if (token?.kind !== "operator") continue;
      const closes = CLOSING[token.text];
      if (closes !== undefined) waiting.push(closes);
      else if (waiting.at(-1) === token.text) waiting.pop();
      if (waiting.length === 0) return at;
    }
    return this.tokens.length;
  }

  private isBlock(at: number): boolean {
    return this.text(at) === "(" && this.tokens[at]?.operand === true && this.text(at - 1) !== "^";
  }

  private text(at: number): string {
    return this.tokens[at]?.text ?? "";
  }
}
