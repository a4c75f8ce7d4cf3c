import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useMemo } from "react";
import { annotationsOf } from "@/lib/graph/annotations";
import type { Point } from "@/lib/graph/geometry";
import { addGroup, addNote as noteAt } from "../state/annotations";
import { removeItems } from "../state/membership";
import { useBuilderContext } from "../state/context";

/** What can be done with notes and groups. */
export function useAnnotationActions() {
  const { store } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useStoreApi();

  /** Puts a note at a place of the window, or in the middle of what is shown, and begins to write it. */
  const addNote = useCallback(
    (at?: Point) => {
      const box = flow.getState().domNode?.getBoundingClientRect() ?? new DOMRect();
      const place = at ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const { id, command } = noteAt(screenToFlowPosition(place));
      store.getState().edit(command);
      store.getState().write(id);
    },
    [store, flow, screenToFlowPosition],
  );
  const group = useCallback(() => {
    const { document, selection, edit, write } = store.getState();
    const added = addGroup(document.graph, selection.nodes);
    if (!added) return;
    edit(added.command);
    write(added.id);
  }, [store]);
  /** Takes the frames of the selected groups away; what was in them stays. */
  const ungroup = useCallback(() => {
    const { document, selection, edit } = store.getState();
    const groups = annotationsOf(document.graph).filter(
      ({ id, kind }) => kind === "group" && selection.nodes.has(id),
    );
    if (groups.length > 0) edit(removeItems(new Set(groups.map(({ id }) => id)), new Set()));
  }, [store]);
  /** Begins to write the selected annotation; `false` when there is not just one. */
  const writeSelected = useCallback((): boolean => {
    const { document, selection, write } = store.getState();
    const [id] = selection.nodes;
    const found = annotationsOf(document.graph).some((annotation) => annotation.id === id);
    if (selection.nodes.size !== 1 || !found || id === undefined) return false;
    write(id);
    return true;
  }, [store]);
  return useMemo(
    () => ({ addNote, group, ungroup, writeSelected }),
    [addNote, group, ungroup, writeSelected],
  );
}
