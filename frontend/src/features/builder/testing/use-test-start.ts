import type { FlatNode } from "@/lib/graph/body";
import { type OfferedPayload, useOfferedPayload } from "../panels/use-offered-payload";
import { useBuilder, useTesting } from "../state/context";

interface TestStart extends Omit<OfferedPayload, "origin"> {
  trigger: FlatNode;
  /** Null once a payload was written or picked. */
  origin: OfferedPayload["origin"] | null;
}

/**
 * The trigger and the payload that the next test starts with: chosen, else the first one and what is offered for it.
 *
 * @param asks whether to ask for the latest run, whose payload may be offered
 * @param of a trigger that may be another one than is chosen
 */
export function useTestStart(asks = false, of?: FlatNode): TestStart | null {
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const chosen = useTesting((state) => state.trigger);
  const triggers = nodes.filter(({ type }) => type === "trigger");
  const next = triggers.find(({ id }) => id === chosen) ?? triggers[0];
  const trigger = of ?? next;
  const written = useTesting(({ payload }) => (trigger?.id === next?.id ? payload : null));
  const offered = useOfferedPayload(trigger, nodes, asks && written === null);
  if (!trigger) return null;
  return written === null
    ? { trigger, ...offered }
    : { trigger, payload: written, origin: null, pending: false };
}
