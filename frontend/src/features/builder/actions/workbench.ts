import type { ReactFlowInstance } from "@xyflow/react";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Workflow } from "@/lib/api/types";
import type { Shortcut } from "@/lib/commands/keys";
import { Misuse } from "@/lib/fault";
import type { Point } from "@/lib/graph/geometry";
import type { DragMode } from "../hooks/use-drag-mode";
import type { Panel } from "../panels/panel";
import type { BuilderStore } from "../state/builder-store";
import { useBuilderContext } from "../state/context";
import type { ComponentType } from "react";

/** A panel beside the canvas that can be folded away. */
interface SidePanel {
  folded: boolean;
  toggle: () => void;
}

/** What actions work on: the open workflow and the page around it. */
export interface Workbench {
  /** As the server has it. */
  workflow: Workflow;
  store: BuilderStore;
  flow: ReactFlowInstance;
  /** The middle of what is shown, in the drawing's own pixels. */
  middle: () => Point;
  open: (panel: Panel) => void;
  showExecutions: () => void;
  palette: SidePanel & { search: () => void };
  properties: SidePanel;
  /** What a drag on the empty canvas does. */
  drag: { mode: DragMode; set: (mode: DragMode) => void };
}

/**
 * Something that can be done in the builder. The lists of this folder (`editing.ts`, `annotating.ts`, `viewing.ts`, `running.ts`, joined
 * in `actions.ts`) are the only place: shortcuts, their dialog, menus, buttons and the command palette all read them.
 *
 * To add one: put an entry into the list it belongs to, with its texts in `messages.actions`. It is then in the palette,
 * and with `keys` it has a shortcut that the dialog shows. For a button use `useAction(id)`; a menu entry of the top bar
 * asks for `menu: true`.
 */
export interface BuilderAction {
  /** Stable between versions: the palette remembers what was used by it. */
  id: string;
  title: string | ((workbench: Workbench) => string);
  icon: ComponentType<{ size?: number; stroke?: number }>;
  group: "edit" | "view" | "run";
  /** The first is the one shown. Two that can be done at the same time never share one. */
  keys?: readonly Shortcut[];
  /** Its keys are heard by something else, such as the browser's clipboard events. */
  heardElsewhere?: boolean;
  /** Other words that people may look for it by. */
  keywords?: string;
  /** Whether it is in the top bar's menu. */
  menu?: boolean;
  danger?: boolean;
  /** Whether it can be done now; always, when left out. Read at every change of the document: keep it cheap. */
  can?: (workbench: Workbench) => boolean;
  run: (workbench: Workbench) => void;
}

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (!workbench) throw new Misuse("Use builder actions below WorkbenchContext only");
  return workbench;
}

export function titleOf({ title }: BuilderAction, workbench: Workbench): string {
  return typeof title === "string" ? title : title(workbench);
}

export function canRun({ can }: BuilderAction, workbench: Workbench): boolean {
  return can?.(workbench) ?? true;
}

/** Whether an action can be done, kept current. */
export function useCanRun(action: BuilderAction): boolean {
  const workbench = useWorkbench();
  const { store } = useBuilderContext();
  const now = () => canRun(action, workbench);
  const byDocument = useStore(store, now);
  const byHistory = useStore(store.temporal, now);
  return byDocument && byHistory;
}
