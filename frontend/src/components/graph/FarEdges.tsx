import { type Edge, getBezierPath, type Node, Position, useStore, ViewportPortal } from "@xyflow/react";
import { memo, type ReactNode, useState } from "react";
import type { Point } from "@/lib/graph/geometry";
import { createKeeper } from "@/lib/graph/keep";

interface Props {
  nodes: readonly Node[];
  edges: readonly Edge[];
}

/**
 * All edges of a graph seen from far away, as one path for each way an edge can look: a thousand elements of their own
 * would each be asked at every move of the canvas. Labels could not be read here.
 */
export function FarEdges({ nodes, edges }: Props) {
  const [keepResting] = useState(() => createKeeper<Node>(Object.is));
  const moving = movingIds(nodes);
  const moved = edges.filter(({ source, target }) => moving.has(source) || moving.has(target));
  return (
    <ViewportPortal>
      <Lines>
        <Paths nodes={keepResting(nodes.filter(({ id }) => !moving.has(id)))} edges={edges} />
        {moved.length > 0 ? <Paths nodes={nodes} edges={moved} /> : null}
      </Lines>
    </ViewportPortal>
  );
}

/** Keeps the lines as wide on screen as they are, however far away: `non-scaling-stroke` knows no CSS transforms. */
function Lines({ children }: { children: ReactNode }) {
  const zoom = useStore(({ transform }) => transform[2]);
  return (
    <svg className="far-edges" aria-hidden="true" strokeWidth={1 / zoom}>
      {children}
    </svg>
  );
}

/** The edges among the given nodes. Where those stay while others are dragged, nothing is drawn anew. */
const Paths = memo(function Paths({ nodes, edges }: Props) {
  return [...pathsByLook(nodes, edges)].map(([look, path]) => <path key={look} className={look} d={path} />);
});

/** The nodes that are being dragged, and those inside them. */
function movingIds(nodes: readonly Node[]): Set<string> {
  const moving = new Set<string>();
  // A container stands before its body.
  for (const { id, dragging, parentId } of nodes)
    if (dragging || (parentId !== undefined && moving.has(parentId))) moving.add(id);
  return moving;
}

function pathsByLook(nodes: readonly Node[], edges: readonly Edge[]): Map<string, string> {
  const ends = createEnds(nodes);
  const parts = new Map<string, string[]>();
  for (const edge of edges) {
    const from = ends(edge.source, edge.sourceHandle ?? "out", "source");
    const to = ends(edge.target, null, "target");
    if (!from || !to) continue;
    const look = `${edge.className ?? ""} ${edge.selected ? "selected" : ""}`.trim();
    const same = parts.get(look) ?? [];
    same.push(curve(from, to, edge.sourceHandle === "error" ? Position.Bottom : Position.Right));
    parts.set(look, same);
  }
  return new Map([...parts].map(([look, all]) => [look, all.join("")]));
}

function curve(from: Point, to: Point, sourcePosition: Position): string {
  const [path] = getBezierPath({
    ...{ sourceX: from.x, sourceY: from.y, sourcePosition },
    ...{ targetX: to.x, targetY: to.y, targetPosition: Position.Left },
  });
  return path;
}

/** Where the middle of a node's handle lies on the whole canvas; undefined for a node that is not drawn. */
function createEnds(nodes: readonly Node[]) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const corners = new Map<string, Point>();
  const cornerOf = (node: Node): Point => {
    const known = corners.get(node.id);
    if (known) return known;
    const parent = node.parentId === undefined ? undefined : byId.get(node.parentId);
    const around = parent ? cornerOf(parent) : { x: 0, y: 0 };
    const corner = { x: around.x + node.position.x, y: around.y + node.position.y };
    corners.set(node.id, corner);
    return corner;
  };
  return (nodeId: string, handleId: string | null, type: "source" | "target"): Point | undefined => {
    const node = byId.get(nodeId);
    const handle = node?.handles?.find(
      (each) => each.type === type && (type === "target" || each.id === handleId),
    );
    if (!node || !handle) return undefined;
    const corner = cornerOf(node);
    return {
      x: corner.x + handle.x + (handle.width ?? 0) / 2,
      y: corner.y + handle.y + (handle.height ?? 0) / 2,
    };
  };
}
