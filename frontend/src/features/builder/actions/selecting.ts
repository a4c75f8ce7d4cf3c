import {
  IconBan,
  IconHandMove,
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  IconLink,
  IconMarquee2,
  IconPencil,
  IconZoomInArea,
  IconZoomReset,
} from "@tabler/icons-react";
import { READABLE_ZOOM } from "@/lib/graph/opening-view";
import { messages } from "@/lib/messages";
import { align, type Alignment, distribute } from "../state/align";
import { isDisabled, setDisabled } from "../state/commands";
import { canReconnect, removeAndReconnect } from "../state/wiring";
import { selectedStep } from "./viewing";
import type { BuilderAction, Workbench } from "./workbench";

const text = messages.selection;
const CLOSE = { maxZoom: 1.25, padding: 0.2, duration: 200 };

const selected = ({ store }: Workbench) => store.getState().selection.nodes;
const several = (workbench: Workbench) => selected(workbench).size > 1;
const many = (workbench: Workbench) => selected(workbench).size > 2;
const selectedSteps = ({ store }: Workbench) => {
  const { document, selection } = store.getState();
  return document.graph.nodes.filter(({ id, type }) => selection.nodes.has(id) && type !== "trigger");
};

const alignTo = (to: Alignment) => (workbench: Workbench) =>
  workbench.store.getState().edit(align(selected(workbench), to));

/** What lines up, switches off, takes out and shows what is selected, and how areas are selected. */
export const SELECTING = [
  {
    id: "alignLeft",
    title: text.alignLeft,
    icon: IconLayoutAlignLeft,
    group: "edit",
    keys: ["alt+a"],
    can: several,
    run: alignTo("left"),
  },
  {
    id: "alignCenter",
    title: text.alignCenter,
    icon: IconLayoutAlignCenter,
    group: "edit",
    keys: ["alt+h"],
    can: several,
    run: alignTo("center"),
  },
  {
    id: "alignRight",
    title: text.alignRight,
    icon: IconLayoutAlignRight,
    group: "edit",
    keys: ["alt+d"],
    can: several,
    run: alignTo("right"),
  },
  {
    id: "alignTop",
    title: text.alignTop,
    icon: IconLayoutAlignTop,
    group: "edit",
    keys: ["alt+w"],
    can: several,
    run: alignTo("top"),
  },
  {
    id: "alignMiddle",
    title: text.alignMiddle,
    icon: IconLayoutAlignMiddle,
    group: "edit",
    keys: ["alt+v"],
    can: several,
    run: alignTo("middle"),
  },
  {
    id: "alignBottom",
    title: text.alignBottom,
    icon: IconLayoutAlignBottom,
    group: "edit",
    keys: ["alt+s"],
    can: several,
    run: alignTo("bottom"),
  },
  {
    id: "distributeHorizontally",
    title: text.distributeHorizontally,
    icon: IconLayoutDistributeVertical,
    group: "edit",
    keys: ["alt+shift+h"],
    can: many,
    run: (workbench) => workbench.store.getState().edit(distribute(selected(workbench), "horizontal")),
  },
  {
    id: "distributeVertically",
    title: text.distributeVertically,
    icon: IconLayoutDistributeHorizontal,
    group: "edit",
    keys: ["alt+shift+v"],
    can: many,
    run: (workbench) => workbench.store.getState().edit(distribute(selected(workbench), "vertical")),
  },
  {
    // Off, or on again when all of them are off.
    id: "toggleDisabled",
    title: text.disable,
    icon: IconBan,
    group: "edit",
    keys: ["d"],
    keywords: text.disableWords,
    can: (workbench) => selected(workbench).size > 0 && selectedSteps(workbench).length > 0,
    run: (workbench) => {
      const off = !selectedSteps(workbench).every(isDisabled);
      workbench.store.getState().edit(setDisabled(selected(workbench), off));
    },
  },
  {
    // F2 writes a note or group too: only one of both is selected alone.
    id: "rename",
    title: text.rename,
    icon: IconPencil,
    group: "edit",
    keys: ["f2"],
    can: (workbench) => selectedStep(workbench) !== undefined,
    run: (workbench) => {
      const { store, flow } = workbench;
      const step = selectedStep(workbench);
      if (!step) return;
      store.getState().rename(step.id);
      const card = window.document.querySelector(`.react-flow__node[data-id="${step.id}"]`);
      // The name is written on the card: that has to be in sight, and near enough to read.
      if (card === null || flow.getZoom() < READABLE_ZOOM)
        void flow.fitView({ ...CLOSE, maxZoom: 1, nodes: [{ id: step.id }] });
    },
  },
  {
    id: "removeAndReconnect",
    title: text.removeAndReconnect,
    icon: IconLink,
    group: "edit",
    keys: ["shift+delete", "shift+backspace"],
    can: (workbench) => canReconnect(workbench.store.getState().document.graph, selected(workbench)),
    run: ({ store }) => {
      const { selection, edit, select } = store.getState();
      edit(removeAndReconnect(selection.nodes, selection.edges));
      select([]);
    },
  },
  {
    id: "zoomToSelection",
    title: text.zoom,
    icon: IconZoomInArea,
    group: "view",
    keys: ["2"],
    can: (workbench) => selected(workbench).size > 0,
    run: (workbench) => {
      const nodes = [...selected(workbench)].map((id) => ({ id }));
      void workbench.flow.fitView({ ...CLOSE, nodes });
    },
  },
  {
    id: "lifeSize",
    title: text.lifeSize,
    icon: IconZoomReset,
    group: "view",
    keys: ["0"],
    run: ({ flow }) => void flow.zoomTo(1, { duration: 200 }),
  },
  {
    id: "dragSelects",
    title: text.marquee,
    icon: IconMarquee2,
    group: "view",
    keys: ["v"],
    keywords: text.marqueeWords,
    run: ({ drag }) => drag.set("select"),
  },
  {
    id: "dragPans",
    title: text.pan,
    icon: IconHandMove,
    group: "view",
    keys: ["h"],
    run: ({ drag }) => drag.set("pan"),
  },
] as const satisfies readonly BuilderAction[];
