import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { useBuilderContext } from "../state/context";
import { giveName } from "./naming";
import styles from "./NameEditor.module.css";

interface Props {
  node: FlatNode;
  /** Called when the name was taken, or left as it was. */
  onDone: () => void;
}

/**
 * A step's name, written where it stands: Enter and leaving take it, and so does its card that leaves the page; Escape
 * leaves it as it was, and so does an empty one. Its key follows as in the form.
 */
export function NameEditor({ node, onDone }: Props) {
  const { store } = useBuilderContext();
  // An undo, or somebody else, may give another one meanwhile: that is not taken back by who wrote nothing.
  const [begun] = useState(node.name);
  const [name, setName] = useState(begun);
  const isWritten = name.trim() !== "" && name !== begun && name !== node.name;
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => {
    // A menu that asked for it puts the focus back first.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const end = (taken: boolean) => {
    // What is taken off the page may tell its blur too.
    if (ended.current) return;
    ended.current = true;
    if (taken && isWritten) giveName(store, node, name);
    onDone();
  };
  const leave = useEffectEvent((removed: boolean) => {
    if (removed || isWritten) end(true);
  });
  // What is taken off the page tells no blur. A page that is closed sends its draft in a clean-up of its own, which a layout
  // effect's comes before; then the field is not removed yet, and where React tries its effects it will not be.
  useLayoutEffect(() => {
    const input = field.current;
    return () => {
      leave(false);
      queueMicrotask(() => leave(!input?.isConnected));
    };
  }, []);
  return (
    <input
      ref={field}
      className={`${styles.input} nodrag nopan`}
      aria-label={messages.properties.name}
      value={name}
      maxLength={200}
      onChange={({ currentTarget }) => setName(currentTarget.value)}
      onBlur={() => end(true)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        // These end a word that is being composed.
        if (event.nativeEvent.isComposing) return;
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        const card = event.currentTarget.closest<HTMLElement>(".react-flow__node");
        end(event.key === "Enter");
        card?.focus();
      }}
    />
  );
}
