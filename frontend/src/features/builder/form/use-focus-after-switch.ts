import { type RefObject, useEffect, useRef } from "react";

/**
 * Puts the cursor into a field that was switched to an expression by hand: whoever asks for one writes it next. `on`:
 * whether the field holds an expression.
 */
export function useFocusAfterSwitch(on: boolean): {
  field: RefObject<HTMLDivElement | null>;
  ask: () => void;
} {
  const field = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (on && asked.current) field.current?.querySelector<HTMLElement>(EDITORS)?.focus();
    asked.current = false;
  }, [on]);
  return { field, ask: () => void (asked.current = true) };
}

const EDITORS = "textarea, [contenteditable=true]";
