import type { MouseEvent } from "react";

const CONTROLS = "a, button, input, label, select, textarea, summary, [role='button'], [role='menuitem']";

/**
 * A click anywhere in a row of a table leads where the row's link (`row-link`) does: with Ctrl, Command or the middle
 * button into a new tab. What is a control itself keeps its clicks, and so does text that was just selected.
 */
export function followRow(event: MouseEvent): void {
  const { target, currentTarget, button } = event;
  if (event.defaultPrevented || button > 1 || !(target instanceof Element)) return;
  // A menu of a row is drawn elsewhere, and its clicks arrive here all the same.
  if (!currentTarget.contains(target) || target.closest(CONTROLS)) return;
  const link = target.closest("tr")?.querySelector<HTMLAnchorElement>("a.row-link");
  if (!link) return;
  if (button === 1 || event.ctrlKey || event.metaKey || event.shiftKey) {
    window.open(link.href, "_blank", "noopener");
    return;
  }
  if (window.getSelection()?.isCollapsed === false) return;
  link.click();
}
