import { useLocalStorage } from "@mantine/hooks";

/** What a drag on the empty canvas does. */
export type DragMode = "pan" | "select";

/** Remembered in this browser. */
export function useDragMode() {
  return useLocalStorage<DragMode>({
    key: "statewright-canvas-drag",
    defaultValue: "pan",
    getInitialValueInEffect: false,
  });
}
