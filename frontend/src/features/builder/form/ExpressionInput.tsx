import { useState } from "react";
import { expressionBody, isExpression, toExpression } from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import { Preview } from "../expression/preview/Preview";
import { squigglesIn } from "../expression/problem-range";
import { withReference } from "../expression/reference";
import { type EditorAria, EditorField, useSquiggles } from "./EditorField";
import { useAim, useFieldProblems } from "./form-context";

interface Props extends EditorAria {
  /** Path in the node, as the server names it in problems: `config.url`. */
  path: string;
  value: unknown;
  placeholder?: string | undefined;
  onChange: (value: string) => void;
}

/** Edits the JSONata of an expression, and shows what it gives. */
export function ExpressionInput({ value, placeholder, onChange, ...field }: Props) {
  const { path, label } = field;
  const problems = useFieldProblems(path, false);
  const body = isExpression(value) ? expressionBody(value) : String(value ?? "");
  const [draft, setDraft] = useState(body);
  // The draft keeps spaces at the ends that the stored form does not have, while both mean the same.
  const text = draft.trim() === body ? draft : body;
  const squiggles = useSquiggles(problems, () => squigglesIn(text, value, problems));
  const takeInHand = useAim(path, label, (reference) =>
    onChange(withReference(toExpression(text), reference, true)),
  );
  return (
    <>
      <EditorField
        {...field}
        kind="expression"
        text={text}
        placeholder={placeholder ?? messages.form.expressionPlaceholder}
        squiggles={squiggles}
        onChange={(next) => {
          setDraft(next);
          onChange(toExpression(next));
        }}
        onFocus={takeInHand}
      />
      <Preview path={path} label={label} value={value} />
    </>
  );
}
