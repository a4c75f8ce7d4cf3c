import { ActionIcon, Tooltip } from "@mantine/core";
import { ariaKeys, keyCaps } from "@/lib/commands/keys";
import { type ActionId, useAction } from "../actions/actions";

/** One of the builder's actions as a button in a bar on the canvas. */
export function ActionTool({ action, small = false }: { action: ActionId; small?: boolean }) {
  const { icon: Icon, title, shortcut, enabled, run } = useAction(action);
  return (
    <Tooltip label={shortcut ? `${title} (${keyCaps(shortcut).join(" ")})` : title}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={small ? "sm" : "md"}
        aria-label={title}
        aria-keyshortcuts={shortcut && ariaKeys(shortcut)}
        onClick={run}
        disabled={!enabled}
      >
        <Icon size={small ? 16 : 17} />
      </ActionIcon>
    </Tooltip>
  );
}
