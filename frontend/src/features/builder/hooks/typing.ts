const TEXT_FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog], [role=menu]";

/** Whether a key belongs to a form or a menu, and not to the canvas. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}

/** Whether Enter presses what has the focus. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, [role=menuitem], [role=option]") !== null;
}
