import { ActionIcon, Tooltip } from "@mantine/core";
import { IconBraces, IconCursorText } from "@tabler/icons-react";
import { messages } from "@/lib/messages";

export interface ExpressionSwitchProps {
  on: boolean;
  toggle: () => void;
  /** Whether it is a text with data in it where it is no expression; its editor takes what is put into it by itself. */
  template?: boolean;
}

/** Switches a field between an expression and what else it can be. */
export function ExpressionSwitch({ on, toggle, template, label }: ExpressionSwitchProps & { label: string }) {
  const off = template ? messages.textField.asText : messages.form.expressionOff;
  const action = on ? off : messages.form.expressionOn;
  return (
    <Tooltip label={action}>
      <ActionIcon
        size="xs"
        variant={on ? "light" : "subtle"}
        color={on ? "indigo" : "gray"}
        aria-label={`${label}: ${action}`}
        aria-pressed={on}
        onClick={toggle}
      >
        {on ? <IconCursorText size={13} /> : <IconBraces size={13} />}
      </ActionIcon>
    </Tooltip>
  );
}
