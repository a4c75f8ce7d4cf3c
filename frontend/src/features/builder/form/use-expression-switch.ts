import { useState } from "react";
import {
  bodyAsLiteral,
  expressionBody,
  isExpression,
  literalAsBody,
  toExpression,
} from "@/lib/graph/expression";
import { isTemplate } from "@/lib/graph/template";
import type { Writing } from "./writing";

interface Switch {
  /** Whether the value is edited as an expression. */
  on: boolean;
  toggle: () => void;
  /** Takes what the control that is shown gives. */
  change: (value: unknown) => void;
}

interface Options {
  /** How the field is written where it is no expression and can have data in its text. */
  writing: Writing | null;
  /** Whether it is an expression and nothing else. */
  always?: boolean;
  /** Whether a fixed value is not spelled out in an expression. */
  secret?: boolean;
  onChange: (value: unknown) => void;
}

/**
 * Whether a field is edited as an expression, and the way to and fro. A fixed value is one or is none. A text with data in
 * it can be shown both ways: as it reads best, and once somebody chose, or has begun to write, that way until the form is
 * left. That is no part of the document.
 */
export function useExpressionSwitch(
  value: unknown,
  { writing, always = false, secret = false, onChange }: Options,
): Switch {
  const [held, hold] = useState<"text" | "expression" | null>(null);
  // What was held may be of an earlier value (an undo, an entry that moved up): a fixed one is never shown as an expression.
  const on =
    always ||
    (isExpression(value) &&
      (!writing || (held ?? (isTemplate(value) ? "text" : "expression")) === "expression"));
  return {
    on,
    toggle: () => {
      hold(on ? "text" : "expression");
      if (!isExpression(value)) {
        if (!on) onChange(toExpression(literalAsBody(secret ? undefined : value)));
      } else if (on && (!writing || isLiteral(value, writing))) onChange(literalOf(value));
    },
    change: (next) => {
      hold(on ? "expression" : "text");
      onChange(next);
    },
  };
}

/** Back from an expression to a fixed value: kept when the expression spells one out, else empty. */
function literalOf(expression: string): unknown {
  return bodyAsLiteral(expressionBody(expression));
}

/** Whether an expression is nothing, or nothing but a fixed value that the field could hold. */
function isLiteral(expression: string, { loose }: Writing): boolean {
  if (expressionBody(expression) === "") return true;
  const literal = literalOf(expression);
  return typeof literal === "string" ? !isExpression(literal) : loose && literal !== undefined;
}
