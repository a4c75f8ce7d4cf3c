const TEXT_FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog]";

/** Whether a key belongs to a form, and not to the canvas. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}

/** Whether Enter presses what has the focus. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, [role=menuitem], [role=option]") !== null;
}
