import { useState } from "react";
import { operandsOf } from "@/lib/graph/concatenation";
import {
  bodyAsLiteral,
  expressionBody,
  isExpression,
  literalAsBody,
  toExpression,
} from "@/lib/graph/expression";
import { isTemplate, templateOfValue, valueOfTemplate } from "@/lib/graph/template";

interface Switch {
  /** Whether the value is edited as an expression. */
  on: boolean;
  toggle: () => void;
  /** Takes what the control that is shown gives. */
  change: (value: unknown) => void;
}

interface Options {
  /** Whether the field is a text with data in it where it is no expression. */
  template: boolean;
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
  { template, always = false, secret = false, onChange }: Options,
): Switch {
  const [held, hold] = useState<"text" | "expression" | null>(null);
  const on =
    always ||
    (template ? (held ?? (isTemplate(value) ? "text" : "expression")) === "expression" : isExpression(value));
  return {
    on,
    toggle: () => {
      hold(on ? "text" : "expression");
      if (!on && !isExpression(value)) onChange(toExpression(literalAsBody(secret ? undefined : value)));
      else if (on && !template) onChange(literalOf(value));
      else if (on && isText(value)) onChange(textOf(value));
    },
    change: (next) => {
      hold(on ? "expression" : "text");
      onChange(next);
    },
  };
}

/** Back from an expression to a fixed value: kept when the expression spells one out, else empty. */
function literalOf(value: unknown): unknown {
  return isExpression(value) ? bodyAsLiteral(expressionBody(value)) : undefined;
}

/** Whether an expression is nothing, or nothing but a text. */
function isText(value: unknown): boolean {
  if (!isExpression(value)) return false;
  const body = expressionBody(value);
  return body === "" || operandsOf(body).every(({ text }) => text !== undefined);
}

function textOf(value: unknown): string | undefined {
  return isExpression(value) && expressionBody(value) === ""
    ? undefined
    : valueOfTemplate(templateOfValue(value));
}
