import { useMemo } from "react";
import type { Graph } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { familyOf } from "@/lib/graph/family";
import { Geometry } from "@/lib/graph/geometry";
import styles from "./GraphPreview.module.css";

const MARGIN = 24;
const TILE = 36;
/** What fits beside the tile. */
const NAME_LENGTH = 18;

interface Props {
  graph: Graph;
  /** What it shows, for those who do not see it. */
  label: string;
  /** Whether the steps' names can be read at the size it has. */
  named?: boolean;
}

/** A graph as a drawing that fits its place: no handles, nothing to click. */
export function GraphPreview({ graph, label, named = false }: Props) {
  const { boxes, lines, frame } = useMemo(() => drawingOf(graph), [graph]);
  return (
    <svg
      className={styles.preview}
      viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
      preserveAspectRatio="xMidYMid meet"
      role="img"
      aria-label={label}
    >
      {lines.map(({ id, path }) => (
        <path key={id} d={path} className={styles.line} />
      ))}
      {boxes.map(({ id, x, y, width, height, family, name, open }) => (
        <g key={id} data-family={family} data-open={open || undefined}>
          <rect x={x} y={y} width={width} height={height} rx={10} className={styles.box} />
          <rect x={x + 12} y={y + 12} width={TILE} height={TILE} rx={8} className={styles.tile} />
          {named ? (
            <text x={x + TILE + 22} y={y + 35} className={styles.name}>
              {name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name}
            </text>
          ) : (
            <rect
              x={x + TILE + 24}
              y={y + 24}
              width={Math.min(136, 30 + name.length * 7)}
              height={12}
              rx={6}
              className={styles.stroke}
            />
          )}
        </g>
      ))}
    </svg>
  );
}

function drawingOf(graph: Graph) {
  const flat = flatten(graph);
  const geometry = new Geometry(flat);
  const boxes = flat.nodes.map((node) => ({
    id: node.id,
    ...geometry.rect(node),
    family: familyOf(node),
    name: node.name || node.key,
    open: geometry.isOpen(node),
  }));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const lines = flat.edges.flatMap(({ id, source, target }) => {
    const from = byId.get(source);
    const to = byId.get(target);
    if (!from || !to) return [];
    const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
    const [x2, y2] = [to.x, to.y + to.height / 2];
    const bend = Math.max(40, Math.abs(x2 - x1) / 2);
    return [{ id, path: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}` }];
  });
  const x = Math.min(...boxes.map((box) => box.x)) - MARGIN;
  const y = Math.min(...boxes.map((box) => box.y)) - MARGIN;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN;
  return { boxes, lines, frame: { x, y, width: right - x, height: bottom - y } };
}
