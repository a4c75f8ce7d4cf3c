/** Large workflows as people draw them: forks that come together, decisions, switches, loops with steps inside, error ways. */
import type { Graph, GraphEdge, GraphNode } from "../../src/lib/api/types.ts";

/** Places of a section's parts, in canvas units. */
const RANK = 304;
const ROW = 96;
const SECTION = { width: 12 * RANK, height: 6 * ROW };
/** Nodes of one section, those in its loop included. */
const SECTION_NODES = 22;

interface Spot {
  lane: number;
  index: number;
}

interface Wanted {
  size: number;
  /** Where its calls go. */
  echoUrl: string;
  /** Seconds each section waits, so that a run can be watched. */
  pause?: number;
}

/** A workflow of exactly `size` nodes and about 1.25 edges a node, in lanes side by side so that all of it fits a screen. */
export function largeWorkflow({ size, echoUrl, pause = 0 }: Wanted): Graph {
  const sections = Math.floor((size - 1) / SECTION_NODES);
  const lanes = Math.round(Math.sqrt(sections * 4));
  const made = new Drawing(echoUrl, pause);
  const start = made.add(
    "api@1",
    "Order received",
    { method: "POST", path: `bench-${crypto.randomUUID()}` },
    { x: -RANK, y: 0 },
  );
  const ends = Array.from({ length: lanes }, () => start);
  for (let number = 0; number < sections; number += 1) {
    const spot = { lane: number % lanes, index: Math.floor(number / lanes) };
    ends[spot.lane] = made.section(spot, ends[spot.lane] ?? start, number % 2 === 0);
  }
  // What is left over ends the first lanes.
  for (let rest = size - 1 - sections * SECTION_NODES, number = 0; rest > 0; rest -= 1, number += 1) {
    const lane = number % lanes;
    const at = made.place({ lane, index: Math.ceil(sections / lanes) }, Math.floor(number / lanes), 1);
    const last = made.add("set", "Note the result", { values: { result: number } }, at);
    made.wire(ends[lane] ?? start, last);
    ends[lane] = last;
  }
  return made.graph;
}

class Drawing {
  readonly graph: Graph = { nodes: [], edges: [] };
  private readonly echoUrl: string;
  private readonly pause: number;
  private count = 0;

  constructor(echoUrl: string, pause: number) {
    this.echoUrl = echoUrl;
    this.pause = pause;
  }

  place({ lane, index }: Spot, rank: number, row: number) {
    return { x: index * SECTION.width + rank * RANK, y: lane * SECTION.height + row * ROW };
  }

  add(
    kind: string,
    name: string,
    config: Record<string, unknown>,
    position: { x: number; y: number },
  ): string {
    const node = this.make(kind, name, config, position);
    this.graph.nodes.push(node);
    return node.id;
  }

  wire(source: string, target: string, handle = "out"): void {
    this.graph.edges.push(edgeOf(this.graph.edges.length, source, target, handle));
  }

  /** 22 nodes after `before`; gives the last. */
  section(spot: Spot, before: string, caught: boolean): string {
    const at = (rank: number, row: number) => this.place(spot, rank, row);
    const prepare = this.add(
      "set",
      "Prepare",
      { values: { total: "{% 100 + 20 %}", region: "eu" } },
      at(0, 1),
    );
    this.wire(before, prepare);

    const joined = this.add("merge", "Bring together", { mode: "all" }, at(3, 1));
    for (const [row, name] of ["Fetch the customer", "Reserve stock", "Score the risk"].entries()) {
      const fetch = this.call(name, at(1, row));
      const keep = this.call("Keep the answer", at(2, row));
      this.wire(prepare, fetch);
      this.wire(fetch, keep);
      this.wire(keep, joined);
    }

    const rules = [{ left: "{% $vars.total %}", operator: "greater_or_equal", right: 100 }];
    const large = this.add("condition", "Large order?", { match: "all", rules }, at(4, 1));
    const billed =
      this.pause > 0
        ? this.add("delay", "Wait for the bank", { seconds: this.pause }, at(6, 1))
        : this.add("set", "Note the price", { values: { billed: true } }, at(6, 1));
    this.wire(joined, large);
    for (const [row, way] of ["true", "false"].entries()) {
      const offer = this.call(row === 0 ? "Offer a discount" : "Charge the card", at(5, row * 2));
      this.wire(large, offer, way);
      this.wire(offer, billed);
    }

    const cases = ["eu", "us", "asia"].map((region) => ({
      id: region,
      name: region.toUpperCase(),
      equals: region,
    }));
    const region = this.add("switch", "Which region?", { value: "{% $vars.region %}", cases }, at(7, 1));
    const told = this.add("merge", "Continue", { mode: "first" }, at(9, 1));
    this.wire(billed, region);
    for (const [row, way] of ["eu", "us", "asia", "default"].entries()) {
      const mail = this.call(`Tell ${way}`, at(8, row));
      this.wire(region, mail, way);
      this.wire(mail, told);
      if (caught && row === 0) this.wire(mail, told, "error");
    }

    const steps = ["Label the parcel", "Book a carrier", "Send the link"].map((name, index) =>
      this.make("set", name, { values: { step: "{% $item %}" } }, { x: index * RANK, y: 0 }),
    );
    const edges = steps
      .slice(1)
      .map((step, index) => edgeOf(index, steps[index]?.id ?? "", step.id, "out", step.id));
    const parcels = {
      items: "{% [1, 2] %}",
      mode: "concurrent",
      on_item_error: "fail",
      body: { nodes: steps, edges },
    };
    const loop = this.add("loop", "Each parcel", parcels, at(10, 4));
    this.wire(told, loop);
    return loop;
  }

  private call(name: string, position: { x: number; y: number }): string {
    const body = { region: "{% $vars.region %}", total: "{% $vars.total %}" };
    return this.add("api_call@1", name, { method: "POST", url: this.echoUrl, body }, position);
  }

  private make(
    kind: string,
    name: string,
    config: Record<string, unknown>,
    position: { x: number; y: number },
  ): GraphNode {
    this.count += 1;
    const key = `step_${this.count}`;
    const family = kind === "api@1" ? "trigger" : "action";
    return {
      ...{ id: `n${this.count}`, key, name: `${name} ${this.count}`, position, config, settings: {} },
      ...(kind.includes("@") ? { type: family, definition: kind } : { type: kind }),
    };
  }
}

function edgeOf(number: number, source: string, target: string, handle: string, scope = ""): GraphEdge {
  return { id: `e${scope}-${number}`, source, source_handle: handle, target };
}
