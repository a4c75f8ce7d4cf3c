import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messages } from "@/lib/messages";

interface Props {
  /** What is copied; a function is asked for it only then. */
  value: string | (() => string);
  label?: string;
  icon?: ReactNode;
}

export function CopyButton({ value, label = messages.common.copy, icon = <IconCopy size={15} /> }: Props) {
  const { copied, copy } = useClipboard({ timeout: 1000 });
  return (
    <Tooltip label={copied ? messages.common.copied : label}>
      <ActionIcon
        variant="subtle"
        color={copied ? "teal" : "gray"}
        size="sm"
        onClick={() => copy(typeof value === "string" ? value : value())}
        aria-label={label}
      >
        {copied ? <IconCheck size={15} /> : icon}
      </ActionIcon>
    </Tooltip>
  );
}
