import { Popover, ScrollArea, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useMemo, useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { Definition } from "@/lib/api/types";
import { seedOf } from "@/lib/graph/fresh-node";
import { messages } from "@/lib/messages";
import { searchDefinitions } from "../palette/search";
import { canLieBetween } from "../state/wiring";
import { useBuilderContext } from "../state/context";
import styles from "./Canvas.module.css";

const text = messages.palette;

interface Props {
  /** In pixels of the window. */
  at: { x: number; y: number };
  /** Whether it follows something, which a trigger cannot. */
  follows: boolean;
  /** Whether something follows it, which nothing does after a stop. */
  between?: boolean;
  onPick: (definition: Definition) => void;
  onClose: () => void;
}

/** What can be added at a place of the canvas. */
export function QuickAdd({ at, follows, between = false, onPick, onClose }: Props) {
  const { definitions } = useBuilderContext();
  const [search, setSearch] = useState("");
  const query = search.trim().toLowerCase();
  const found = useMemo(
    () =>
      searchDefinitions(
        [...new Set(definitions.values())].filter(
          (each) =>
            each.enabled &&
            !(follows && each.kind === "trigger") &&
            (!between || canLieBetween({ config: {}, ...seedOf(each) })),
        ),
        query,
      ),
    [definitions, follows, between, query],
  );
  return (
    <Popover opened onClose={onClose} position="right-start" shadow="md" width={250} trapFocus returnFocus>
      <Popover.Target>
        <span className={styles.anchor} style={{ left: at.x, top: at.y }} />
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={follows ? text.next : text.search}>
        <TextInput
          data-autofocus
          size="xs"
          placeholder={text.search}
          aria-label={follows ? text.next : text.search}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && found[0]) onPick(found[0]);
          }}
        />
        <ScrollArea.Autosize mah={280} mt={6}>
          {found.length === 0 ? (
            <Text size="sm" c="dimmed" p="xs">
              {text.none}
            </Text>
          ) : null}
          {found.map((item) => (
            <UnstyledButton
              key={item.id}
              className={styles.option}
              title={item.description}
              onClick={() => onPick(item)}
            >
              <FamilyTile icon={item.icon} family={item.kind} size="small" />
              {item.title}
            </UnstyledButton>
          ))}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
