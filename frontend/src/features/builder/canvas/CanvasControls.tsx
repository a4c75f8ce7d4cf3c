import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { Panel, useStore } from "@xyflow/react";
import { ariaKeys, keyCaps } from "@/lib/commands/keys";
import { type ActionId, useAction } from "../actions/actions";
import { useWorkbench } from "../actions/workbench";
import styles from "./Canvas.module.css";

export function CanvasControls() {
  return (
    <Panel position="bottom-left">
      <Group gap={2} className={styles.controls}>
        <Control action="undo" />
        <Control action="redo" />
        <span className={styles.separator} />
        <DragModeControl />
        <Control action="zoomOut" />
        <ZoomLevel />
        <Control action="zoomIn" />
        <Control action="fit" />
        <span className={styles.separator} />
        <Control action="arrange" />
        <Control action="addNote" />
        <Control action="togglePalette" />
        <Control action="toggleProperties" />
      </Group>
    </Panel>
  );
}

/** Offers the other way to drag on the canvas. */
function DragModeControl() {
  const { drag } = useWorkbench();
  return <Control action={drag.mode === "select" ? "dragPans" : "dragSelects"} />;
}

/** On its own and by the number shown, so that panning renders nothing. */
function ZoomLevel() {
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  return (
    <Text size="xs" w={38} ta="center" c="dimmed">
      {percent}%
    </Text>
  );
}

function Control({ action }: { action: ActionId }) {
  const { icon: Icon, title, shortcut, enabled, run } = useAction(action);
  return (
    <Tooltip label={shortcut ? `${title} (${keyCaps(shortcut).join(" ")})` : title}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={title}
        aria-keyshortcuts={shortcut && ariaKeys(shortcut)}
        onClick={run}
        disabled={!enabled}
      >
        <Icon size={17} />
      </ActionIcon>
    </Tooltip>
  );
}
