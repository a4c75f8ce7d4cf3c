import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Definition } from "@/lib/api/types";
import { Misuse } from "@/lib/fault";
import type { FlatNode } from "@/lib/graph/body";
import type { TestState, TestStore } from "../testing/test-store";
import type { Autosave } from "./autosave";
import type { BuilderState, BuilderStore } from "./builder-store";

export interface BuilderContextValue {
  workflowId: string;
  store: BuilderStore;
  autosave: Autosave;
  tests: TestStore;
  definitions: ReadonlyMap<string, Definition>;
}

export const BuilderContext = createContext<BuilderContextValue | null>(null);

export function useBuilderContext(): BuilderContextValue {
  const context = useContext(BuilderContext);
  if (!context) throw new Misuse("Use builder hooks below BuilderContext only");
  return context;
}

export function useBuilder<T>(selector: (state: BuilderState) => T): T {
  return useStore(useBuilderContext().store, selector);
}

export function useTesting<T>(selector: (state: TestState) => T): T {
  return useStore(useBuilderContext().tests, selector);
}

/** The one selected node, or undefined when none or several are selected. */
export function useSelectedNode(): FlatNode | undefined {
  return useBuilder(({ document, selection }) => {
    if (selection.nodes.size !== 1) return undefined;
    const [id] = selection.nodes;
    return document.graph.nodes.find((node) => node.id === id);
  });
}
