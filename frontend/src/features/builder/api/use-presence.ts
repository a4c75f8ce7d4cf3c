import { useQuery } from "@tanstack/react-query";
import { useStore } from "zustand";
import { useBuilderContext } from "../state/context";
import { presenceQuery } from "./presence-query";

/** Who else has the workflow open; nobody can as long as it is not saved. */
export function usePresence() {
  const { workflowId, store, autosave } = useBuilderContext();
  const isSaved = useStore(autosave.state, ({ revision }) => revision > 0);
  return useQuery({ ...presenceQuery(workflowId, store, autosave), enabled: isSaved });
}
