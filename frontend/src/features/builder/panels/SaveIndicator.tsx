import { Text } from "@mantine/core";
import { useStore } from "zustand";
import { messages } from "@/lib/messages";
import type { SaveStatus } from "../state/autosave";
import { useBuilderContext } from "../state/context";

const COLORS: Record<SaveStatus, string> = {
  saved: "dimmed",
  dirty: "dimmed",
  saving: "dimmed",
  offline: "var(--sw-warning)",
  failed: "var(--sw-failed)",
  conflict: "var(--sw-warning)",
};

/** Whether the server has what is on the canvas. */
export function SaveIndicator() {
  const { autosave } = useBuilderContext();
  const { status, revision, reason, newerBy } = useStore(autosave.state);
  const told = () => {
    if (status === "failed" && reason) return messages.builder.saveRefused(reason);
    return revision === 0 && status === "saved" ? messages.builder.blank : messages.builder.save[status];
  };
  return (
    <Text size="xs" c={COLORS[status]} role="status" data-save={status}>
      {told()}
      {newerBy === null ? "" : ` · ${messages.conflict.newer(newerBy)}`}
    </Text>
  );
}
