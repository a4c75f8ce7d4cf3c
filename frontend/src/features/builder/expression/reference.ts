import { isExpression, expressionBody, literalAsBody, toExpression } from "@/lib/graph/expression";

/**
 * A field's value after a reference was dropped on it: an empty field becomes the reference, text that stood there goes on
 * in front of it. `kept`: whether what is written in the field stays, which only a text can.
 */
export function withReference(value: unknown, reference: string, kept: boolean): string {
  if (isExpression(value)) {
    const body = expressionBody(value);
    return toExpression(body === "" ? reference : `${body} & ${reference}`);
  }
  if (!kept || typeof value !== "string" || value === "") return toExpression(reference);
  return toExpression(`${literalAsBody(value)} & ${reference}`);
}
