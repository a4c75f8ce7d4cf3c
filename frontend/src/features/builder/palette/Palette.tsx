import { Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconSearch } from "@tabler/icons-react";
import { type DragEvent, type RefObject, useMemo, useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { Definition } from "@/lib/api/types";
import { familiesOf, type Family } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { useAddDefinition } from "../hooks/use-add-definition";
import { useBuilder, useBuilderContext } from "../state/context";
import { DRAG_TYPE } from "./drag";
import { searchDefinitions } from "./search";
import { useFoldedFamilies } from "./use-folded-families";
import styles from "./Palette.module.css";

const text = messages.palette;

/**
 * Every node type by family, what is needed next first; dragged onto the canvas, or added by click and Enter. A search
 * looks into the folded ones too.
 */
export function Palette({ searchRef }: { searchRef: RefObject<HTMLInputElement | null> }) {
  const { definitions } = useBuilderContext();
  const add = useAddDefinition();
  const starts = useBuilder(
    ({ document }) => document.graph.nodes.find(({ type }) => type === "trigger")?.type,
  );
  const folded = useFoldedFamilies();
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
          if (event.key === "Enter" && found[0]) {
            add(found[0], "keyboard");
            setSearch("");
          }
          if (event.key === "Escape") {
            setSearch("");
            event.currentTarget.blur();
          }
        }}
      />
      <div className={styles.list}>
        {found.length === 0 ? (
          <Text size="sm" c="dimmed" py="md" ta="center">
            {text.none}
          </Text>
        ) : null}
        {familiesOf(starts ? [{ type: starts }] : []).map((family) => (
          <Section
            key={family}
            family={family}
            items={found.filter(({ kind }) => kind === family)}
            open={query !== "" || !folded.has(family)}
            onToggle={() => folded.toggle(family)}
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
  open: boolean;
  onToggle: () => void;
  onAdd: ReturnType<typeof useAddDefinition>;
}

function Section({ family, items, open, onToggle, onAdd }: SectionProps) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2>
        <UnstyledButton className={styles.heading} aria-expanded={open} onClick={onToggle}>
          {text.families[family]}
          <IconChevronDown size={13} className={styles.chevron} data-open={open} />
        </UnstyledButton>
      </h2>
      {(open ? items : []).map((item) => (
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
