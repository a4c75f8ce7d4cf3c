import type { Token } from "./tokens";

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const CLOSERS: ReadonlySet<string> = new Set(Object.values(CLOSING));

/** Follows the brackets of an expression, token by token. */
export class Brackets {
  private readonly waiting: string[] = [];
  /** Whether something was closed that was not open. */
  broken = false;

  /** How many are open. */
  get depth(): number {
    return this.waiting.length;
  }

  /** Whether this token closes what is open. */
  closes({ kind, text }: Token): boolean {
    return kind === "operator" && this.waiting.at(-1) === text;
  }

  /** Takes the next token; whether it is a bracket. */
  take(token: Token): boolean {
    const { kind, text } = token;
    if (kind !== "operator") return false;
    const closing = CLOSING[text];
    if (closing !== undefined) this.waiting.push(closing);
    else if (this.closes(token)) this.waiting.pop();
    else if (CLOSERS.has(text)) this.broken = true;
    else return false;
    return true;
  }

  /** As if nothing had come before. */
  reset(): void {
    this.waiting.length = 0;
    this.broken = false;
  }
}
