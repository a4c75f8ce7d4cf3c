import {
  IconArrowLeft,
  IconArrowRight,
  IconChevronsDown,
  IconClipboard,
  IconMaximize,
  IconNote,
  IconPlus,
  IconSettings,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { annotationsOf } from "@/lib/graph/annotations";
import { type FlatNode, isLoop } from "@/lib/graph/body";
import { rightHandles } from "@/lib/graph/handles";
import { keyCaps } from "@/lib/commands/keys";
import { messages } from "@/lib/messages";
import { type ActionId, actionOf } from "../actions/actions";
import { canRun, titleOf, useWorkbench } from "../actions/workbench";
import { pasteFromClipboard } from "../hooks/use-clipboard";
import { useReveal } from "../hooks/use-reveal";
import { addNote, fitGroup } from "../state/annotations";
import type { AskedMenu } from "./use-context-menu";
import type { Asked } from "./use-quick-add";

const text = messages.menu;

export interface MenuEntry {
  label: string;
  icon: ComponentType<{ size?: number }>;
  /** The keys that do the same. */
  keys?: string | undefined;
  danger?: boolean;
  onClick: () => void;
}

/** Where trying a step is offered. */
interface RunEntries {
  runs: FlatNode;
}

type Entries = readonly (MenuEntry | RunEntries | "line")[];

/** What a menu offers for what it was asked for: the builder's actions that can be done, and what is only there. */
export function useMenuEntries({ target, at }: AskedMenu, ask: (asked: Asked) => void): Entries {
  const workbench = useWorkbench();
  const reveal = useReveal();
  const { store, flow } = workbench;
  const { document, selection, collapsed, showField, toggleCollapsed, select, edit, write } =
    store.getState();
  const { nodes, edges } = document.graph;
  const alone = selection.nodes.size === 1;

  const act = (...ids: ActionId[]): MenuEntry[] =>
    ids.map(actionOf).flatMap((action) =>
      canRun(action, workbench)
        ? [
            {
              label: titleOf(action, workbench),
              icon: action.icon,
              keys: action.keys?.[0] && keyCaps(action.keys[0]).join(" "),
              danger: action.id === "delete",
              onClick: () => action.run(workbench),
            },
          ]
        : [],
    );
  const selectionEntries = act("duplicate", "copy", "group", "ungroup", "zoomToSelection");

  switch (target.kind) {
    case "node": {
      const node = nodes.find(({ id }) => id === target.id);
      if (!node) return [];
      const free = rightHandles(node).find(
        (handle) =>
          !edges.some((edge) => edge.source === node.id && (edge.source_handle ?? "out") === handle),
      );
      const next = free ?? rightHandles(node)[0];
      const own: MenuEntry[] = [
        { label: text.properties, icon: IconSettings, onClick: () => showField(node.id, null) },
        ...(next === undefined
          ? []
          : [
              {
                label: text.addAfter,
                icon: IconPlus,
                onClick: () => ask({ after: { source: node.id, handle: next }, at: besideOf(node.id) ?? at }),
              },
            ]),
        ...(isLoop(node)
          ? [
              {
                label: collapsed.has(node.id) ? text.unfold : text.fold,
                icon: IconChevronsDown,
                onClick: () => toggleCollapsed(node.id),
              },
            ]
          : []),
      ];
      return [
        ...(alone ? [...own, ...act("openStep", "rename")] : act("arrange")),
        ...(alone && node.type !== "trigger" ? (["line", { runs: node }, "line"] as const) : []),
        ...act("toggleDisabled"),
        "line",
        ...selectionEntries,
        "line",
        ...act("removeAndReconnect", "delete"),
      ];
    }
    case "annotation": {
      const annotation = annotationsOf(document.graph).find(({ id }) => id === target.id);
      if (!annotation) return [];
      const fit = { label: text.fit, icon: IconMaximize, onClick: () => edit(fitGroup(annotation.id)) };
      return [
        ...act("write"),
        ...(annotation.kind === "group" ? [fit] : []),
        "line",
        ...selectionEntries,
        "line",
        ...act("delete"),
      ];
    }
    case "edge": {
      const edge = edges.find(({ id }) => id === target.id);
      const source = nodes.find(({ id }) => id === edge?.source);
      const end = nodes.find(({ id }) => id === edge?.target);
      if (!edge || !source || !end) return [];
      const goTo = (id: string) => () => {
        select([id]);
        reveal(id);
      };
      return [
        { label: text.insert, icon: IconPlus, onClick: () => ask({ after: null, on: edge.id, at }) },
        { label: text.goTo(source.name || source.key), icon: IconArrowLeft, onClick: goTo(source.id) },
        { label: text.goTo(end.name || end.key), icon: IconArrowRight, onClick: goTo(end.id) },
        "line",
        ...act("delete").map((entry) => ({ ...entry, label: text.removeEdge })),
      ];
    }
    case "canvas": {
      const place = flow.screenToFlowPosition(at);
      const note = () => {
        const { id, command } = addNote(place);
        edit(command);
        write(id);
      };
      return [
        { label: text.addStep, icon: IconPlus, onClick: () => ask({ after: null, at }) },
        { label: messages.actions.addNote, icon: IconNote, onClick: note },
        { label: text.paste, icon: IconClipboard, onClick: () => void pasteFromClipboard(store, place) },
        "line",
        ...act("selectAll", "arrange", "fit"),
      ];
    }
  }
}

/** The place to the right of a node, in pixels of the window. */
function besideOf(nodeId: string): { x: number; y: number } | null {
  const box = window.document
    .querySelector(`.react-flow__node[data-id="${nodeId}"]`)
    ?.getBoundingClientRect();
  return box ? { x: box.right + 60, y: box.top + box.height / 2 } : null;
}
