import { createContext, useContext } from "react";
import type { Problem } from "@/lib/api/types";
import { EMPTY_SCOPE, type Scope } from "../expression/scope";

/** A field that was in hand last, and how it takes a reference that is picked from data. */
export interface FieldTarget {
  path: string;
  label: string;
  insert: (reference: string) => void;
}

export interface FormContextValue {
  /** Problems of the node whose form this is. */
  problems: readonly Problem[];
  /** The node's configuration, for a control that shows what several fields mean together. */
  config: Readonly<Record<string, unknown>>;
  /** What an expression in a field (`config.url`) of this node may read. */
  scopeOf: (field: string) => Scope;
  /** Where the data that previews use is from, for people; null when there is none. */
  origin: string | null;
  /** Says which field is in hand. */
  aim: (target: FieldTarget) => void;
  /** Puts a reference into the field that was in hand last; false when there was none. */
  put: (reference: string) => boolean;
}

const EMPTY: FormContextValue = {
  problems: [],
  config: {},
  scopeOf: () => EMPTY_SCOPE,
  origin: null,
  aim: () => undefined,
  put: () => false,
};

export const FormContext = createContext<FormContextValue>(EMPTY);

export function useForm(): FormContextValue {
  return useContext(FormContext);
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
