import { Popover, Textarea, UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { expressionBody, isExpression, toExpression } from "@/lib/graph/expression";
import { messages } from "@/lib/messages";
import styles from "./Form.module.css";
import { useVariables } from "./form-context";
import type { Variable } from "./variables";

const REFERENCE_BEFORE_CURSOR = /\$[A-Za-z0-9_.]*$/;
const SUGGESTIONS = 40;
/** Nothing is highlighted: Tab and Enter keep their own meaning. */
const NONE = -1;

interface Props {
  id?: string;
  label?: string;
  describedBy?: string;
  invalid?: boolean;
  value: unknown;
  placeholder?: string | undefined;
  onChange: (value: string) => void;
}

/** Edits the JSONata of an expression; `$` offers what can be read here. */
export function ExpressionInput({ id, label, describedBy, invalid, value, placeholder, onChange }: Props) {
  const body = isExpression(value) ? expressionBody(value) : String(value ?? "");
  const [draft, setDraft] = useState(body);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(NONE);
  const input = useRef<HTMLTextAreaElement>(null);
  const variables = useVariables();
  // The draft keeps spaces at the ends that the stored form does not have, while both mean the same.
  const text = draft.trim() === body ? draft : body;
  const found =
    typed === null
      ? []
      : variables.filter(({ reference }) => matches(reference, typed)).slice(0, SUGGESTIONS);

  const change = (next: string, cursor: number) => {
    setDraft(next);
    setTyped(REFERENCE_BEFORE_CURSOR.exec(next.slice(0, cursor))?.[0] ?? null);
    setActive(0);
    onChange(toExpression(next));
  };
  const insert = ({ reference }: Variable) => {
    const cursor = input.current?.selectionStart ?? text.length;
    const before = text.slice(0, cursor).replace(REFERENCE_BEFORE_CURSOR, "") + reference;
    change(before + text.slice(cursor), 0);
    setTyped(null);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(before.length, before.length);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (found.length === 0) return;
    const choice = found[active];
    if (event.key === "ArrowDown") {
      setActive((active + 1) % found.length);
    } else if (event.key === "ArrowUp") {
      setActive(active <= 0 ? found.length - 1 : active - 1);
    } else if (choice && (event.key === "Enter" || event.key === "Tab")) {
      insert(choice);
    } else if (event.key === "Escape") {
      setTyped(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Popover
      opened={found.length > 0}
      position="bottom-start"
      width="target"
      shadow="md"
      trapFocus={false}
      withRoles={false}
    >
      <Popover.Target>
        <Textarea
          ref={input}
          {...(id ? { id } : {})}
          size="xs"
          autosize
          minRows={1}
          maxRows={10}
          spellCheck={false}
          aria-label={label}
          aria-describedby={describedBy}
          aria-autocomplete="list"
          error={invalid}
          placeholder={placeholder ?? messages.form.expressionPlaceholder}
          classNames={{ input: `${styles.mono} ${styles.expression}` }}
          value={text}
          onChange={({ currentTarget }) => change(currentTarget.value, currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onFocus={() => {
            if (text !== "") return;
            setTyped("$");
            setActive(NONE);
          }}
          onBlur={() => setTyped(null)}
        />
      </Popover.Target>
      <Popover.Dropdown
        p={4}
        className={styles.suggestions}
        role="listbox"
        aria-label={messages.form.available}
      >
        {found.map((variable, index) => (
          <UnstyledButton
            key={variable.reference}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            className={styles.suggestion}
            data-active={index === active || undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => insert(variable)}
          >
            <code>{variable.reference}</code>
            <span className={styles.source}>{variable.source}</span>
          </UnstyledButton>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}

function matches(reference: string, typed: string): boolean {
  return reference !== typed && reference.toLowerCase().startsWith(typed.toLowerCase());
}
