import { UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useEffect } from "react";
import { Keys } from "@/components/Keys";
import { ariaKeys, isPressed, PALETTE_SHORTCUT } from "@/lib/commands/keys";
import { closePalette, openPalette, useCommandRegistry } from "@/lib/commands/registry";
import { messages } from "@/lib/messages";
import styles from "./Palette.module.css";

const loadPalette = () => import("./CommandPalette");
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));

/** The button and the keys that open the command palette, on every page; the palette itself comes when asked for. */
export function PaletteHost() {
  const opened = useCommandRegistry((state) => state.opened);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isPressed(PALETTE_SHORTCUT, event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (useCommandRegistry.getState().opened) closePalette();
      else openPalette();
    };
    // Before any field or editor takes the key for itself.
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
  return (
    <>
      <UnstyledButton
        className={styles.open}
        aria-keyshortcuts={ariaKeys(PALETTE_SHORTCUT)}
        onPointerEnter={() => void loadPalette()}
        onClick={openPalette}
      >
        <IconSearch size={15} />
        <span className={styles.openText}>{messages.commands.placeholder}</span>
        <span aria-hidden>
          <Keys shortcut={PALETTE_SHORTCUT} />
        </span>
      </UnstyledButton>
      {opened ? (
        <Suspense>
          <CommandPalette />
        </Suspense>
      ) : null}
    </>
  );
}
