import { Textarea } from "@mantine/core";
import { createElement, useState } from "react";
import type { Problem } from "@/lib/api/types";
import { inOneLine } from "../expression/one-line";
import type { Squiggle } from "../expression/problem-range";
import { type EditorKind, useEditor } from "../expression/use-editor";
import { useForm } from "./form-context";
import styles from "./Form.module.css";

/** How a control is called and described. */
export interface EditorAria {
  id?: string;
  label: string;
  describedBy?: string;
  invalid?: boolean;
}

interface Props extends EditorAria {
  kind: EditorKind;
  /** Path in the node, as the server names it in problems: `config.url`. */
  path: string;
  text: string;
  placeholder: string;
  /** Whether the text may have several lines. */
  multiline?: boolean;
  squiggles: readonly Squiggle[];
  onChange: (text: string) => void;
  /** Somebody came into the field: an editor gives what writes a reference where its cursor is. */
  onFocus: (insert?: (reference: string) => void) => void;
}

/** Text in an editor, and in a plain field until that is loaded. */
export function EditorField(props: Props) {
  const { kind, id, label, describedBy, invalid, path, text, placeholder, multiline, squiggles } = props;
  const { onChange, onFocus } = props;
  const { scopeOf } = useForm();
  // Where the cursor is in the plain field, to go on there when the editor takes its place.
  const [cursor, setCursor] = useState<number | null>(null);
  const editor = useEditor(kind);
  if (editor)
    return createElement(editor, {
      ...{ id, label, describedBy, text, placeholder, multiline, squiggles, cursor, onChange, onFocus },
      ...{ invalid: invalid === true, scope: scopeOf(path) },
    });
  return (
    <Textarea
      {...(id ? { id } : {})}
      size="xs"
      autosize
      minRows={kind === "template" && multiline ? 3 : 1}
      maxRows={10}
      aria-label={label}
      aria-describedby={describedBy}
      error={invalid}
      placeholder={placeholder}
      {...(kind === "expression"
        ? { spellCheck: false, classNames: { input: `${styles.mono} ${styles.expression}` } }
        : { wrapperProps: { "data-template-editor": true } })}
      value={text}
      onBlur={() => setCursor(null)}
      onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
      onFocus={({ currentTarget }) => {
        setCursor(currentTarget.selectionStart);
        onFocus();
      }}
      onChange={({ currentTarget: { value } }) => onChange(value)}
      {...(multiline === false
        ? {
            onKeyDown: (event) => event.key === "Enter" && event.preventDefault(),
            onPaste: (event) => {
              const pasted = event.clipboardData.getData("text/plain");
              const line = inOneLine(pasted);
              if (line === pasted) return;
              event.preventDefault();
              const { selectionStart, selectionEnd } = event.currentTarget;
              event.currentTarget.setRangeText(line, selectionStart, selectionEnd, "end");
              onChange(event.currentTarget.value);
            },
          }
        : {})}
    />
  );
}

const NO_SQUIGGLES = { told: "[]", squiggles: [] as readonly Squiggle[] };

/** Places are told for the draft the server has checked: they are read when its answer comes, and move with edits until then. */
export function useSquiggles(
  problems: readonly Problem[],
  placed: () => readonly Squiggle[],
): readonly Squiggle[] {
  const told = JSON.stringify(problems);
  const [shown, setShown] = useState(NO_SQUIGGLES);
  if (shown.told !== told) setShown({ told, squiggles: placed() });
  return shown.squiggles;
}
