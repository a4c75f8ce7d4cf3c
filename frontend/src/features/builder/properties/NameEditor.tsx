import { useEffect, useRef, useState } from "react";
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
 * A step's name, written where it stands: Enter and leaving take it, Escape leaves it as it was, and so does an empty one.
 * Its key follows as in the form.
 */
export function NameEditor({ node, onDone }: Props) {
  const { store } = useBuilderContext();
  const [name, setName] = useState(node.name);
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
    if (taken && name.trim() !== "" && name !== node.name) giveName(store, node, name);
    onDone();
  };
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
