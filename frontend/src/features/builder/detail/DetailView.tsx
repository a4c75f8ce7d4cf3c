import { ActionIcon, Group, Select, Text, Title, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { FamilyTile } from "@/components/FamilyTile";
import type { FlatNode } from "@/lib/graph/body";
import { definitionOf, familyOf } from "@/lib/graph/family";
import { messages } from "@/lib/messages";
import { useNodeData } from "../expression/use-node-data";
import { isText } from "../hooks/typing";
import { NodeForm } from "../properties/NodeForm";
import { NodeTabs } from "../properties/NodeTabs";
import { useBuilder, useBuilderContext } from "../state/context";
import styles from "./Detail.module.css";
import { InputPane } from "./InputPane";
import { neighboursOf } from "./neighbours";
import { OutputPane } from "./OutputPane";

const text = messages.detail;
/** Options drawn at once: the others are found by their number. */
const SHOWN = 100;

interface Props {
  node: FlatNode;
  onClose: () => void;
}

/** Input, settings and output of a node, side by side. Alt with an arrow goes to the node before or behind it. */
export default function DetailView({ node, onClose }: Props) {
  const { store, definitions } = useBuilderContext();
  const graph = useBuilder((state) => state.document.graph);
  const [iteration, setIteration] = useState<string | null>(null);
  const data = useNodeData(node, iteration);
  const definition = definitionOf(node, definitions);
  const name = node.name || node.key;
  const { before, after } = neighboursOf(graph, node.id);
  const show = (id: string | undefined) => id && store.getState().showDetail(id);

  // Keys belong to this view from its start, also after going to another node, and not to the canvas behind it.
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => view.current?.focus(), []);
  // On the window: a click beside a field, or another node, takes the focus out of the view.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // What is open above it, such as a value in full size, has its own Escape.
      if (event.defaultPrevented || document.querySelectorAll("[role=dialog]").length > 1) return;
      const { showDetail } = store.getState();
      // In a text they go by words, on a Mac.
      const goes = event.altKey && !isText(event.target);
      const to = goes && { ArrowLeft: before?.id, ArrowRight: after?.id }[event.key];
      if (event.key === "Escape") showDetail(null);
      else if (to) showDetail(to);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [store, before?.id, after?.id]);
  return (
    <NodeForm node={node} data={data}>
      <div className={styles.view} ref={view} tabIndex={-1}>
        <header className={styles.header}>
          <FamilyTile icon={definition?.icon} family={familyOf(node)} />
          <Title order={2} lineClamp={1} className={styles.name}>
            {name}
          </Title>
          <Text size="xs" c="dimmed" className={styles.origin}>
            {data.origin ?? text.noData}
          </Text>
          {data.iterations.length > 1 ? (
            <Select
              size="xs"
              searchable
              allowDeselect={false}
              limit={SHOWN}
              aria-label={text.iteration}
              data={data.iterations.map((path) => ({ value: path, label: text.item(path) }))}
              value={data.iteration}
              onChange={setIteration}
            />
          ) : null}
          <Group gap={4} wrap="nowrap">
            <Step label={text.previous} to={before} onClick={() => show(before?.id)}>
              <IconArrowLeft size={16} />
            </Step>
            <Step label={text.next} to={after} onClick={() => show(after?.id)}>
              <IconArrowRight size={16} />
            </Step>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text.close}
              title={text.close}
              onClick={onClose}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        </header>
        <section className={styles.pane} aria-label={text.input}>
          <InputPane />
        </section>
        <section className={styles.pane} data-middle aria-label={messages.properties.label}>
          <NodeTabs node={node} definition={definition} />
        </section>
        <section className={styles.pane} aria-label={text.output}>
          <OutputPane node={node} data={data} />
        </section>
      </div>
    </NodeForm>
  );
}

interface StepProps {
  label: string;
  to: FlatNode | undefined;
  onClick: () => void;
  children: React.ReactNode;
}

function Step({ label, to, onClick, children }: StepProps) {
  return (
    <Tooltip label={to ? `${label}: ${to.name || to.key}` : label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={!to} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
