import { Textarea } from "@mantine/core";
import { createElement, useState } from "react";
import type { Problem } from "@/lib/api/types";
import { expressionBody, isExpression, toExpression } from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import { Preview } from "../expression/preview/Preview";
import { type Squiggle, squigglesIn } from "../expression/problem-range";
import { withReference } from "../expression/reference";
import { useExpressionEditor } from "../expression/use-expression-editor";
import { useAim, useFieldProblems, useForm } from "./form-context";
import styles from "./Form.module.css";

const NO_SQUIGGLES = { told: "[]", squiggles: [] };

interface Props {
  id?: string;
  /** Path in the node, as the server names it in problems: `config.url`. */
  path: string;
  label: string;
  describedBy?: string;
  invalid?: boolean;
  value: unknown;
  placeholder?: string | undefined;
  onChange: (value: string) => void;
}

/** Edits the JSONata of an expression, and shows what it gives. */
export function ExpressionInput({
  id,
  path,
  label,
  describedBy,
  invalid,
  value,
  placeholder,
  onChange,
}: Props) {
  const { scopeOf } = useForm();
  const problems = useFieldProblems(path, false);
  const body = isExpression(value) ? expressionBody(value) : String(value ?? "");
  const [draft, setDraft] = useState(body);
  // The draft keeps spaces at the ends that the stored form does not have, while both mean the same.
  const text = draft.trim() === body ? draft : body;
  // Where the cursor is in the plain field, to go on there when the editor takes its place.
  const [cursor, setCursor] = useState<number | null>(null);
  const editor = useExpressionEditor();
  const squiggles = useSquiggles(text, value, problems);
  const takeInHand = useAim(path, label, (reference) =>
    onChange(withReference(toExpression(text), reference, true)),
  );
  const hint = placeholder ?? messages.form.expressionPlaceholder;

  const change = (next: string) => {
    setDraft(next);
    onChange(toExpression(next));
  };
  return (
    <>
      {editor ? (
        createElement(editor, {
          ...{ id, label, describedBy, text, squiggles, cursor },
          invalid: invalid === true,
          placeholder: hint,
          scope: scopeOf(path),
          onChange: change,
          onFocus: takeInHand,
        })
      ) : (
        <Textarea
          {...(id ? { id } : {})}
          size="xs"
          autosize
          minRows={1}
          maxRows={10}
          spellCheck={false}
          aria-label={label}
          aria-describedby={describedBy}
          error={invalid}
          placeholder={hint}
          classNames={{ input: `${styles.mono} ${styles.expression}` }}
          value={text}
          onBlur={() => setCursor(null)}
          onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
          onFocus={({ currentTarget }) => {
            setCursor(currentTarget.selectionStart);
            takeInHand();
          }}
          onChange={({ currentTarget }) => change(currentTarget.value)}
        />
      )}
      <Preview path={path} label={label} value={value} />
    </>
  );
}

/** Places are told for the draft the server has checked: they are read when its answer comes, and move with edits until then. */
function useSquiggles(text: string, value: unknown, problems: readonly Problem[]): readonly Squiggle[] {
  const told = JSON.stringify(problems);
  const [shown, setShown] = useState<{ told: string; squiggles: readonly Squiggle[] }>(NO_SQUIGGLES);
  if (shown.told !== told) setShown({ told, squiggles: squigglesIn(text, value, problems) });
  return shown.squiggles;
}
