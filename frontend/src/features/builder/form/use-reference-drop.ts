import { type DragEvent, useState } from "react";
import { droppedPath } from "@/components/data/drag";

/** Lets data be dropped on a field: `onReference` gets the expression that reads it. Null takes nothing. */
export function useReferenceDrop(onReference: ((reference: string) => void) | null) {
  const [over, setOver] = useState(false);
  if (!onReference) return {};
  return {
    "data-drop": over || undefined,
    onDragOver: (event: DragEvent) => {
      if (droppedPath(event) === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const reference = droppedPath(event);
      // An editor has put it where it was dropped.
      if (!reference || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      onReference(reference);
    },
  };
}
