import type { FlatGraph } from "@/lib/graph/body";
import { firstTrigger, guidedAction, type GuideStep } from "./guide-steps";

const find = (selector: string) => document.querySelector<HTMLElement>(selector);

function nodeOf(id: string | undefined): HTMLElement | null {
  return id === undefined ? null : find(`.react-flow__node[data-id="${id}"]`);
}

/** Where a node is worked on: its form when it is selected, else its card. */
function workplaceOf(id: string | undefined, selected: ReadonlySet<string>): HTMLElement | null {
  const isOpen = id !== undefined && selected.has(id);
  return isOpen ? find('[data-guide="properties"]') : nodeOf(id);
}

/** What an open dialog is for: its main button. */
function mainButton(): HTMLElement | null {
  const buttons = document.querySelectorAll<HTMLElement>('[role="dialog"] button[data-variant="filled"]');
  return [...buttons].at(-1) ?? find('[role="dialog"]');
}

/** The control on the page that a step is about; null when it is not on screen. */
export function targetOf(
  step: GuideStep,
  graph: FlatGraph,
  selected: ReadonlySet<string>,
): HTMLElement | null {
  switch (step) {
    case "trigger":
      return find('[data-guide="start"]') ?? find('[data-guide="palette"]');
    case "address":
      return workplaceOf(firstTrigger(graph)?.id, selected);
    case "action":
      return (
        nodeOf(guidedAction(graph)?.id) ?? find('[data-guide="send_email"]') ?? find('[data-guide="palette"]')
      );
    case "data":
      return workplaceOf(guidedAction(graph)?.id, selected);
    case "complete":
      return workplaceOf(guidedAction(graph)?.id, selected);
    case "test":
    case "publish":
    case "run":
      return mainButton() ?? find(`[data-guide="${step}"]`);
  }
}

/** Scrolls the panel that a control lies in until it is in sight; the canvas has its own way of moving. */
export function scrollToTarget(target: HTMLElement | null): void {
  if (target?.parentElement?.closest('[data-guide="palette"], [data-guide="properties"]'))
    target.scrollIntoView({ block: "nearest" });
}
