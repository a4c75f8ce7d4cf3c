import { messages } from "./messages";

interface RunError {
  name: string;
  message: string;
}

export interface Explanation {
  /** What went wrong, in a few words. */
  title: string;
  /** What happened and what to do; empty where the title says it all. */
  text: string;
  /** The expression that failed, where one did. */
  expression?: string;
  /** What to do about it. */
  hint?: string;
}

const text = messages.runErrors;
const TITLES: Readonly<Record<string, string>> = text.titles;
const HINTS: Readonly<Record<string, string>> = text.hints;
/** How Step Functions, and with it our engine, words a failed expression. */
const EVALUATION =
  /The JSONata expression '([\s\S]*)' specified for the field '([^']*)' (?:returned nothing \(undefined\)|([\s\S]*))/;
/** Fields of a state that no step has a name for: its own ones, and the variable that holds the step's output. */
const NO_PLACE = /^(?:Choices\[\d+\]\/)?(?:[A-Z][A-Za-z]*|Assign\/[^/]+|ItemReader\/.+)$/;
/** What the compiler lets fail with `$error`: the expression around it is nobody's. */
const COMPILERS_OWN =
  /^(?:the key of `[^`]*` has no value|the items of `[^`]*` are no list|there is no time zone `|more than \d+ workflows run inside)/;
/** Variables of a loop's item and of outputs in loops and forks. Keys hold no `__`. */
const OF_LOOP = /\$([a-z]\w*?)__(item|index)__(\d+)\b/g;
const AT_DEPTH = /\$([a-z]\w*?)__(?:\d+)\b/g;
/** As the API words it when someone cancels a run. */
const CANCELLED_BY = /^Cancelled by \S/;
const EXPRESSION_ERRORS = new Set(["States.QueryEvaluationError", "ExpressionFailed"]);

/** A recorded error as a person who drew the workflow can act on it. The record itself is shown beside it. */
export function explain({ name, message: recorded }: RunError): Explanation {
  if (name === "Cancelled" && CANCELLED_BY.test(recorded))
    return { title: recorded.replace(/\.$/, ""), text: "" };
  const title = TITLES[name] ?? name;
  const message = messageOf(recorded);
  if (!EXPRESSION_ERRORS.has(name)) {
    const hint = HINTS[name];
    return { title, text: message, ...(hint === undefined ? {} : { hint }) };
  }
  const [, evaluated, field, raised] = EVALUATION.exec(message) ?? [];
  if (evaluated === undefined || field === undefined) return { title, text: message };
  const expression = asWritten(evaluated);
  const place = NO_PLACE.test(field) ? undefined : field.split("/").at(-1);
  if (raised === undefined) return { title: text.noValue, text: text.noValueHint(place), expression };
  const reason = asWritten(
    raised.replace(/^threw an error during evaluation\.?\s*/, "").replace(/^D3137:\s*/, ""),
  );
  if (COMPILERS_OWN.test(reason)) return { title, text: text.sentence(reason) };
  return { title, text: place === undefined ? reason : text.failedAt(place, reason), expression };
}

/** An expression with the names that its author gave, for those that the compiler made of them. */
function asWritten(expression: string): string {
  const depths = [...expression.matchAll(OF_LOOP)].map(([, , , depth]) => Number(depth));
  const innermost = String(Math.max(...depths));
  return expression
    .replace(OF_LOOP, (_, loop: string, part: string, depth: string) =>
      depth === innermost ? `$${part}` : `$${loop}.${part}`,
    )
    .replace(AT_DEPTH, "$$$1");
}

/** Lambda hands Step Functions an exception as JSON, its stack trace included: the message is what people need. */
function messageOf(cause: string): string {
  if (!cause.startsWith("{")) return cause;
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : cause;
  } catch {
    return cause;
  }
}
