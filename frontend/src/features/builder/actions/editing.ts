import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconClipboard,
  IconCopy,
  IconCopyPlus,
  IconDeselect,
  IconLayoutDistributeHorizontal,
  IconSelectAll,
  IconTrash,
} from "@tabler/icons-react";
import { annotationsOf } from "@/lib/graph/annotations";
import { messages } from "@/lib/messages";
import { copySelection, pasteFromClipboard } from "../hooks/use-clipboard";
import { duplicateSelection, removeSelection } from "../hooks/use-node-actions";
import { arrange } from "../state/arrange";
import { fitAll } from "./viewing";
import type { BuilderAction, Workbench } from "./workbench";

const text = messages.actions;

const hasNodes = ({ store }: Workbench) => store.getState().document.graph.nodes.length > 0;
const hasSelectedNodes = ({ store }: Workbench) => store.getState().selection.nodes.size > 0;
const hasSelection = ({ store }: Workbench) => {
  const { nodes, edges } = store.getState().selection;
  return nodes.size + edges.size > 0;
};

/** What changes the drawing, or chooses in it. */
export const EDITING = [
  {
    id: "undo",
    title: text.undo,
    icon: IconArrowBackUp,
    group: "edit",
    keys: ["mod+z"],
    can: ({ store }) => store.temporal.getState().pastStates.length > 0,
    run: ({ store }) => store.temporal.getState().undo(),
  },
  {
    id: "redo",
    title: text.redo,
    icon: IconArrowForwardUp,
    group: "edit",
    keys: ["mod+shift+z", "mod+y"],
    can: ({ store }) => store.temporal.getState().futureStates.length > 0,
    run: ({ store }) => store.temporal.getState().redo(),
  },
  {
    id: "copy",
    title: text.copy,
    icon: IconCopy,
    group: "edit",
    keys: ["mod+c"],
    heardElsewhere: true,
    can: hasSelectedNodes,
    run: ({ store }) => void copySelection(store),
  },
  {
    id: "paste",
    title: text.paste,
    icon: IconClipboard,
    group: "edit",
    keys: ["mod+v"],
    heardElsewhere: true,
    keywords: text.pasteWords,
    run: ({ store }) => void pasteFromClipboard(store),
  },
  {
    id: "duplicate",
    title: text.duplicate,
    icon: IconCopyPlus,
    group: "edit",
    keys: ["mod+d"],
    can: hasSelectedNodes,
    run: ({ store }) => duplicateSelection(store),
  },
  {
    id: "delete",
    title: text.delete,
    icon: IconTrash,
    group: "edit",
    keys: ["delete", "backspace"],
    keywords: text.deleteWords,
    can: hasSelection,
    run: ({ store }) => removeSelection(store),
  },
  {
    id: "selectAll",
    title: text.selectAll,
    icon: IconSelectAll,
    group: "edit",
    keys: ["mod+a"],
    can: hasNodes,
    run: ({ store }) => {
      const { document, select } = store.getState();
      select(
        [...document.graph.nodes, ...annotationsOf(document.graph)].map(({ id }) => id),
        document.graph.edges.map(({ id }) => id),
      );
    },
  },
  {
    id: "deselect",
    title: text.deselect,
    icon: IconDeselect,
    group: "edit",
    keys: ["escape"],
    can: hasSelection,
    run: ({ store }) => store.getState().select([]),
  },
  {
    id: "arrange",
    title: text.arrange,
    icon: IconLayoutDistributeHorizontal,
    group: "edit",
    keys: ["t"],
    keywords: text.arrangeWords,
    can: hasNodes,
    // Only the selection, where there is one: then the view stays as well.
    run: ({ store, flow }) => {
      const { selection, edit } = store.getState();
      const several = selection.nodes.size > 1;
      edit(arrange(several ? selection.nodes : undefined));
      if (!several) requestAnimationFrame(() => fitAll(flow));
    },
  },
] as const satisfies readonly BuilderAction[];
