import { type Token } from "@/lib/graph/tokens";
import type { Scope } from "./scope";
import { type Shape, stepInto } from "./shape";

/** What is known at a place of an expression: what stands before it, and what names mean there. */
export interface Place {
  /** The value of the path that ends here, when a `.` was the last token. */
  path: Shape | null;
  afterDot: boolean;
  /** What bare names are fields of. */
  context: Shape | null;
  /** Names that the expression binds itself. */
  locals: ReadonlyMap<string, Shape>;
}

interface Frame {
  /** How the bracket was opened, which decides what it leaves behind. */
  kind: "group" | "call" | "list" | "object" | "predicate" | "order" | "parameters";
  context: Shape | null;
  /** The value before the bracket. */
  before: Shape | null;
  callee: string;
  firstArgument: Shape | null | undefined;
  assigning: string | null;
}

/** Functions whose own functions get the items of the first argument, and as which of their parameters. */
const ITEM_PARAMETERS: Readonly<Record<string, readonly number[]>> = {
  $map: [0],
  $filter: [0],
  $single: [0],
  $reduce: [1],
  $sort: [0, 1],
};

/**
 * Follows an expression from its start and says what is known where the tokens end. It needs no whole expression and
 * never fails: what it cannot follow is unknown.
 */
export function walk(tokens: readonly Token[], scope: Scope): Place {
  return new Walker(scope).walk(tokens);
}

class Walker {
  private readonly frames: Frame[] = [];
  private readonly locals = new Map<string, Shape>();
  private readonly known: ReadonlyMap<string, Shape>;
  private context: Shape | null;
  private last: Shape | null = null;
  private previous = "";
  private callee = "";
  private assigning: string | null = null;
  private parameter = 0;

  constructor(scope: Scope) {
    this.known = new Map(scope.names.map(({ name, shape }) => [name, shape]));
    this.context = scope.context;
  }

  walk(tokens: readonly Token[]): Place {
    for (const token of tokens) {
      if (token.kind === "comment") continue;
      this.take(token);
      this.previous = token.text;
    }
    const afterDot = this.previous === ".";
    return { path: afterDot ? this.last : null, afterDot, context: this.context, locals: this.locals };
  }

  private take(token: Token): void {
    switch (token.kind) {
      case "variable":
        this.variable(token.text);
        return;
      case "name":
        this.last = this.named(unquote(token.text));
        return;
      case "operator":
        this.operator(token);
        return;
      case "keyword":
        this.last = null;
        this.callee = token.text;
        return;
      default:
        this.last = null;
    }
  }

  private variable(text: string): void {
    const name = text.slice(1);
    const frame = this.frames.at(-1);
    if (frame?.kind === "parameters") {
      this.locals.set(name, this.parameterShape(this.parameter));
      return;
    }
    if (this.previous === "@" || this.previous === "#") {
      this.locals.set(name, this.previous === "@" ? (this.last ?? {}) : {});
      return;
    }
    this.callee = text;
    this.last = text === "$" ? this.context : (this.locals.get(name) ?? this.known.get(name) ?? null);
  }

  private named(name: string): Shape | null {
    const around = this.previous === "." ? this.last : this.context;
    return around && stepInto(around, name);
  }

  private operator({ text, operand }: Token): void {
    if (text === "." || text === "@" || text === "#") return;
    if (text === "(" || text === "[" || text === "{") this.open(text, operand);
    else if (text === ")" || text === "]" || text === "}") this.close();
    else if (text === ",") this.comma();
    else if (text === ":=") {
      this.assigning = this.callee.slice(1);
      this.last = null;
    } else {
      if (text === ";") this.assign();
      if (text !== "^") this.last = null;
    }
  }

  private open(text: string, operand: boolean): void {
    const kind = this.kindOf(text, operand);
    this.frames.push({
      ...{ kind, context: this.context, before: this.last, callee: this.callee },
      ...{ firstArgument: undefined, assigning: this.assigning },
    });
    const relative = this.previous === "." || this.previous === "^" || (!operand && text !== "(");
    if (relative && this.last) this.context = this.last;
    this.assigning = null;
    this.parameter = 0;
    this.last = null;
  }

  private kindOf(text: string, operand: boolean): Frame["kind"] {
    if (text === "{") return "object";
    if (text === "[") return operand ? "list" : "predicate";
    if (this.previous === "^") return "order";
    if (this.previous === "function" || this.previous === "λ") return "parameters";
    return operand ? "group" : "call";
  }

  private close(): void {
    this.assign();
    const frame = this.frames.pop();
    if (!frame) return;
    const inner = this.last;
    this.context = frame.context;
    this.assigning = frame.assigning;
    const kept = frame.kind === "predicate" || frame.kind === "order";
    this.last = kept ? frame.before : frame.kind === "group" ? inner : null;
  }

  private comma(): void {
    const frame = this.frames.at(-1);
    if (frame?.kind === "call" && frame.firstArgument === undefined) frame.firstArgument = this.last;
    if (frame?.kind === "parameters") this.parameter += 1;
    this.last = null;
  }

  private assign(): void {
    if (this.assigning !== null && this.last) this.locals.set(this.assigning, this.last);
    this.assigning = null;
  }

  private parameterShape(index: number): Shape {
    const call = this.frames.at(-2);
    const takesItem = call?.kind === "call" && ITEM_PARAMETERS[call.callee]?.includes(index);
    // A list stands for its items: what they have, each has.
    return takesItem && call.firstArgument ? call.firstArgument : {};
  }
}

function unquote(name: string): string {
  return name.startsWith("`") ? name.replaceAll("`", "") : name;
}
