import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconLayoutDistributeHorizontal,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconMaximize,
  IconMinus,
  IconNote,
  IconPlus,
} from "@tabler/icons-react";
import { Panel, useReactFlow, useStore } from "@xyflow/react";
import type { ReactNode } from "react";
import { WHOLE } from "@/lib/graph/opening-view";
import { messages } from "@/lib/messages";
import { useFolded } from "../hooks/use-folded";
import { useAnnotationActions } from "../hooks/use-annotation-actions";
import { arrange } from "../state/commands";
import { useBuilderContext, useHistory } from "../state/context";
import styles from "./Canvas.module.css";

const text = messages.builder;

export function CanvasControls() {
  const { store } = useBuilderContext();
  const { canUndo, canRedo, undo, redo } = useHistory();
  const [palette, setPalette] = useFolded("palette");
  const [properties, setProperties] = useFolded("properties");
  const { addNote } = useAnnotationActions();
  const { zoomIn, zoomOut, fitView } = useReactFlow();

  const fit = () => void fitView({ ...WHOLE, duration: 200 });
  const tidy = () => {
    store.getState().edit(arrange());
    requestAnimationFrame(fit);
  };
  return (
    <Panel position="bottom-left">
      <Group gap={2} className={styles.controls}>
        <Control label={text.undo} onClick={undo} disabled={!canUndo} icon={<IconArrowBackUp size={17} />} />
        <Control
          label={text.redo}
          onClick={redo}
          disabled={!canRedo}
          icon={<IconArrowForwardUp size={17} />}
        />
        <span className={styles.separator} />
        <Control label={text.zoomOut} onClick={() => void zoomOut()} icon={<IconMinus size={16} />} />
        <ZoomLevel />
        <Control label={text.zoomIn} onClick={() => void zoomIn()} icon={<IconPlus size={16} />} />
        <Control label={messages.canvas.fit} onClick={fit} icon={<IconMaximize size={16} />} />
        <span className={styles.separator} />
        <Control label={text.tidy} onClick={tidy} icon={<IconLayoutDistributeHorizontal size={17} />} />
        <Control
          label={messages.annotations.addNote}
          onClick={() => addNote()}
          icon={<IconNote size={17} />}
        />
        <Control
          label={palette ? text.showPalette : text.foldPalette}
          onClick={() => setPalette(!palette)}
          icon={<IconLayoutSidebar size={17} />}
        />
        <Control
          label={properties ? text.showProperties : text.foldProperties}
          onClick={() => setProperties(!properties)}
          icon={<IconLayoutSidebarRight size={17} />}
        />
      </Group>
    </Panel>
  );
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

interface ControlProps {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  disabled?: boolean;
}

function Control({ label, icon, onClick, disabled = false }: ControlProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick} disabled={disabled}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
