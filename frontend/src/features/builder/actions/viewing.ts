import {
  IconArrowsMaximize,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconMapPin,
  IconMaximize,
  IconMinus,
  IconPlus,
  IconSearch,
} from "@tabler/icons-react";
import { startGuide } from "@/lib/guide";
import { WHOLE } from "@/lib/graph/opening-view";
import { messages } from "@/lib/messages";
import type { BuilderAction, Workbench } from "./workbench";

const text = messages.actions;

export function fitAll(flow: Workbench["flow"]): void {
  void flow.fitView({ ...WHOLE, duration: 200 });
}

export function selectedStep({ store }: Workbench) {
  const { document, selection } = store.getState();
  const [id] = selection.nodes;
  return selection.nodes.size === 1 ? document.graph.nodes.find((node) => node.id === id) : undefined;
}

/** What is shown of the drawing and around it. */
export const VIEWING = [
  {
    // Enter on a note or group writes it: only one of both is selected alone.
    id: "openStep",
    title: text.openStep,
    icon: IconArrowsMaximize,
    group: "view",
    keys: ["enter"],
    keywords: text.openStepWords,
    can: (workbench) => selectedStep(workbench) !== undefined,
    run: (workbench) => {
      const step = selectedStep(workbench);
      if (step) workbench.store.getState().showDetail(step.id);
    },
  },
  {
    id: "searchPalette",
    title: text.searchPalette,
    icon: IconSearch,
    group: "view",
    keys: ["/"],
    run: ({ palette }) => palette.search(),
  },
  {
    id: "zoomIn",
    title: text.zoomIn,
    icon: IconPlus,
    group: "view",
    keys: ["plus"],
    run: ({ flow }) => void flow.zoomIn(),
  },
  {
    id: "zoomOut",
    title: text.zoomOut,
    icon: IconMinus,
    group: "view",
    keys: ["-"],
    run: ({ flow }) => void flow.zoomOut(),
  },
  {
    id: "fit",
    title: text.fit,
    icon: IconMaximize,
    group: "view",
    keys: ["1"],
    keywords: text.fitWords,
    run: ({ flow }) => fitAll(flow),
  },
  {
    id: "togglePalette",
    title: ({ palette }) => (palette.folded ? text.showPalette : text.foldPalette),
    icon: IconLayoutSidebar,
    group: "view",
    keys: ["["],
    run: ({ palette }) => palette.toggle(),
  },
  {
    id: "toggleProperties",
    title: ({ properties }) => (properties.folded ? text.showProperties : text.foldProperties),
    icon: IconLayoutSidebarRight,
    group: "view",
    keys: ["]"],
    run: ({ properties }) => properties.toggle(),
  },
  {
    id: "guide",
    title: messages.guide.start,
    icon: IconMapPin,
    group: "view",
    menu: true,
    keywords: text.guideWords,
    run: ({ workflow }) => startGuide(workflow.id),
  },
] as const satisfies readonly BuilderAction[];
