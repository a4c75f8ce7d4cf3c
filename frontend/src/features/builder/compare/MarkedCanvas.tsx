import "@xyflow/react/dist/style.css";
import "@/components/graph/canvas.css";
import { Background, Controls, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { annotationsOf, rectOf } from "@/lib/graph/annotations";
import { type FlatGraph, isLoop, parentsFirst } from "@/lib/graph/body";
import { drawnEdges, drawnNode } from "@/lib/graph/drawn";
import { drawnAnnotations } from "@/lib/graph/drawn-annotations";
import { definitionOf } from "@/lib/graph/family";
import { Geometry } from "@/lib/graph/geometry";
import { REVEALING_ZOOM, WHOLE } from "@/lib/graph/opening-view";
import { messages } from "@/lib/messages";
import { useBuilderContext } from "../state/context";
import styles from "./Compare.module.css";
import { MarkedAnnotation, type MarkedAnnotationFlowNode } from "./MarkedAnnotation";
import { type MarkedFlowNode, MarkedNode } from "./MarkedNode";
import type { Mark } from "./overlay";

const nodeTypes = { marked: MarkedNode, annotation: MarkedAnnotation };

interface Props {
  graph: FlatGraph;
  marks: ReadonlyMap<string, Mark>;
  /** Id of what is brought into the middle. */
  shown: string | null;
  /** Called with the id of the list's entry for what was picked. */
  onPick: (entryId: string) => void;
}

/** A drawing to look at, with marks on what differs. */
export function MarkedCanvas(props: Props) {
  return (
    <div className={styles.canvas}>
      <ReactFlowProvider>
        <Flow {...props} />
      </ReactFlowProvider>
    </div>
  );
}

function Flow({ graph, marks, shown, onPick }: Props) {
  const { definitions } = useBuilderContext();
  const { setCenter, getZoom } = useReactFlow();
  const geometry = useMemo(() => new Geometry(graph), [graph]);
  const nodes = useMemo(
    () => [
      ...drawnAnnotations(geometry).map(({ data: { annotation }, ...drawn }): MarkedAnnotationFlowNode => {
        const mark = marks.get(annotation.id);
        const name = drawn.ariaLabel ?? "";
        return {
          ...{ ...drawn, type: "annotation", data: { annotation, mark } },
          ariaLabel: mark ? `${name}, ${mark.label}` : name,
        };
      }),
      ...parentsFirst(graph.nodes).map((node): MarkedFlowNode => {
        const definition = definitionOf(node, definitions);
        const mark = marks.get(node.id);
        const name = messages.canvas.nodeLabel(node.name || node.key, definition?.title ?? node.type);
        return {
          ...drawnNode(node, geometry, geometry.toDrawn(node.position, node.parent)),
          type: "marked",
          selected: node.id === shown,
          data: { node, definition, loop: isLoop(node), mark },
          ariaLabel: mark ? `${name}, ${mark.label}` : name,
        };
      }),
    ],
    [graph, geometry, definitions, marks, shown],
  );
  const edges = useMemo(
    () =>
      drawnEdges(geometry).map((edge) => {
        const mark = marks.get(edge.id);
        if (!mark) return { ...edge, className: `${edge.className ?? ""} ${styles.faint}` };
        return {
          ...edge,
          className: `${styles.edge} ${styles[mark.tone] ?? ""}`,
          label: edge.label === undefined ? mark.label : `${mark.label} · ${String(edge.label)}`,
          labelBgPadding: [4, 2] as [number, number],
        };
      }),
    [geometry, marks],
  );
  useEffect(() => {
    if (shown === null) return;
    const node = graph.nodes.find(({ id }) => id === shown);
    const annotation = annotationsOf(graph).find(({ id }) => id === shown);
    const rect = node ? geometry.rect(node) : annotation && rectOf(annotation);
    if (!rect) return;
    void setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, {
      zoom: Math.max(getZoom(), REVEALING_ZOOM),
      duration: 250,
    });
  }, [shown, graph, geometry, setCenter, getZoom]);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onlyRenderVisibleElements
      nodesConnectable={false}
      nodesDraggable={false}
      elementsSelectable={false}
      deleteKeyCode={null}
      onNodeClick={(_, { id, type }) => onPick(`${type === "annotation" ? "annotations" : "nodes"}:${id}`)}
      fitView
      fitViewOptions={WHOLE}
      minZoom={0.05}
      aria-label={messages.compare.canvas}
    >
      <Background gap={16} size={1.2} />
      <Controls showInteractive={false} aria-label={messages.canvas.fit} />
    </ReactFlow>
  );
}
