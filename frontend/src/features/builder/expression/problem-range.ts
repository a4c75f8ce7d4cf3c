import type { Problem } from "@/lib/api/types";
import { expressionBody, isExpression } from "@/lib/graph/expression";
import { tokenize } from "@/lib/graph/tokens";

/** A problem in the text of an editor, in UTF-16 units as browsers count them. */
export interface Squiggle {
  from: number;
  to: number;
  severity: "error" | "warning";
  message: string;
}

/**
 * Where the server's problems with a stored expression lie in the text that is edited, which may have other blanks around
 * it. Problems without a place are said below the field only.
 */
export function squigglesIn(text: string, value: unknown, problems: readonly Problem[]): Squiggle[] {
  if (text.trim() === "") return [];
  const stored = String(value ?? "");
  const body = isExpression(stored) ? expressionBody(stored) : stored;
  const shift = text.indexOf(text.trim()) - (isExpression(stored) ? stored.indexOf(body, 2) : 0);
  return problems.flatMap(({ position, end, severity, message }) => {
    if (position === null || position === undefined) return [];
    const from = clamp(inUnits(stored, position) + shift, 0, text.length - 1);
    const to = end === null || end === undefined ? tokenEnd(text, from) : inUnits(stored, end) + shift;
    return [widened({ from, to: clamp(to, from, text.length), severity, message }, text)];
  });
}

/** The server counts characters; JavaScript counts an emoji twice. */
export function inUnits(text: string, characters: number): number {
  return [...text].slice(0, characters).join("").length;
}

function tokenEnd(text: string, from: number): number {
  return tokenize(text).find((token) => token.from <= from && from < token.to)?.to ?? from + 1;
}

/** A place behind the last character is shown at what stands before it. */
function widened(squiggle: Squiggle, text: string): Squiggle {
  if (squiggle.from < squiggle.to && text.slice(squiggle.from, squiggle.to).trim() !== "") return squiggle;
  const before = tokenize(text).findLast(({ from }) => from < Math.max(1, squiggle.to));
  return before ? { ...squiggle, from: before.from, to: before.to } : { ...squiggle, to: squiggle.from + 1 };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
