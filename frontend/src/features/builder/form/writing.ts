import { placeholdersOf } from "@/lib/graph/placeholders";
import { templateOfValue, valueOfTemplate } from "@/lib/graph/template";
import { isExpression } from "@/lib/graph/expression";
import { readLoose, showLoose } from "./loose-value";
import type { Schema, Field } from "./schema";

/** How a value is written in one text with `{{ data }}` in it. */
export interface Writing {
  show: (value: unknown) => string;
  /** What a text means; `undefined` takes the field away. */
  read: (text: string) => unknown;
  /** Whether it need not be a text: `100` is a number then. */
  loose: boolean;
}

const TEXT: Writing = { show: templateOfValue, read: valueOfTemplate, loose: false };

const ANY: Writing = {
  show: (value) => {
    // In JSON, two braces that open stand side by side in texts only.
    if (typeof value !== "string") return showLoose(value).replaceAll("{{", "{\\u007b");
    const template = templateOfValue(value);
    return placeholdersOf(template).length > 0 ? template : showLoose(template);
  },
  read: (text) => (placeholdersOf(text).length > 0 ? valueOfTemplate(text) : readLoose(text)),
  loose: true,
};

/**
 * How a field is written that can have data in its text; null for any other. `inside`: whether it is a part of a list, a
 * map or a rule, where each text can.
 */
export function writingOf({ control, schema }: Field, inside: boolean): Writing | null {
  if (schema.literal) return null;
  if (control.kind === "any") return ANY;
  return control.kind === "text" && (inside || control.template) ? TEXT : null;
}

/** An example with data in it says best what can be written. */
export function exampleOf({ show }: Writing, { examples = [] }: Schema): string | undefined {
  const example = examples.find(isExpression);
  return example === undefined ? undefined : show(example);
}

/** A value that goes on with a reference that was put into its field; what is no text gives way to it. */
export function withData({ show, read }: Writing, value: unknown, reference: string): unknown {
  const before = typeof value === "string" ? show(value) : "";
  return read(`${before}{{ ${reference} }}`);
}
