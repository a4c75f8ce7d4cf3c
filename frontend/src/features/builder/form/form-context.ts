import { createContext, useContext, useEffect, useRef } from "react";
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
  /** The key of the node whose form this is. */
  nodeKey?: string;
  /** The node's configuration, for a control that shows what several fields mean together. */
  config: Readonly<Record<string, unknown>>;
  /** Whether no field may be an expression: a trigger is set up before any run begins. */
  literal?: boolean;
  /** What an expression in a field (`config.url`) of this node may read. */
  scopeOf: (field: string) => Scope;
  /** Where the data that previews use is from, for people; null when there is none. */
  origin: string | null;
  /** Says which field is in hand. */
  aim: (target: FieldTarget) => void;
  /** Says that a field is gone, and not in hand any more. */
  release: (target: FieldTarget) => void;
  /** Puts a reference into the field that was in hand last; false when there was none. */
  put: (reference: string) => boolean;
}

const EMPTY: FormContextValue = {
  problems: [],
  config: {},
  scopeOf: () => EMPTY_SCOPE,
  origin: null,
  aim: () => undefined,
  release: () => undefined,
  put: () => false,
};

export const FormContext = createContext<FormContextValue>(EMPTY);

export function useForm(): FormContextValue {
  return useContext(FormContext);
}

/**
 * What takes a field in hand, when it gets the focus. A reference that is put into it later goes to what the field holds
 * then: `insert` is that of the field's last render, unless an editor gives its own, which knows where its cursor is.
 */
export function useAim(
  path: string,
  label: string,
  insert: (reference: string) => void,
): (atCursor?: (reference: string) => void) => void {
  const { aim, release } = useForm();
  const latest = useRef(insert);
  const target = useRef<FieldTarget>({ path, label, insert });
  useEffect(() => {
    latest.current = insert;
  }, [insert]);
  useEffect(() => {
    const gone = target.current;
    return () => release(gone);
  }, [release]);
  return (atCursor) => {
    const put = atCursor ?? ((reference: string) => latest.current(reference));
    aim(Object.assign(target.current, { path, label, insert: put }));
  };
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
