import { Group, Text } from "@mantine/core";
import { Panel, useStore } from "@xyflow/react";
import { useWorkbench } from "../actions/workbench";
import { ActionTool } from "./ActionTool";
import styles from "./Canvas.module.css";

export function CanvasControls() {
  return (
    <Panel position="bottom-left">
      <Group gap={2} className={styles.controls}>
        <ActionTool action="undo" />
        <ActionTool action="redo" />
        <span className={styles.separator} />
        <DragModeControl />
        <ActionTool action="zoomOut" />
        <ZoomLevel />
        <ActionTool action="zoomIn" />
        <ActionTool action="fit" />
        <span className={styles.separator} />
        <ActionTool action="arrange" />
        <ActionTool action="addNote" />
        <ActionTool action="togglePalette" />
        <ActionTool action="toggleProperties" />
      </Group>
    </Panel>
  );
}

/** Offers the other way to drag on the canvas. */
function DragModeControl() {
  const { drag } = useWorkbench();
  return <ActionTool action={drag.mode === "select" ? "dragPans" : "dragSelects"} />;
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
