import { type Node, Panel, useReactFlow, useStore } from "@xyflow/react";
import { memo, type PointerEvent, useDeferredValue, useEffect, useMemo, useRef } from "react";
import { messages } from "@/lib/messages";

/** Of fewer nodes than this a map shows nothing that the canvas does not. */
export const MINIMAP_FROM = 12;
const SIZE = { width: 200, height: 150 };
const MARGIN = 0.05;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Props<N extends Node> {
  nodes: readonly N[];
  /** The CSS colour of a node; containers, whose nodes are drawn too, have none. Must be one function for all renders. */
  colorOf: (node: N) => string | null;
}

/**
 * The whole graph in a corner, with what is in view; dragging in it moves the view, the wheel zooms. Nodes of one colour
 * are one path: an element for each would be asked at every move of the canvas.
 */
export function GraphMiniMap<N extends Node>({ nodes, colorOf }: Props<N>) {
  // While a node is dragged the map follows when there is time.
  const shown = useDeferredValue(nodes);
  const { bounds, paths } = useMemo(() => drawingOf(shown, colorOf), [shown, colorOf]);
  return (
    <Panel position="bottom-right" className="react-flow__minimap" data-testid="minimap">
      <Drawing bounds={bounds} paths={paths} />
    </Panel>
  );
}

const Drawing = memo(function Drawing({ bounds, paths }: { bounds: Box; paths: [string, string][] }) {
  const { setCenter, zoomTo, getZoom } = useReactFlow();
  const svg = useRef<SVGSVGElement>(null);
  const { x, y, width, height } = useStore(viewOf, sameBox);
  const around = framed(union(bounds, { x, y, width, height }));

  useEffect(() => {
    const map = svg.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      void zoomTo(getZoom() * 2 ** (-event.deltaY * 0.002));
    };
    // React's own wheel events are passive and could not keep the page from scrolling.
    map?.addEventListener("wheel", onWheel, { passive: false });
    return () => map?.removeEventListener("wheel", onWheel);
  }, [zoomTo, getZoom]);

  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return;
    const matrix = event.currentTarget.getScreenCTM();
    if (!matrix) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    void setCenter(place.x, place.y, { zoom: getZoom() });
  };
  return (
    <svg
      ref={svg}
      className="react-flow__minimap-svg"
      {...SIZE}
      viewBox={`${around.x} ${around.y} ${around.width} ${around.height}`}
      role="img"
      aria-label={messages.canvas.miniMap}
      onPointerDown={go}
      onPointerMove={go}
    >
      {paths.map(([color, path]) => (
        <path key={color} d={path} fill={color} />
      ))}
      <path
        className="react-flow__minimap-mask"
        fillRule="evenodd"
        d={`${rectangle(grown(around, around.width))}${rectangle({ x, y, width, height })}`}
      />
    </svg>
  );
});

function drawingOf<N extends Node>(nodes: readonly N[], colorOf: Props<N>["colorOf"]) {
  const byId = new Map<string, N>(nodes.map((node) => [node.id, node]));
  const absolute = ({ position, parentId }: N): { x: number; y: number } => {
    const parent = parentId === undefined ? undefined : byId.get(parentId);
    if (!parent) return position;
    const corner = absolute(parent);
    return { x: corner.x + position.x, y: corner.y + position.y };
  };
  const parts = new Map<string, string[]>();
  const boxes = nodes.map((node): Box => {
    const { width = 0, height = 0 } = node.measured ?? {};
    const box = { ...absolute(node), width, height };
    const color = colorOf(node);
    if (color === null) return box;
    const same = parts.get(color);
    if (same) same.push(rectangle(box));
    else parts.set(color, [rectangle(box)]);
    return box;
  });
  const paths = [...parts].map(([color, all]): [string, string] => [color, all.join("")]);
  return { bounds: boxes.reduce(union, boxes[0] ?? { x: 0, y: 0, width: 0, height: 0 }), paths };
}

interface Viewed {
  transform: [number, number, number];
  width: number;
  height: number;
}

/** What is in view, in canvas units. */
function viewOf({ transform: [x, y, zoom], width, height }: Viewed): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    ...{ x, y },
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function framed(box: Box): Box {
  return grown(box, Math.max(box.width, box.height) * MARGIN);
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function rectangle({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}
