import { Kbd } from "@mantine/core";
import { keyCaps, type Shortcut } from "@/lib/commands/keys";
import styles from "./Keys.module.css";

/** A shortcut as key caps. */
export function Keys({ shortcut }: { shortcut: Shortcut }) {
  return (
    <span className={styles.keys}>
      {keyCaps(shortcut).map((cap) => (
        <Kbd key={cap} size="xs">
          {cap}
        </Kbd>
      ))}
    </span>
  );
}
