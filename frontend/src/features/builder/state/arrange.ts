import { layoutGraph } from "@/lib/graph/layout";
import { keepBeside } from "./annotations";
import { type Command, withGraph } from "./commands";

/** Lays the nodes out from left to right: all of them, or only the given ones, which keep their corner. */
export function arrange(only?: ReadonlySet<string>): Command {
  return (draft) => {
    const places = layoutGraph(draft.graph, only);
    const nodes = draft.graph.nodes.map((node) => ({
      ...node,
      position: places.get(node.id) ?? node.position,
    }));
    return keepBeside(draft, withGraph(draft, { nodes }));
  };
}
