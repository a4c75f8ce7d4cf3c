import { useEffect } from "react";
import { annotationsOf } from "@/lib/graph/annotations";
import { useBuilderContext } from "../state/context";
import { isControl, isTyping } from "./typing";
import { useAnnotationActions } from "./use-annotation-actions";
import { useNodeActions } from "./use-node-actions";

/** The builder's keys, where no form takes them. Listed for people in `messages.shortcuts`. */
export function useShortcuts(searchPalette: () => void): void {
  const { store } = useBuilderContext();
  const { remove, duplicate } = useNodeActions();
  const { addNote, group, ungroup, writeSelected } = useAnnotationActions();

  useEffect(() => {
    const { undo, redo } = store.temporal.getState();
    const selectAll = () => {
      const { document, select } = store.getState();
      select(
        [...document.graph.nodes, ...annotationsOf(document.graph)].map(({ id }) => id),
        document.graph.edges.map(({ id }) => id),
      );
    };
    // One that gives `false` leaves the key to the browser.
    const withModifier: Record<string, () => unknown> = {
      z: () => undo(),
      y: () => redo(),
      "shift+z": () => redo(),
      a: selectAll,
      d: duplicate,
      g: group,
      "shift+g": ungroup,
    };
    const plain: Record<string, () => unknown> = {
      delete: remove,
      backspace: remove,
      escape: () => store.getState().select([]),
      "/": searchPalette,
      n: () => addNote(),
      enter: writeSelected,
      f2: writeSelected,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.altKey) return;
      if (event.key === "Enter" && isControl(event.target)) return;
      const modifier = event.ctrlKey || event.metaKey;
      const name = modifier && event.shiftKey ? `shift+${event.key.toLowerCase()}` : event.key.toLowerCase();
      const run = (modifier ? withModifier : plain)[name];
      if (run && run() !== false) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [store, remove, duplicate, addNote, group, ungroup, writeSelected, searchPalette]);
}
