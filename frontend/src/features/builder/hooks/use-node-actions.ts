import { useCallback, useMemo } from "react";
import { commonLoop, fragmentOf, pasteFragment, removeItems } from "../state/membership";
import { useBuilderContext } from "../state/context";

/** What can be done with the selection. */
export function useNodeActions() {
  const { store } = useBuilderContext();
  const remove = useCallback(() => {
    const { selection, edit, select } = store.getState();
    if (selection.nodes.size + selection.edges.size === 0) return;
    edit(removeItems(selection.nodes, selection.edges));
    select([]);
  }, [store]);
  const duplicate = useCallback(() => {
    const { document, selection, edit, select } = store.getState();
    if (selection.nodes.size === 0) return;
    const { ids, command } = pasteFragment(fragmentOf(document.graph, selection.nodes), {
      at: null,
      parent: commonLoop(document.graph, selection.nodes),
    });
    edit(command);
    select(ids);
  }, [store]);
  return useMemo(() => ({ remove, duplicate }), [remove, duplicate]);
}
