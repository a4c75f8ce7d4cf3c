import { useLocalStorage } from "@mantine/hooks";

/** Whether a panel beside the canvas is folded away; remembered in this browser. */
export function useFolded(panel: "palette" | "properties") {
  return useLocalStorage({
    key: `statewright-folded-${panel}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
}
