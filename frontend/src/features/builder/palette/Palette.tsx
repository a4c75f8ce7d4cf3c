import { Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type DragEvent, type RefObject, useMemo, useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { Definition } from "@/lib/api/types";
import type { Family } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { useAddDefinition } from "../hooks/use-add-definition";
import { useBuilderContext } from "../state/context";
import { DRAG_TYPE } from "./drag";
import { searchDefinitions } from "./search";
import styles from "./Palette.module.css";

const FAMILIES: readonly Family[] = ["trigger", "logic", "action"];
const text = messages.palette;

/** Every node type by family; dragged onto the canvas, or added by click and Enter. */
export function Palette({ searchRef }: { searchRef: RefObject<HTMLInputElement | null> }) {
  const { definitions } = useBuilderContext();
  const add = useAddDefinition();
  const [search, setSearch] = useState("");
  const query = search.trim().toLowerCase();
  const found = useMemo(
    () =>
      searchDefinitions(
        [...new Set(definitions.values())].filter(({ enabled }) => enabled),
        query,
      ),
    [definitions, query],
  );

  return (
    <aside className={styles.palette} aria-label={text.label} data-guide="palette">
      <TextInput
        ref={searchRef}
        size="xs"
        placeholder={text.search}
        aria-label={text.search}
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && found[0]) add(found[0], "keyboard");
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <div className={styles.list}>
        {found.length === 0 ? (
          <Text size="sm" c="dimmed" py="md" ta="center">
            {text.none}
          </Text>
        ) : null}
        {FAMILIES.map((family) => (
          <Section
            key={family}
            family={family}
            items={found.filter(({ kind }) => kind === family)}
            onAdd={add}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" px={4}>
        {text.hint}
      </Text>
    </aside>
  );
}

interface SectionProps {
  family: Family;
  items: readonly Definition[];
  onAdd: ReturnType<typeof useAddDefinition>;
}

function Section({ family, items, onAdd }: SectionProps) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>{text.families[family]}</h2>
      {items.map((item) => (
        <UnstyledButton
          key={item.id}
          className={styles.item}
          data-guide={item.name}
          draggable
          aria-label={text.add(item.title)}
          title={item.description}
          // A click by Enter or Space counts no presses of a pointer.
          onClick={({ detail }) => onAdd(item, detail === 0 ? "keyboard" : "pointer")}
          onDragStart={(event: DragEvent) => {
            event.dataTransfer.setData(DRAG_TYPE, item.id);
            event.dataTransfer.effectAllowed = "copy";
          }}
        >
          <FamilyTile icon={item.icon} family={family} size="small" />
          <span className={styles.title}>{item.title}</span>
        </UnstyledButton>
      ))}
    </section>
  );
}
