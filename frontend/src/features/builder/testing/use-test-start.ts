import { definitionOf } from "@/lib/graph/family";
import { sampleText } from "../panels/sample-payload";
import { useBuilder, useBuilderContext, useTesting } from "../state/context";

/** The trigger and the payload that the next test starts with: chosen, else the first one and a sample. */
export function useTestStart() {
  const { definitions } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const chosen = useTesting((state) => state.trigger);
  const written = useTesting((state) => state.payload);
  const triggers = nodes.filter(({ type }) => type === "trigger");
  const trigger = triggers.find(({ id }) => id === chosen) ?? triggers[0];
  if (!trigger) return null;
  return { trigger, payload: written ?? sampleText(trigger, definitionOf(trigger, definitions), nodes) };
}
