import { Button, type ButtonProps, Group, Popover, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { messages } from "@/lib/messages";

interface Props extends Pick<ButtonProps, "color"> {
  /** On the button that asks, and what it says where one points at it. */
  label: string;
  hint?: string;
  icon: ReactNode;
  /** What is asked, and what it means. */
  title: string;
  text: string;
  /** On the button that does it. */
  confirm: string;
  loading: boolean;
  /** More of what it means, read when it is asked. */
  children?: ReactNode;
  onConfirm: () => void;
}

/** A button that asks once more, beside itself, before it does what it says. */
export function ConfirmButton({
  label,
  hint,
  icon,
  title,
  text,
  confirm,
  color,
  loading,
  children,
  onConfirm,
}: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus width={320}>
      <Popover.Target>
        <Button
          variant="default"
          color={color}
          leftSection={icon}
          title={hint}
          loading={loading}
          onClick={() => setOpen(true)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {children}
        <Group justify="flex-end" gap="xs" mt="sm">
          <Button variant="default" onClick={() => setOpen(false)}>
            {messages.common.close}
          </Button>
          <Button
            color={color}
            onClick={() => {
              setOpen(false);
              onConfirm();
            }}
          >
            {confirm}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
