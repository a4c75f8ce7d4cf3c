import { Text } from "@mantine/core";
import { type ReactNode, useId } from "react";
import type { Problem } from "@/lib/api/types";
import { ExpressionSwitch, type ExpressionSwitchProps } from "./ExpressionSwitch";
import { FieldProblems } from "./FieldProblems";
import styles from "./Form.module.css";
import { useAim, useFieldProblems } from "./form-context";
import { useFocusAfterSwitch } from "./use-focus-after-switch";
import { useReferenceDrop } from "./use-reference-drop";

interface Props {
  path: string;
  label: string;
  description?: string | undefined;
  required?: boolean;
  /** Whether the control shows the problems of its parts itself. */
  showsParts?: boolean;
  expression?: ExpressionSwitchProps | undefined;
  /**
   * Takes a reference that was dropped on the field, or put into it; absent where no expression can stand. A field that is
   * an expression takes what is dropped on it, and in its own place, by itself.
   */
  onReference?: ((reference: string) => void) | undefined;
  /** The problems as people read them here. */
  told?: ((problems: readonly Problem[]) => readonly Problem[]) | undefined;
  children: (control: { id: string; describedBy: string; invalid: boolean }) => ReactNode;
}

/** A field's label, help, problems, and the switch between a fixed value and an expression. */
export function FieldFrame({
  path,
  label,
  description,
  required,
  showsParts = false,
  expression,
  onReference,
  told,
  children,
}: Props) {
  const takes = onReference !== undefined && !expression?.on;
  const drop = useReferenceDrop(takes ? onReference : null);
  const takeInHand = useAim(path, label, (reference) => onReference?.(reference));
  const { field, ask } = useFocusAfterSwitch(expression?.on === true);
  const id = useId();
  const found = useFieldProblems(path, !showsParts);
  const problems = told ? told(found) : found;
  const describedBy = `${id}-help`;
  return (
    <div
      ref={field}
      className={styles.field}
      data-field={path}
      {...drop}
      onFocus={takes && !expression?.template ? () => takeInHand() : undefined}
    >
      <div className={styles.labelRow}>
        <label htmlFor={id} className={styles.label} onClick={() => focusEditor(id)}>
          {label}
          {required ? <span className={styles.required}> *</span> : null}
        </label>
        {expression ? (
          <ExpressionSwitch
            {...expression}
            label={label}
            toggle={() => {
              ask();
              expression.toggle();
            }}
          />
        ) : null}
      </div>
      {children({ id, describedBy, invalid: problems.some(({ severity }) => severity === "error") })}
      <div id={describedBy}>
        <FieldProblems problems={problems} />
        {description ? (
          <Text size="xs" c="dimmed" mt={3}>
            {description}
          </Text>
        ) : null}
      </div>
    </div>
  );
}

/** A label leads to fields only; an editor is none. */
function focusEditor(id: string): void {
  const control = document.getElementById(id);
  if (control?.isContentEditable) control.focus();
}
