import { IconPlus } from "@tabler/icons-react";
import { getBezierPath, Position, useStoreApi, ViewportPortal } from "@xyflow/react";
import { type MouseEvent, useCallback, useEffect, useRef, useState } from "react";
import type { Edge } from "@xyflow/react";
import type { Point } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { useBuilder } from "../state/context";
import styles from "./Canvas.module.css";

/** The pointer may leave the line for so long on its way to the button. */
const GRACE_MS = 250;

interface Hovered {
  id: string;
  /** The middle of the line, on the canvas. */
  middle: Point;
}

/** Which edge the pointer is on. One button serves all edges: it is put on the one that is hovered or selected. */
export function useHoveredEdge() {
  const flow = useStoreApi();
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stay = useCallback(() => clearTimeout(leaving.current), []);
  const leave = useCallback(() => {
    stay();
    leaving.current = setTimeout(() => setHovered(null), GRACE_MS);
  }, [stay]);
  const enter = useCallback(
    ({ buttons }: MouseEvent, { id, source, target, sourceHandle }: Edge) => {
      // Something is being dragged over it.
      if (buttons !== 0) return;
      stay();
      const { nodeLookup } = flow.getState();
      const from = nodeLookup.get(source);
      const to = nodeLookup.get(target);
      const out = from?.internals.handleBounds?.source?.find((handle) => handle.id === sourceHandle);
      const into = to?.internals.handleBounds?.target?.[0];
      if (!from || !to || !out || !into) return;
      const [, x, y] = getBezierPath({
        sourceX: from.internals.positionAbsolute.x + out.x + out.width / 2,
        sourceY: from.internals.positionAbsolute.y + out.y + out.height / 2,
        sourcePosition: out.position,
        targetX: to.internals.positionAbsolute.x + into.x + into.width / 2,
        targetY: to.internals.positionAbsolute.y + into.y + into.height / 2,
        targetPosition: Position.Left,
      });
      setHovered({ id, middle: { x, y } });
    },
    [flow, stay],
  );
  useEffect(() => stay, [stay]);
  return { hovered, enter, leave, stay };
}

interface Props {
  hovered: Hovered;
  labelled: boolean;
  onInsert: (edgeId: string, at: Point) => void;
  onStay: () => void;
  onLeave: () => void;
}

/** The + on a line: asks what to put in between. */
export function EdgeInsert({ hovered: { id, middle }, labelled, onInsert, onStay, onLeave }: Props) {
  const names = useBuilder(({ document: { graph } }) => {
    const edge = graph.edges.find((each) => each.id === id);
    const nameOf = (nodeId: string | undefined) => graph.nodes.find((node) => node.id === nodeId)?.name ?? "";
    return `${nameOf(edge?.source)}\n${nameOf(edge?.target)}`;
  });
  const [from = "", to = ""] = names.split("\n");
  const label = messages.menu.insertHere(from, to);
  return (
    <ViewportPortal>
      <button
        type="button"
        className={`${styles.insert} nodrag nopan`}
        // The line's name stands in its middle.
        style={{ translate: `${middle.x + (labelled ? 36 : 0)}px ${middle.y}px` }}
        data-edge={id}
        aria-label={label}
        title={label}
        onPointerEnter={onStay}
        onPointerLeave={onLeave}
        onClick={({ currentTarget }) => {
          const { left, top, width, height } = currentTarget.getBoundingClientRect();
          onInsert(id, { x: left + width / 2, y: top + height / 2 });
        }}
      >
        <IconPlus size={14} />
      </button>
    </ViewportPortal>
  );
}
