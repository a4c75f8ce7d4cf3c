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

export function newRule(): Rule {
  return { left: "{%  %}", operator: "equals", right: "" };
}

export function newGroup(): RuleGroup {
  return { match: "all", rules: [newRule()] };
}

export function isGroup(value: unknown): value is RuleGroup {
  return typeof value === "object" && value !== null && Array.isArray((value as Partial<RuleGroup>).rules);
}
