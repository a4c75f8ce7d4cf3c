import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconCopyPlus, IconFrameOff, IconPencil, IconTrash, IconZoomInArea } from "@tabler/icons-react";
import { type NodeProps, NodeResizer, NodeToolbar, Position } from "@xyflow/react";
import { memo, type ReactNode, useEffect, useRef } from "react";
import styles from "@/components/graph/Annotation.module.css";
import { AnnotationCard } from "@/components/graph/AnnotationCard";
import type { Annotation } from "@/lib/api/types";
import { SMALLEST } from "@/lib/graph/annotations";
import type { AnnotationFlowNode } from "@/lib/graph/drawn-annotations";
import { messages } from "@/lib/messages";
import { useNodeActions } from "../hooks/use-node-actions";
import { fitGroup, updateAnnotation } from "../state/annotations";
import { useBuilder, useBuilderContext } from "../state/context";
import toolbar from "./Toolbar.module.css";

const text = messages.annotations;
const COLORS = Object.keys(text.colorNames) as (keyof typeof text.colorNames)[];
/** The toolbar of what lies behind the cards would lie behind the canvas. */
const ABOVE_ALL = { zIndex: 5 };

/** A note or a group in the builder: written in place, resized at its corners, coloured from its toolbar. */
export const AnnotationNode = memo(function AnnotationNode({
  data,
  selected,
}: NodeProps<AnnotationFlowNode>) {
  const { annotation, editing } = data;
  const { store } = useBuilderContext();
  const alone = useBuilder(({ selection }) => selected === true && selection.nodes.size === 1);
  const { width, height } = SMALLEST[annotation.kind];
  return (
    <>
      {alone ? (
        <>
          <NodeResizer minWidth={width} minHeight={height} />
          <AnnotationToolbar annotation={annotation} />
        </>
      ) : null}
      <AnnotationCard
        annotation={annotation}
        editor={editing ? <TextEditor annotation={annotation} /> : undefined}
        onEdit={() => store.getState().write(annotation.id)}
      />
    </>
  );
});

function TextEditor({ annotation: { id, kind, text: value } }: { annotation: Annotation }) {
  const { store } = useBuilderContext();
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  useEffect(() => {
    // A node that was just added is not there for the keyboard until it is drawn.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(value.length, value.length);
    });
    return () => cancelAnimationFrame(frame);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the caret goes to the end once, when writing begins
  }, []);
  const done = () => {
    if (store.getState().writing === id) store.getState().write(null);
  };
  const shared = {
    ref: field,
    value,
    maxLength: kind === "note" ? 10_000 : 200,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      store.getState().edit(updateAnnotation(id, { text: currentTarget.value }), `${id}:text`),
    onBlur: done,
    onKeyDown: (event: React.KeyboardEvent) => {
      const ends =
        event.key === "Escape" ||
        (event.key === "Enter" && (kind === "group" || event.ctrlKey || event.metaKey));
      if (!ends) return;
      event.preventDefault();
      event.stopPropagation();
      const node = event.currentTarget.closest<HTMLElement>(".react-flow__node");
      done();
      node?.focus();
    },
  };
  return kind === "note" ? (
    <textarea
      {...shared}
      className={`${styles.editor} nodrag nopan nowheel`}
      placeholder={text.notePlaceholder}
      aria-label={text.noteText}
    />
  ) : (
    <input
      {...shared}
      className={`${styles.titleEditor} nodrag nopan`}
      placeholder={text.emptyGroup}
      aria-label={text.groupTitle}
    />
  );
}

/** Over the selected annotation, when it is the only one. */
function AnnotationToolbar({ annotation: { id, kind, color } }: { annotation: Annotation }) {
  const { store } = useBuilderContext();
  const { remove, duplicate } = useNodeActions();
  const { edit, write } = store.getState();
  return (
    <NodeToolbar position={Position.Top} offset={14} style={ABOVE_ALL}>
      <Group gap={2} wrap="nowrap" className={toolbar.bar} role="toolbar" aria-label={text.toolbar}>
        {COLORS.map((name) => (
          <button
            key={name}
            type="button"
            className={toolbar.swatch}
            data-color={name}
            aria-label={text.colorNames[name]}
            aria-pressed={name === color}
            title={text.colorNames[name]}
            onClick={() => edit(updateAnnotation(id, { color: name }))}
          />
        ))}
        <span className={toolbar.separator} />
        <Tool label={kind === "note" ? text.edit : text.rename} onClick={() => write(id)}>
          <IconPencil size={16} />
        </Tool>
        {kind === "group" ? (
          <Tool label={text.fit} onClick={() => edit(fitGroup(id))}>
            <IconZoomInArea size={16} />
          </Tool>
        ) : null}
        <Tool label={text.duplicate} onClick={duplicate}>
          <IconCopyPlus size={16} />
        </Tool>
        <Tool label={kind === "note" ? text.remove : text.ungroup} onClick={remove}>
          {kind === "note" ? <IconTrash size={16} /> : <IconFrameOff size={16} />}
        </Tool>
      </Group>
    </NodeToolbar>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
