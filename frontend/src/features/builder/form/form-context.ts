import { createContext, useContext } from "react";
import type { Problem } from "@/lib/api/types";
import type { Variable } from "./variables";

interface FormContextValue {
  /** Problems of the node whose form this is. */
  problems: readonly Problem[];
  /** What an expression of this node may read. */
  variables: readonly Variable[];
}

const EMPTY: FormContextValue = { problems: [], variables: [] };

export const FormContext = createContext<FormContextValue>(EMPTY);

export function useVariables(): readonly Variable[] {
  return useContext(FormContext).variables;
}

/**
 * The problems to show at a field, by its path (`config.url`). `deep` takes those of everything below it too: for a
 * control that has no field of its own for its parts.
 */
export function useFieldProblems(path: string, deep: boolean): readonly Problem[] {
  const { problems } = useContext(FormContext);
  return problems.filter(({ field }) => {
    if (!field) return false;
    if (field === path) return true;
    return deep && field.startsWith(`${path}.`);
  });
}
