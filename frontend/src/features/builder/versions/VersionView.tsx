import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconRestore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Controls, ReactFlowProvider } from "@xyflow/react";
import { useMemo, useState } from "react";
import { GraphCanvas } from "@/components/graph/GraphCanvas";
import { LoadError } from "@/components/LoadError";
import { Loading } from "@/components/Loading";
import { ReadOnlyAnnotation } from "@/components/graph/ReadOnlyAnnotation";
import { StepSettings } from "@/components/settings/StepSettings";
import { flatten } from "@/lib/graph/body";
import { drawnAnnotations } from "@/lib/graph/drawn-annotations";
import { definitionOf } from "@/lib/graph/family";
import { Geometry } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { notifyDone } from "@/lib/notify";
import type { Version } from "@/lib/api/types";
import { versionQuery } from "@/lib/api/version-query";
import { BuilderNode } from "../canvas/BuilderNode";
import { createFlowEdges, createFlowNodes } from "../canvas/flow-elements";
import { restoreGraph } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import styles from "./VersionView.module.css";

const text = messages.versions;
const nodeTypes = { builder: BuilderNode, annotation: ReadOnlyAnnotation };
const NOTHING = new Map<string, never>();
const NONE = new Set<string>();

interface Props {
  version: number | null;
  onClose: () => void;
  onRestored: () => void;
}

/** A published version as it was drawn, to look at and to bring back into the draft. */
export function VersionView({ version, onClose, onRestored }: Props) {
  return (
    <Modal
      opened={version !== null}
      onClose={onClose}
      title={version === null ? "" : text.version(version)}
      fullScreen
    >
      {version === null ? null : <Content number={version} onRestored={onRestored} />}
    </Modal>
  );
}

function Content({ number, onRestored }: { number: number; onRestored: () => void }) {
  const { workflowId, store } = useBuilderContext();
  const version = useQuery(versionQuery(workflowId, number));
  if (version.isPending) {
    return <Loading />;
  }
  if (version.isError) return <LoadError error={version.error} onRetry={() => void version.refetch()} />;
  const restore = () => {
    const { graph, settings } = version.data;
    store.getState().edit(restoreGraph(flatten(graph), settings));
    notifyDone(text.restored(number));
    onRestored();
  };
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          {text.restoreHint}
        </Text>
        <Button leftSection={<IconRestore size={15} />} onClick={restore}>
          {text.restore}
        </Button>
      </Group>
      <ReactFlowProvider>
        <Drawing version={version.data} />
      </ReactFlowProvider>
    </>
  );
}

/** The drawing of a version, and what of it is selected. */
function Drawing({ version }: { version: Version }) {
  const { definitions } = useBuilderContext();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const collapsed = useBuilder((state) => state.collapsed);
  const [toFlowNodes] = useState(createFlowNodes);
  const graph = useMemo(() => flatten(version.graph), [version]);
  const geometry = useMemo(() => new Geometry(graph, collapsed), [graph, collapsed]);
  const selected = useMemo(() => new Set(selectedId === null ? [] : [selectedId]), [selectedId]);
  const step = graph.nodes.find(({ id }) => id === selectedId);
  const nodes = useMemo(
    () => [
      ...drawnAnnotations(geometry),
      ...toFlowNodes({
        ...{ geometry, definitions, problems: NOTHING, tests: NOTHING, selected },
        ...{ dragged: NOTHING, receiver: null },
      }),
    ],
    [toFlowNodes, geometry, definitions, selected],
  );
  const [toFlowEdges] = useState(createFlowEdges);
  const edges = useMemo(() => toFlowEdges(geometry, NONE, NONE), [toFlowEdges, geometry]);
  return (
    <div className={styles.work}>
      <div className={styles.canvas}>
        <GraphCanvas
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          nodesConnectable={false}
          nodesDraggable={false}
          onNodesChange={(changes) => {
            for (const change of changes)
              if (change.type === "select" && change.selected) setSelectedId(change.id);
          }}
          onPaneClick={() => setSelectedId(null)}
          aria-label={text.version(version.version)}
        >
          <Controls showInteractive={false} aria-label={messages.canvas.fit} />
        </GraphCanvas>
      </div>
      <aside className={styles.panel} aria-label={messages.execution.details}>
        {step ? (
          <Stack gap="xs">
            <Title order={2}>{step.name || step.key}</Title>
            <StepSettings node={step} definition={definitionOf(step, definitions)} />
          </Stack>
        ) : (
          <Text size="sm" c="dimmed">
            {text.selectHint}
          </Text>
        )}
      </aside>
    </div>
  );
}
