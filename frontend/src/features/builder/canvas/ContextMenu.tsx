import { Menu, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { messages } from "@/lib/messages";
import styles from "./Canvas.module.css";
import { RunItems } from "./RunItems";
import { type MenuEntry, useMenuEntries } from "./menu-entries";
import type { AskedMenu } from "./use-context-menu";
import type { Asked } from "./use-quick-add";

interface Props {
  asked: AskedMenu;
  onAsk: (asked: Asked) => void;
  onClose: () => void;
}

/** What can be done with what was clicked, beside it; the focus goes back there. */
export function ContextMenu({ asked, onAsk, onClose }: Props) {
  const entries = useMenuEntries(asked, onAsk);
  return (
    <Menu opened onClose={onClose} position="right-start" shadow="md" width={250} withinPortal>
      <Menu.Target>
        <span className={styles.anchor} style={{ left: asked.at.x, top: asked.at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={messages.menu.label} onContextMenu={(event) => event.preventDefault()}>
        {entries.map((entry, at) => {
          if (entry === "line") return <Menu.Divider key={at} />;
          return "runs" in entry ? <RunItems key={at} node={entry.runs} /> : drawEntry(entry);
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function drawEntry({ label, icon: Icon, keys, danger = false, onClick }: MenuEntry): ReactNode {
  return (
    <Menu.Item
      key={label}
      leftSection={<Icon size={15} />}
      rightSection={
        keys === undefined ? null : (
          <Text size="xs" c="dimmed">
            {keys}
          </Text>
        )
      }
      {...(danger ? { c: "red" } : {})}
      onClick={onClick}
    >
      {label}
    </Menu.Item>
  );
}
