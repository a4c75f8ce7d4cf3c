import { IconFrame, IconFrameOff, IconNote, IconPencil } from "@tabler/icons-react";
import { annotationsOf, NOTE_SIZE } from "@/lib/graph/annotations";
import { freePlace } from "@/lib/graph/free-place";
import { messages } from "@/lib/messages";
import { addGroup, addNote } from "../state/annotations";
import { removeItems } from "../state/membership";
import type { BuilderAction, Workbench } from "./workbench";

const text = messages.actions;
/** From the middle of an empty canvas to below its card, with room for a tool bar, in pixels of the screen. */
const EMPTY_CARD = 152;

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
    run: ({ store, flow, middle }) => {
      const { graph } = store.getState().document;
      const { width, height } = NOTE_SIZE;
      const { x, y } = middle();
      // What an empty canvas begins with stands in its middle.
      const below = graph.nodes.length === 0 ? EMPTY_CARD / flow.getZoom() : 0;
      const corner = { x: x - width / 2, y: below > 0 ? y + below : y - height / 2 };
      const place = freePlace(graph, corner, NOTE_SIZE);
      const { id, command } = addNote({ x: place.x + width / 2, y: place.y + height / 2 });
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
