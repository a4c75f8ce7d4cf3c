import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useStore } from "zustand";
import { useBuilderContext } from "../state/context";

/** The address of a new workflow says so only until it is saved. */
export function useSavedAddress(): void {
  const { workflowId, autosave } = useBuilderContext();
  const search = useSearch({ from: "/workflows/$workflowId" });
  const navigate = useNavigate();
  const isSaved = useStore(autosave.state, ({ revision }) => revision > 0);
  useEffect(() => {
    if (!isSaved || !search.new) return;
    const { new: _, ...kept } = search;
    void navigate({ to: "/workflows/$workflowId", params: { workflowId }, search: kept, replace: true });
  }, [isSaved, search, navigate, workflowId]);
}
