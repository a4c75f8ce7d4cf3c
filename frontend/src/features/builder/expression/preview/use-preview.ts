import { useEffect, useMemo, useState } from "react";
import { expressionsIn, variablesIn } from "@/lib/graph/variables-read";
import { sameFields, sameJson } from "@/lib/same";
import { bindingsOf, type Scope } from "../scope";
import type { Outcome, Question } from "@/lib/evaluation/evaluate";
import { evaluator } from "@/lib/evaluation/evaluator";

const QUIET_MS = 120;

export type PreviewState = Outcome | { kind: "missing"; names: readonly string[]; pin?: string | undefined };

/** What a value with expressions in it gives on the data at hand; null until it is known, and when there is nothing to ask. */
export function usePreview(value: unknown, scope: Scope): PreviewState | null {
  const [answer, setAnswer] = useState<{ question: Question; outcome: Outcome } | null>(null);
  const { question, missing } = useQuestion(value, scope);

  useEffect(() => {
    if (!question) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      void evaluator.evaluate(question, abort.signal).then((outcome) => {
        if (!abort.signal.aborted) setAnswer({ question, outcome });
      });
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [question]);

  if (missing.length > 0) {
    const pin = scope.names.find((name) => name.pin && missing.includes(name.name))?.pin;
    return { kind: "missing", names: missing, pin: pin && (pin.name || pin.key) };
  }
  // The former answer stays until the next one is here, so that the line does not flicker.
  return question ? (answer?.outcome ?? null) : null;
}

/** The same object as long as nothing of it has changed: a form is drawn anew far more often than what it asks. */
function useQuestion(
  value: unknown,
  scope: Scope,
): { question: Question | null; missing: readonly string[] } {
  const [kept, setKept] = useState<Question | null>(null);
  const { question, missing } = useMemo(() => questionOf(value, scope), [value, scope]);
  if (!question) return { question, missing };
  if (kept && sameQuestion(kept, question)) return { question: kept, missing };
  setKept(question);
  return { question, missing };
}

function questionOf(value: unknown, scope: Scope): { question: Question | null; missing: readonly string[] } {
  const sources = expressionsIn(value);
  if (sources.length === 0) return { question: null, missing: [] };
  const known = bindingsOf(scope);
  const read = new Set(sources.flatMap(variablesIn));
  const missing = scope.names
    .filter(({ name }) => read.has(name) && !(name in known))
    .map(({ name }) => name);
  if (scope.context && scope.context.value === undefined && !missing.includes("result"))
    missing.push("result");
  if (missing.length > 0) return { question: null, missing };
  const variables = Object.fromEntries(Object.entries(known).filter(([name]) => read.has(name)));
  return {
    question: { value, variables, ...(scope.context ? { input: scope.context.value } : {}) },
    missing,
  };
}

function sameQuestion(a: Question, b: Question): boolean {
  const names = Object.keys(a.variables);
  return (
    sameJson(a.value, b.value) &&
    a.input === b.input &&
    names.length === Object.keys(b.variables).length &&
    // `$vars` and loops are put together anew, of values that stay what they are.
    names.every((name) => sameFields(a.variables[name], b.variables[name]))
  );
}
