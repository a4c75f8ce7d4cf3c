import { messages } from "./messages";

interface RunError {
  name: string;
  message: string;
}

export interface Explanation {
  /** What went wrong, in a few words. */
  title: string;
  /** What happened and what to do. */
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
const EXPRESSION_ERRORS = new Set(["States.QueryEvaluationError", "ExpressionFailed"]);

/** A recorded error as a person who drew the workflow can act on it. The record itself is shown beside it. */
export function explain({ name, message: recorded }: RunError): Explanation {
  const title = TITLES[name] ?? name;
  const message = messageOf(recorded);
  if (!EXPRESSION_ERRORS.has(name)) {
    const hint = HINTS[name];
    return { title, text: message, ...(hint === undefined ? {} : { hint }) };
  }
  const [, expression, field, reason] = EVALUATION.exec(message) ?? [];
  if (expression === undefined || field === undefined) return { title, text: message };
  const place = field.split("/").at(-1) ?? field;
  return reason === undefined
    ? { title: text.noValue, text: text.noValueHint(place), expression }
    : {
        title,
        text: text.failedAt(place, reason.replace(/^threw an error during evaluation\.?\s*/, "")),
        expression,
      };
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
