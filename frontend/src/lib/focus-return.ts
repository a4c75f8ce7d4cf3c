/** What lies over a page and takes the keyboard for a while. */
const OVERLAYS = "dialog, [role=dialog], [role=menu], [role=listbox]";

let last: HTMLElement | null = null;

/** Remembers where the keyboard is on the page itself, from now on. */
export function rememberFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && !target.closest(OVERLAYS)) last = target;
  });
}

/** A dialog that has ended is gone within so many frames, also on a busy machine; one that is still there is open. */
const FRAMES = 30;

/**
 * Gives the keyboard back to where it was on the page, when nothing has it: what opened a dialog may have been an entry
 * of a menu that is gone by now. Waits for the dialog to be gone too.
 */
export function returnFocus(frames = FRAMES): void {
  requestAnimationFrame(() => {
    const { activeElement, body } = document;
    if (activeElement === null || activeElement === body) {
      if (last?.isConnected) last.focus({ preventScroll: true });
    } else if (activeElement.closest(OVERLAYS) && frames > 1) returnFocus(frames - 1);
  });
}
