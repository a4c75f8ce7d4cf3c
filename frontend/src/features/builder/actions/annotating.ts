import { IconFrame, IconFrameOff, IconNote, IconPencil } from "@tabler/icons-react";
import { annotationsOf } from "@/lib/graph/annotations";
import { messages } from "@/lib/messages";
import { addGroup, addNote } from "../state/annotations";
import { removeItems } from "../state/membership";
import type { BuilderAction, Workbench } from "./workbench";

const text = messages.actions;

function selectedAnnotations({ store }: Workbench) {
  const { document, selection } = store.getState();
  return annotationsOf(document.graph).filter(({ id }) => selection.nodes.has(id));
}

const selectedGroups = (workbench: Workbench) =>
  selectedAnnotations(workbench).filter(({ kind }) => kind === "group");

/** Notes and groups. */
export const ANNOTATING = [
  {
    id: "addNote",
    title: text.addNote,
    icon: IconNote,
    group: "edit",
    keys: ["n"],
    keywords: text.addNoteWords,
    run: ({ store, middle }) => {
      const { id, command } = addNote(middle());
      store.getState().edit(command);
      store.getState().write(id);
    },
  },
  {
    id: "group",
    title: text.group,
    icon: IconFrame,
    group: "edit",
    keys: ["mod+g"],
    keywords: text.groupWords,
    can: ({ store }) => store.getState().selection.nodes.size > 0,
    run: ({ store }) => {
      const { document, selection, edit, write } = store.getState();
      const added = addGroup(document.graph, selection.nodes);
      if (!added) return;
      edit(added.command);
      write(added.id);
    },
  },
  {
    // What was in the groups stays.
    id: "ungroup",
    title: text.ungroup,
    icon: IconFrameOff,
    group: "edit",
    keys: ["mod+shift+g"],
    can: (workbench) => selectedGroups(workbench).length > 0,
    run: (workbench) => {
      const ids = selectedGroups(workbench).map(({ id }) => id);
      workbench.store.getState().edit(removeItems(new Set(ids), new Set()));
    },
  },
  {
    id: "write",
    title: text.write,
    icon: IconPencil,
    group: "edit",
    keys: ["enter", "f2"],
    can: (workbench) =>
      selectedAnnotations(workbench).length === 1 && workbench.store.getState().selection.nodes.size === 1,
    run: (workbench) => {
      const [annotation] = selectedAnnotations(workbench);
      if (annotation) workbench.store.getState().write(annotation.id);
    },
  },
] as const satisfies readonly BuilderAction[];
