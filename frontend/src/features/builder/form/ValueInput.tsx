import { ActionIcon, Group } from "@mantine/core";
import { IconBraces, IconCursorText } from "@tabler/icons-react";
import {
  bodyAsLiteral,
  expressionBody,
  isExpression,
  literalAsBody,
  toExpression,
} from "@/lib/graph/expression";
import { MessageText } from "@/components/MessageText";
import { messages } from "@/lib/messages";
import { ControlFor } from "./controls/ControlFor";
import { ExpressionInput } from "./ExpressionInput";
import { withReference } from "../expression/reference";
import { useAim, useFieldProblems, useForm } from "./form-context";
import { useFocusAfterSwitch } from "./use-focus-after-switch";
import { useReferenceDrop } from "./use-reference-drop";
import type { Field, Schema } from "./schema";
import { Text } from "@mantine/core";
import styles from "./Form.module.css";

interface Props {
  id?: string;
  label: string;
  path: string;
  field: Field;
  root: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** A value inside a list, a map or a rule: one line, fixed or an expression. */
export function ValueInput({ id, label, path, field, root, value, onChange }: Props) {
  const problems = useFieldProblems(path, true);
  const on = isExpression(value);
  const { literal } = useForm();
  const action = on ? messages.form.expressionOff : messages.form.expressionOn;
  const invalid = problems.some(({ severity }) => severity === "error");
  const describedBy = `${path}-help`;
  const { field: place, ask } = useFocusAfterSwitch(on);
  const toggle = () => {
    ask();
    onChange(on ? bodyAsLiteral(expressionBody(value)) : toExpression(literalAsBody(value)));
  };
  const insert = (reference: string) =>
    onChange(withReference(value, reference, typeof value === "string" && field.control.kind !== "choice"));
  const drop = useReferenceDrop(on || literal ? null : insert);
  const takeInHand = useAim(path, label, insert);
  return (
    <div ref={place} data-field={path} {...drop} onFocus={on || literal ? undefined : () => takeInHand()}>
      <Group gap={2} wrap="nowrap" align="flex-start">
        <div style={{ flex: 1, minWidth: 0 }}>
          {on ? (
            <ExpressionInput
              {...(id ? { id } : {})}
              path={path}
              label={label}
              describedBy={describedBy}
              invalid={invalid}
              value={value}
              onChange={onChange}
            />
          ) : (
            <ControlFor
              id={id ?? path}
              label={label}
              describedBy={describedBy}
              invalid={invalid}
              path={path}
              field={field}
              root={root}
              value={value}
              onChange={onChange}
            />
          )}
        </div>
        {literal && !on ? null : (
          <ActionIcon
            variant={on ? "light" : "subtle"}
            color={on ? "indigo" : "gray"}
            aria-label={`${label}: ${action}`}
            title={action}
            aria-pressed={on}
            onClick={toggle}
          >
            {on ? <IconCursorText size={14} /> : <IconBraces size={14} />}
          </ActionIcon>
        )}
      </Group>
      <div id={describedBy}>
        {problems.map(({ code, message, severity, suggestion }) => (
          <Text key={`${code}${message}`} size="xs" mt={2} className={styles[severity]}>
            <MessageText suggestion={suggestion}>{message}</MessageText>
          </Text>
        ))}
      </div>
    </div>
  );
}
