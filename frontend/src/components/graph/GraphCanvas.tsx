import "@xyflow/react/dist/style.css";
import "./canvas.css";
import { Background, type Edge, type Node, ReactFlow, type ReactFlowProps } from "@xyflow/react";
import { FarContext, useLooksFar } from "./detail";
import { FarEdges } from "./FarEdges";
import { FlowEdge } from "./FlowEdge";
import { useOpeningView } from "./use-opening-view";

const edgeTypes = { default: FlowEdge };
const NO_EDGES: Edge[] = [];

interface Props<N extends Node> extends ReactFlowProps<N> {
  nodes: N[];
  edges: Edge[];
  /** Whether the canvas opens on the whole graph, or where it starts; else it stays where nothing is yet. */
  opening?: boolean;
  /** The id of the node on which it opens where the whole would be too small to read; else that is its start. */
  openAt?: string | null;
}

/**
 * A canvas of the builder, of a version and of a run alike. What is off screen has no elements, and a large graph seen
 * from far away is drawn without what cannot be read there.
 */
export function GraphCanvas<N extends Node>({
  nodes,
  edges,
  opening = true,
  openAt = null,
  children,
  ...rest
}: Props<N>) {
  const far = useLooksFar(nodes.length);
  const showOpening = useOpeningView(openAt);
  return (
    <FarContext value={far}>
      <ReactFlow
        nodes={nodes}
        edges={far ? NO_EDGES : edges}
        edgeTypes={edgeTypes}
        onlyRenderVisibleElements
        onInit={opening ? showOpening : undefined}
        minZoom={0.02}
        deleteKeyCode={null}
        {...rest}
      >
        {far ? <FarEdges nodes={nodes} edges={edges} /> : null}
        <Background gap={16} size={1.2} />
        {children}
      </ReactFlow>
    </FarContext>
  );
}
