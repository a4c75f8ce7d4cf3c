import { useStore } from "@xyflow/react";
import { createContext, useContext } from "react";

/** Below this zoom nothing on a card can be read. */
const FAR_ZOOM = 0.4;

/** Graphs up to this many nodes are drawn in full at any zoom: there it costs nothing. */
const LARGE = 150;

/** Whether a large graph is looked at from so far away that its nodes are drawn as boxes. */
export function useLooksFar(nodeCount: number): boolean {
  const small = useStore(({ transform }) => transform[2] < FAR_ZOOM);
  return small && nodeCount > LARGE;
}

export const FarContext = createContext(false);

/** Whether a node is to be drawn as a box; said once for all of them, so that a node watches no zoom. */
export function useIsFar(): boolean {
  return useContext(FarContext);
}
