import { useMemo, useState } from "react";
import { templateOfValue, valueOfTemplate } from "@/lib/graph/template";
import { messages } from "@/lib/messages";
import { Preview } from "../expression/preview/Preview";
import { faultsIn, squigglesInTemplate } from "../expression/template-problems";
import { type EditorAria, EditorField, useSquiggles } from "./EditorField";
import { useAim, useFieldProblems } from "./form-context";

interface Props extends EditorAria {
  /** Path in the node, as the server names it in problems: `config.subject`. */
  path: string;
  multiline: boolean;
  value: unknown;
  placeholder?: string | undefined;
  /** `undefined` for an empty text. */
  onChange: (value: string | undefined) => void;
}

/** Edits a text with `{{ data }}` in it, and shows what it says in a run. */
export function TemplateInput({ value, placeholder, onChange, ...field }: Props) {
  const { path, label } = field;
  const problems = useFieldProblems(path, false);
  const [draft, setDraft] = useState(() => templateOfValue(value));
  // The draft keeps what people wrote as long as it means what is stored.
  const text = valueOfTemplate(draft) === (value ?? undefined) ? draft : templateOfValue(value);
  const faults = useMemo(() => faultsIn(text), [text]);
  const squiggles = useSquiggles(problems, () => squigglesInTemplate(text, value, problems));
  const change = (next: string) => {
    setDraft(next);
    onChange(valueOfTemplate(next));
  };
  const takeInHand = useAim(path, label, (reference) => change(withData(text, reference)));
  return (
    <>
      <EditorField
        {...field}
        kind="template"
        text={text}
        placeholder={placeholder ?? messages.textField.hint}
        squiggles={faults.length > 0 ? faults : squiggles}
        onChange={change}
        onFocus={takeInHand}
      />
      {faults.length > 0 ? null : <Preview path={path} label={label} value={value} asText />}
    </>
  );
}

/** A text that goes on with a value. */
export function withData(template: string, reference: string): string {
  return `${template}{{ ${reference} }}`;
}
