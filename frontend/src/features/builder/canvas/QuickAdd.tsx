import { Popover, ScrollArea, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useReactFlow } from "@xyflow/react";
import { useMemo, useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { Definition } from "@/lib/api/types";
import { seedOf } from "@/lib/graph/fresh-node";
import { geometryOf } from "@/lib/graph/geometry";
import { messages } from "@/lib/messages";
import { searchDefinitions } from "../palette/search";
import { canLieBetween } from "../state/wiring";
import { useBuilderContext } from "../state/context";
import styles from "./Canvas.module.css";
import { offeredAt } from "./suggest";
import type { Asked } from "./use-quick-add";

const text = messages.palette;

interface Props {
  asked: Asked;
  onPick: (definition: Definition) => void;
  onClose: () => void;
}

/** What can be added at a place of the canvas: what is likely there first, then all the others by family. */
export function QuickAdd({ asked, onPick, onClose }: Props) {
  const { store, definitions } = useBuilderContext();
  const { screenToFlowPosition } = useReactFlow();
  const [search, setSearch] = useState("");
  const query = search.trim().toLowerCase();
  const { at, after, on } = asked;
  const follows = after !== null || on !== undefined;
  const { suggested, families } = useMemo(() => {
    const { document, collapsed } = store.getState();
    const edge = document.graph.edges.find(({ id }) => id === on);
    const place = {
      after: edge ? { source: edge.source, handle: edge.source_handle ?? "out" } : after,
      inLoop: geometryOf(document.graph, collapsed).containerAt(screenToFlowPosition(at)) !== undefined,
    };
    // After a stop nothing comes.
    const fits = (each: Definition) => on === undefined || canLieBetween({ config: {}, ...seedOf(each) });
    return offeredAt(place, document.graph, definitions, fits);
  }, [store, definitions, screenToFlowPosition, at, after, on]);
  const found = useMemo(
    () => searchDefinitions([...suggested, ...families.flatMap(({ items }) => items)], query),
    [suggested, families, query],
  );
  const sections =
    query === ""
      ? [
          { label: text.suggested, items: suggested },
          ...families.map(({ family, items }) => ({ label: text.families[family], items })),
        ].filter(({ items }) => items.length > 0)
      : [{ label: text.found, items: found }];
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
        <ScrollArea.Autosize mah={320} mt={6}>
          {found.length === 0 ? (
            <Text size="sm" c="dimmed" p="xs">
              {text.none}
            </Text>
          ) : null}
          {sections.map(({ label, items }) => (
            <div key={label} role="group" aria-label={label}>
              {query === "" ? <div className={styles.optionHeading}>{label}</div> : null}
              {items.map((item) => (
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
            </div>
          ))}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
