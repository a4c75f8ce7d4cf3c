import { isExpression } from "@/lib/graph/expression";
import type { messages } from "@/lib/messages";

export type Operator = keyof typeof messages.condition.operators;

export interface Rule {
  left: unknown;
  operator: Operator;
  right?: unknown;
}

export interface RuleGroup {
  match: "all" | "any";
  rules: readonly (Rule | RuleGroup)[];
}

const UNARY: ReadonlySet<Operator> = new Set([
  "is_empty",
  "is_not_empty",
  "exists",
  "not_exists",
  "is_true",
  "is_false",
]);

/** Whether a comparison has a second value. */
export function takesRight(operator: Operator): boolean {
  return !UNARY.has(operator);
}

const LISTED: ReadonlySet<Operator> = new Set(["in", "not_in"]);

/** Whether the second value is a list, of which the first is or is not one. */
export function takesList(operator: Operator): boolean {
  return LISTED.has(operator);
}

/** The rule with another comparison; what it compares with becomes a list, the first of one, or nothing. */
export function withOperator({ right, ...rule }: Rule, operator: Operator): Rule {
  if (!takesRight(operator)) return { ...rule, operator };
  return { ...rule, operator, right: takesList(operator) ? asList(right) : asOne(right) };
}

function asList(right: unknown): unknown {
  if (isExpression(right) || Array.isArray(right)) return right;
  return right === undefined || right === "" ? [] : [right];
}

function asOne(right: unknown): unknown {
  return (Array.isArray(right) ? (right as unknown[])[0] : right) ?? "";
}

export function newRule(): Rule {
  return { left: "{%  %}", operator: "equals", right: "" };
}

export function newGroup(): RuleGroup {
  return { match: "all", rules: [newRule()] };
}

export function isGroup(value: unknown): value is RuleGroup {
  return typeof value === "object" && value !== null && Array.isArray((value as Partial<RuleGroup>).rules);
}
