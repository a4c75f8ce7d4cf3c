import type { GraphNode } from "@/lib/api/types";
import { messages } from "@/lib/messages";

type Typed = Pick<GraphNode, "type" | "config">;

/** One way of a `switch` or `split`, as far as it can be read while it is being written. */
export interface Way {
  id: string;
  name?: string;
  [field: string]: unknown;
}

const text = messages.canvas;

/** Handles of the kinds that have always the same, in the order they are drawn (contracts, "Workflow document"). */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  condition: ["true", "false"],
  wait_for_events: ["out", "timeout"],
  approval: ["approved", "rejected", "timeout"],
  stop: [],
  action: ["out", "error"],
  loop: ["out", "error"],
  run_workflow: ["out", "error"],
};
const ONE: readonly string[] = ["out"];

/** The outgoing handles of a node, in the order they are drawn; `error` last. */
export function handlesOf(node: Typed): readonly string[] {
  if (node.type === "switch") return [...new Set([...waysOf(node).map(({ id }) => id), "default"])];
  if (node.type === "split") return [...new Set(waysOf(node).map(({ id }) => id))];
  return FIXED[node.type] ?? ONE;
}

/** The cases of a `switch`, the variants of a `split`. */
export function waysOf({ type, config }: Typed): readonly Way[] {
  const ways = type === "switch" ? config.cases : type === "split" ? config.variants : undefined;
  if (!Array.isArray(ways)) return [];
  return (ways as unknown[]).filter(
    (way): way is Way => typeof (way as Partial<Way> | null)?.id === "string",
  );
}

/** What a handle is called on its node and its edges; null where there is nothing to tell apart. */
export function handleLabel(node: Typed, handle: string): string | null {
  if (handle === "error") return text.handleShort.error;
  const way = waysOf(node).find(({ id }) => id === handle);
  if (way) return node.type === "split" ? variantLabel(way, waysOf(node)) : caseLabel(way);
  if (handle === "out") return node.type === "wait_for_events" ? text.handleShort.received : null;
  return (text.handleShort as Readonly<Record<string, string>>)[handle] ?? handle;
}

/** The outgoing handles on a node's right side: all but `error`, which is below. */
export function rightHandles(node: Typed): readonly string[] {
  return handlesOf(node).filter((handle) => handle !== "error");
}

/** Whether a handle's label stands on the node's card: where there are several side by side. */
export function isLabelledOnCard(node: Typed, handle: string): boolean {
  const right = rightHandles(node);
  return right.length > 1 && right.includes(handle);
}

/** A handle for people who do not see where it is drawn. */
export function handleName(node: Typed, handle: string): string {
  const known = (text.handle as Readonly<Record<string, string>>)[handle];
  return known ?? text.way(handleLabel(node, handle) ?? handle);
}

export function acceptsInput(node: Pick<GraphNode, "type">): boolean {
  return node.type !== "trigger";
}

function caseLabel({ id, name, ...rest }: Way): string {
  if (name) return name;
  if ("equals" in rest) return rest.equals === "" ? id : String(rest.equals);
  if (Array.isArray(rest.in)) return rest.in.length > 0 ? rest.in.join(", ") : id;
  if ("from" in rest || "to" in rest) return text.range(rest.from, rest.to);
  return id;
}

function variantLabel(way: Way, all: readonly Way[]): string {
  return `${way.name || way.id} · ${Math.round(shareOf(way, all) * 100)}%`;
}

/** The part of all runs that takes a variant, 0 to 1. */
export function shareOf(way: Way, all: readonly Way[]): number {
  const total = all.reduce((sum, { weight }) => sum + weightOf(weight), 0);
  return total > 0 ? weightOf(way.weight) / total : 0;
}

function weightOf(weight: unknown): number {
  return typeof weight === "number" && weight > 0 ? weight : 0;
}
