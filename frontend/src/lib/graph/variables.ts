import { type Token, tokenize } from "./tokens";

/**
 * The variables of an expression. `free` ones are read from outside: nodes, loops, the run. `bound` ones are its own: where
 * `:=`, a function's parameter, `@` or `#` names them, and where they are read after that.
 */
export interface Variables {
  tokens: readonly Token[];
  free: readonly Use[];
  bound: readonly Token[];
}

interface Use {
  /** Its place among the tokens. */
  at: number;
  name: string;
  /** Whether a name would mean a variable of the expression's own where this one stands. */
  hides: (name: string) => boolean;
}

/** Where names are bound: a block, a function, or the rest of a path behind `@` or `#`. */
interface Scope {
  outer: Scope | null;
  /** The places from which on each name is bound. */
  names: Map<string, number>;
  /** Where a function has a name: it is called when everything there is bound, and one without a name at once. */
  named: Scope | null;
}

interface Frame {
  outer: Frame | null;
  /** Whether it holds a function's parameters. */
  parameters: boolean;
  /** The scope to go back to behind the bracket. */
  around: Scope;
  /** The scope in which its current path began. */
  start: Scope;
  /** Assignments whose value has not ended. */
  pending: { name: string; scope: Scope }[];
}

/** Operators that go on with the path before them. */
const IN_PATH = new Set([".", "[", "{", "(", "^", "@", "#"]);

/** Which variables an expression reads from outside. It never fails: a half-typed expression has variables too. */
export function variablesOf(source: string): Variables {
  return new Scanner(tokenize(source).filter(({ kind }) => kind !== "comment")).scan();
}

class Scanner {
  private readonly tokens: readonly Token[];
  private readonly uses: { at: number; name: string; scope: Scope; called: boolean }[] = [];
  private readonly bindings: Token[] = [];
  private scope = scopeIn(null);
  private frame: Frame = {
    ...{ outer: null, parameters: false, around: this.scope, start: this.scope },
    pending: [],
  };
  /** A function whose body has not begun: between are its parameters and perhaps its signature. */
  private opening: Scope | null = null;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  scan(): Variables {
    for (const [at, token] of this.tokens.entries()) this.take(at, token);
    while (this.frame.outer) this.close(this.tokens.length);
    this.settle(this.tokens.length);
    const bound = [...this.bindings];
    const free = this.uses.flatMap(({ at, name, scope, called }) => {
      const hides = (other: string) => isBound(other, scope, at, called);
      const token = this.tokens[at];
      if (!hides(name)) return [{ at, name, hides }];
      if (token) bound.push(token);
      return [];
    });
    return { tokens: this.tokens, free, bound };
  }

  private take(at: number, token: Token): void {
    const { kind, text, operand } = token;
    if (this.opening && !this.frame.parameters) {
      if (text === "(") this.open(this.scope, true);
      else if (text === "{") {
        this.open(this.opening);
        this.opening = null;
      }
      return;
    }
    if (kind === "variable") this.variable(at, token);
    else if (kind === "keyword" && operand) this.openFunction(at);
    else if (kind === "keyword") this.endPath();
    else if (kind === "operator") this.operator(at, text, operand);
  }

  private openFunction(at: number): void {
    this.opening = scopeIn(this.scope, this.before(at) === ":=" ? this.scope : null);
  }

  private variable(at: number, token: Token): void {
    const name = token.text.slice(1);
    if (name === "" || name === "$") return;
    if (this.opening) this.bind(this.opening, token, -1);
    else if (this.before(at) === "@" || this.before(at) === "#") {
      // Each begins a scope of its own in the path: two of them in one path do not hide each other.
      this.scope = scopeIn(this.scope);
      this.bind(this.scope, token, at);
    } else if (this.tokens[at + 1]?.text === ":=") {
      this.bindings.push(token);
      this.frame.pending.push({ name, scope: this.scope });
    } else {
      const next = this.tokens[at + 1];
      this.uses.push({ at, name, scope: this.scope, called: next?.text === "(" && !next.operand });
    }
  }

  private operator(at: number, text: string, operand: boolean): void {
    if (text === "(" || text === "[" || text === "{") {
      // Only a block has variables of its own: brackets of calls, lists, objects, predicates and orders do not.
      const isBlock = text === "(" && operand && this.before(at) !== "^";
      this.open(isBlock ? scopeIn(this.scope) : this.scope);
    } else if (text === ")" || text === "]" || text === "}") {
      this.close(at);
    } else if (text === ";" || text === ",") {
      this.settle(at);
      this.endPath();
    } else if (!operand && !IN_PATH.has(text)) this.endPath();
  }

  private open(scope: Scope, parameters = false): void {
    this.frame = { outer: this.frame, parameters, around: this.scope, start: scope, pending: [] };
    this.scope = scope;
  }

  private close(at: number): void {
    const { outer, around } = this.frame;
    // A bracket too many closes nothing.
    if (!outer) return;
    this.settle(at);
    this.frame = outer;
    this.scope = around;
  }

  /** Binds what was assigned: behind its value, not in it, and not in what is chosen instead of it. */
  private settle(at: number): void {
    for (const { name, scope } of this.frame.pending)
      scope.names.set(name, Math.min(at, scope.names.get(name) ?? at));
    this.frame.pending = [];
  }

  private endPath(): void {
    this.scope = this.frame.start;
  }

  private bind(scope: Scope, token: Token, at: number): void {
    this.bindings.push(token);
    scope.names.set(token.text.slice(1), at);
  }

  private before(at: number): string {
    return this.tokens[at - 1]?.text ?? "";
  }
}

function scopeIn(outer: Scope | null, named: Scope | null = null): Scope {
  return { outer, names: new Map(), named };
}

/** `called`: no value of a node is a function, so a call means what is bound anywhere around it. */
function isBound(name: string, from: Scope, at: number, called: boolean): boolean {
  let named: Scope | null = null;
  for (let scope: Scope | null = from; scope; scope = scope.outer) {
    const bound = scope.names.get(name);
    if (bound !== undefined && (called || scope === named || bound < at)) return true;
    named = scope.named ?? named;
  }
  return false;
}
