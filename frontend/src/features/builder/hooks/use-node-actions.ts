import { useMemo } from "react";
import type { BuilderStore } from "../state/builder-store";
import { commonLoop, fragmentOf, pasteFragment, removeItems } from "../state/membership";
import { useBuilderContext } from "../state/context";

export function removeSelection(store: BuilderStore): void {
  const { selection, edit, select } = store.getState();
  if (selection.nodes.size + selection.edges.size === 0) return;
  edit(removeItems(selection.nodes, selection.edges));
  select([]);
}

export function duplicateSelection(store: BuilderStore): void {
  const { document, selection, edit, putIn } = store.getState();
  if (selection.nodes.size === 0) return;
  const { ids, command } = pasteFragment(fragmentOf(document.graph, selection.nodes), {
    at: null,
    parent: commonLoop(document.graph, selection.nodes),
  });
  edit(command);
  putIn(ids);
}

/** What can be done with the selection. */
export function useNodeActions() {
  const { store } = useBuilderContext();
  return useMemo(
    () => ({ remove: () => removeSelection(store), duplicate: () => duplicateSelection(store) }),
    [store],
  );
}
