import { isLoop, type FlatGraph, type FlatNode, levelsOf, parentsFirst } from "./body";
import { rightHandles } from "./handles";

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Size of a node card in canvas units; fixed, so that large graphs need no measuring. */
export const NODE_SIZE: Readonly<Size> = { width: 216, height: 60 };

/** Room in a loop's container around its body; the header is above. */
const PADDING = { left: 32, top: 64, right: 56, bottom: 36 };
const EMPTY_BODY: Size = { width: 216, height: 76 };
const HANDLE_ROW = 24;
export const GRID = 8;

export function snap(point: Point): Point {
  return { x: Math.round(point.x / GRID) * GRID, y: Math.round(point.y / GRID) * GRID };
}

/** Where the handle at `index` of `count` sits, as a share of the card's height. */
export function handleShare(index: number, count: number): number {
  return (index + 0.5) / Math.max(count, 1);
}

/** A card grows when its handles need the room. */
function cardSize(node: Pick<FlatNode, "type" | "config">): Size {
  return {
    width: NODE_SIZE.width,
    height: Math.max(NODE_SIZE.height, rightHandles(node).length * HANDLE_ROW),
  };
}

/**
 * The sizes of all nodes, and where bodies are drawn. A container hugs its body: the upper left corner of the body's
 * nodes lies at the container's padding, whatever their positions count from.
 */
export class Geometry {
  private readonly sizes = new Map<string, Size>();
  private readonly corners = new Map<string, Point>();
  private readonly nodes: ReadonlyMap<string, FlatNode>;
  private readonly levels: ReadonlyMap<string | null, FlatGraph>;
  /** All nodes, each loop before its body. */
  readonly ordered: readonly FlatNode[];

  constructor(
    readonly graph: FlatGraph,
    private readonly collapsed: ReadonlySet<string> = new Set(),
  ) {
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    this.levels = levelsOf(graph);
    this.ordered = parentsFirst(graph.nodes);
    for (const node of this.ordered.toReversed()) {
      const body = isLoop(node) ? this.body(node.id) : null;
      if (body) this.corners.set(node.id, cornerOf(body));
      this.sizes.set(node.id, body && !collapsed.has(node.id) ? this.container(body) : cardSize(node));
    }
  }

  /** The nodes directly inside a loop. */
  body(loopId: string): readonly FlatNode[] {
    return this.levels.get(loopId)?.nodes ?? [];
  }

  size(nodeId: string): Size {
    return this.sizes.get(nodeId) ?? NODE_SIZE;
  }

  /** Whether a node is drawn as a container, with its body inside. */
  isOpen(node: FlatNode): boolean {
    return isLoop(node) && !this.collapsed.has(node.id);
  }

  /** Whether a loop around the node is collapsed. */
  isHidden({ parent }: FlatNode): boolean {
    const loop = parent === undefined ? undefined : this.nodes.get(parent);
    return loop !== undefined && (this.collapsed.has(loop.id) || this.isHidden(loop));
  }

  /** A place in a body as drawn, counted from its container's corner; at the top nothing changes. */
  toDrawn(position: Point, parent: string | undefined): Point {
    const corner = this.corner(parent);
    return corner
      ? { x: position.x - corner.x + PADDING.left, y: position.y - corner.y + PADDING.top }
      : position;
  }

  /** The other way round: a place in a container as a position in its body. */
  toPosition(drawn: Point, parent: string | undefined): Point {
    const corner = this.corner(parent);
    return corner ? { x: drawn.x + corner.x - PADDING.left, y: drawn.y + corner.y - PADDING.top } : drawn;
  }

  /** Where a node's corner is drawn on the whole canvas. */
  absolute({ position, parent }: Pick<FlatNode, "position" | "parent">): Point {
    const loop = parent === undefined ? undefined : this.nodes.get(parent);
    if (!loop) return position;
    const outer = this.absolute(loop);
    const drawn = this.toDrawn(position, parent);
    return { x: outer.x + drawn.x, y: outer.y + drawn.y };
  }

  /** Where a node is drawn on the whole canvas, and how large. */
  rect(node: FlatNode): Point & Size {
    return { ...this.absolute(node), ...this.size(node.id) };
  }

  center(node: FlatNode): Point {
    const { x, y, width, height } = this.rect(node);
    return { x: x + width / 2, y: y + height / 2 };
  }

  /** A place on the whole canvas as a position in a body. */
  fromAbsolute(point: Point, parent: string | undefined): Point {
    const loop = parent === undefined ? undefined : this.nodes.get(parent);
    if (!loop) return point;
    const outer = this.absolute(loop);
    return this.toPosition({ x: point.x - outer.x, y: point.y - outer.y }, parent);
  }

  /** The innermost open container at a place, those in `except` (and all inside them) left out. */
  containerAt({ x, y }: Point, except: ReadonlySet<string> = new Set()): FlatNode | undefined {
    let found: FlatNode | undefined;
    for (const node of this.ordered) {
      if (!this.isOpen(node) || this.isHidden(node) || this.isWithin(node, except)) continue;
      const corner = this.absolute(node);
      const { width, height } = this.size(node.id);
      const inside = x >= corner.x && y >= corner.y && x <= corner.x + width && y <= corner.y + height;
      // Inner containers come later than the ones around them.
      if (inside) found = node;
    }
    return found;
  }

  private isWithin(node: FlatNode, ids: ReadonlySet<string>): boolean {
    if (ids.has(node.id)) return true;
    const loop = node.parent === undefined ? undefined : this.nodes.get(node.parent);
    return loop !== undefined && this.isWithin(loop, ids);
  }

  private corner(parent: string | undefined): Point | undefined {
    return parent === undefined ? undefined : this.corners.get(parent);
  }

  private container(body: readonly FlatNode[]): Size {
    const corner = cornerOf(body);
    const right = body.map(({ id, position }) => position.x - corner.x + this.size(id).width);
    const bottom = body.map(({ id, position }) => position.y - corner.y + this.size(id).height);
    return {
      width: PADDING.left + Math.max(EMPTY_BODY.width, ...right) + PADDING.right,
      height: PADDING.top + Math.max(EMPTY_BODY.height, ...bottom) + PADDING.bottom,
    };
  }
}

const geometries = new WeakMap<FlatGraph, { collapsed: ReadonlySet<string>; geometry: Geometry }>();

/** The geometry of a graph as it is drawn, made once: it is asked for at every move of a drag. */
export function geometryOf(graph: FlatGraph, collapsed: ReadonlySet<string>): Geometry {
  const known = geometries.get(graph);
  if (known?.collapsed === collapsed) return known.geometry;
  const geometry = new Geometry(graph, collapsed);
  geometries.set(graph, { collapsed, geometry });
  return geometry;
}

/** The upper left corner of some nodes, where their positions count from; zero when there are none. */
export function cornerOf(nodes: readonly Pick<FlatNode, "position">[]): Point {
  if (nodes.length === 0) return { x: 0, y: 0 };
  return {
    x: Math.min(...nodes.map(({ position }) => position.x)),
    y: Math.min(...nodes.map(({ position }) => position.y)),
  };
}
