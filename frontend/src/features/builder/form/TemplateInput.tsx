import { useMemo, useState } from "react";
import { messages } from "@/lib/messages";
import { sameJson } from "@/lib/same";
import { Preview } from "../expression/preview/Preview";
import { faultsIn, squigglesInTemplate } from "../expression/template-problems";
import { type EditorAria, EditorField, useSquiggles } from "./EditorField";
import { useAim, useFieldProblems } from "./form-context";
import styles from "./Form.module.css";
import { typeOf } from "./loose-value";
import { withData, type Writing } from "./writing";

interface Props extends EditorAria {
  /** Path in the node, as the server names it in problems: `config.subject`. */
  path: string;
  multiline: boolean;
  writing: Writing;
  value: unknown;
  placeholder?: string | undefined;
  onChange: (value: unknown) => void;
}

/** Edits a text with `{{ data }}` in it, and shows what it says in a run. */
export function TemplateInput({ value, writing, placeholder, onChange, ...field }: Props) {
  const { path, label } = field;
  const problems = useFieldProblems(path, false);
  const [draft, setDraft] = useState(() => writing.show(value));
  // The draft keeps what people wrote as long as it means what is stored.
  const text = sameJson(writing.read(draft) ?? "", value ?? "") ? draft : writing.show(value);
  const faults = useMemo(() => faultsIn(text), [text]);
  const squiggles = useSquiggles(problems, () => squigglesInTemplate(text, value, problems));
  const change = (next: string) => {
    setDraft(next);
    onChange(writing.read(next));
  };
  const takeInHand = useAim(path, label, (reference) => onChange(withData(writing, value, reference)));
  const type = writing.loose ? typeOf(value) : null;
  return (
    <>
      <div className={styles.typed}>
        <EditorField
          {...field}
          kind="template"
          text={text}
          placeholder={placeholder ?? messages.textField.hint}
          squiggles={faults.length > 0 ? faults : squiggles}
          onChange={change}
          onFocus={takeInHand}
        />
        {type && type !== "text" ? <span className={styles.type}>{messages.form.types[type]}</span> : null}
      </div>
      {faults.length > 0 ? null : <Preview path={path} label={label} value={value} asText={!writing.loose} />}
    </>
  );
}
