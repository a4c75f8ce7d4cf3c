import type { Problem } from "@/lib/api/types";
import type { Draft } from "@/lib/graph/body";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { sameValue } from "@/lib/graph/values";
import { valueAt } from "@/lib/path";

/**
 * The problems that were found in the draft `checked`, without those that speak of a value which the draft has not any
 * more `now`: until the next check answers, what is said never contradicts what is there. What is wrong inside of an
 * expression stays, for it moves with the text, and so does what is missing while nothing is there.
 */
export function standing(problems: readonly Problem[], checked: Draft, now: Draft): readonly Problem[] {
  if (problems.length === 0 || checked === now) return problems;
  const [was, is] = [checked, now].map(byId) as [Map<string, unknown>, Map<string, unknown>];
  const kept = problems.filter((problem) => {
    const { node_id, field } = problem;
    const [before, after] = node_id ? [was.get(node_id), is.get(node_id)] : [checked, now];
    if (before === after) return true;
    if (after === undefined) return before === undefined;
    const path = field?.split(".");
    return !path || stands(problem, valueAt(before, path), valueAt(after, path));
  });
  return kept.length === problems.length ? problems : kept;
}

function stands({ code, position }: Problem, before: unknown, after: unknown): boolean {
  if (sameValue(before, after)) return true;
  if (code === "missing_config") return isNothing(after);
  return typeof position === "number" && !isNothing(after);
}

function byId({ graph }: Draft): Map<string, unknown> {
  return new Map(graph.nodes.map((node) => [node.id, node]));
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (isExpression(value) && expressionBody(value) === "")
  );
}
