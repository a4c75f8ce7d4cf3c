import { messages } from "../messages";

/**
 * Shortcuts are written `mod+shift+z`, `delete`, `?`: parts joined by `+`, the key last and as `KeyboardEvent.key` names
 * it in lower case (`plus` stands for the plus sign); `mod` is Ctrl, or Command on a Mac.
 */
export type Shortcut = string;

const caps = messages.keyCaps;
const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);

const SIGNS: Readonly<Record<string, string>> = {
  mod: IS_MAC ? "⌘" : caps.ctrl,
  shift: IS_MAC ? "⇧" : caps.shift,
  alt: IS_MAC ? "⌥" : caps.alt,
  escape: caps.escape,
  delete: caps.delete,
  backspace: "⌫",
  enter: "↵",
  plus: "+",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
};

/** Opens the command palette, on every page and also while one types. */
export const PALETTE_SHORTCUT: Shortcut = "mod+k";

interface Pressed {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export function isPressed(shortcut: Shortcut, event: Pressed): boolean {
  const parts = shortcut.split("+");
  const key = parts.at(-1) === "plus" ? "+" : parts.at(-1);
  // With Alt a letter prints something else on a Mac: there its key says which it is.
  const letter = event.altKey ? /^Key([A-Z])$/.exec(event.code ?? "")?.[1] : undefined;
  if ((letter ?? event.key).toLowerCase() !== key) return false;
  if ((event.ctrlKey || event.metaKey) !== parts.includes("mod")) return false;
  if (event.altKey !== parts.includes("alt")) return false;
  // Which signs need Shift differs between keyboards: the sign says enough.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return isSign || event.shiftKey === parts.includes("shift");
}

/** The keys as their caps show them on this machine: `["Ctrl", "Shift", "Z"]`. */
export function keyCaps(shortcut: Shortcut): string[] {
  return shortcut.split("+").map((part) => SIGNS[part] ?? part.toUpperCase());
}

/** As assistive technology wants it told (`aria-keyshortcuts`): `Control+Shift+Z`. */
export function ariaKeys(shortcut: Shortcut): string {
  return shortcut
    .split("+")
    .map((part) =>
      part === "mod" ? (IS_MAC ? "Meta" : "Control") : part.charAt(0).toUpperCase() + part.slice(1),
    )
    .join("+");
}
