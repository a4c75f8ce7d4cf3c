const TEXT_FIELDS = "input, textarea, select, [contenteditable=true], [role=dialog]";

/** Whether a key belongs to a form, and not to the canvas. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TEXT_FIELDS) !== null;
}
