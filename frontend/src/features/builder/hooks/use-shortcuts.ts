import { useEffect } from "react";
import { useBuilderContext } from "../state/context";
import { isTyping } from "./typing";
import { useNodeActions } from "./use-node-actions";

/** The builder's keys, where no form takes them. Listed for people in `messages.shortcuts`. */
export function useShortcuts(searchPalette: () => void): void {
  const { store } = useBuilderContext();
  const { remove, duplicate } = useNodeActions();

  useEffect(() => {
    const { undo, redo } = store.temporal.getState();
    const selectAll = () => {
      const { document, select } = store.getState();
      select(
        document.graph.nodes.map(({ id }) => id),
        document.graph.edges.map(({ id }) => id),
      );
    };
    const withModifier: Record<string, () => void> = {
      z: () => undo(),
      y: () => redo(),
      "shift+z": () => redo(),
      a: selectAll,
      d: duplicate,
    };
    const plain: Record<string, () => void> = {
      delete: remove,
      backspace: remove,
      escape: () => store.getState().select([]),
      "/": searchPalette,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      const modifier = event.ctrlKey || event.metaKey;
      const name = modifier && event.shiftKey ? `shift+${event.key.toLowerCase()}` : event.key.toLowerCase();
      const run = (modifier ? withModifier : plain)[name];
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [store, remove, duplicate, searchPalette]);
}
