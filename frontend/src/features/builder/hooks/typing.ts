const TEXT_FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]";
const DATA = "[data-own-keys]";

/** Whether a key belongs to a form, a menu or the data that is read, and not to the canvas. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${TEXT_FIELDS}, ${DATA}`) !== null;
}

/** Whether a key moves a cursor in a text. */
export function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, [contenteditable=true]") !== null;
}

/** Whether Enter presses what has the focus. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, [role=menuitem], [role=option]") !== null;
}

/** Whether something is in a dialog, from where the drawing is out of reach. */
export function isInDialog(target: Element): boolean {
  return target.closest("[aria-modal=true]") !== null;
}
