import { Code, Select, TextInput } from "@mantine/core";
import { useLayoutEffect, useRef, useState } from "react";
import { type FlatNode, isLoop, withBodies } from "@/lib/graph/body";
import { keyFault } from "@/lib/graph/keys";
import { messages } from "@/lib/messages";
import { updateNode } from "../state/commands";
import { moveInto } from "../state/membership";
import { useBuilder, useBuilderContext } from "../state/context";
import { followName, giveKey, type Naming } from "./naming";

const text = messages.properties;
const OUTERMOST = "";

/** A node's name for people and its key for expressions. */
export function NodeIdentity({ node }: { node: FlatNode }) {
  return (
    <>
      <NameInput node={node} />
      <KeyInput node={node} />
      <LoopSelect node={node} />
    </>
  );
}

/** The drawing shows a name as it is typed; the key follows when it is whole, as one step of undo with all of it. */
function NameInput({ node }: { node: FlatNode }) {
  const { store } = useBuilderContext();
  const naming = useRef<Naming | null>(null);
  const end = useRef(() => {
    if (naming.current) followName(store, naming.current);
    naming.current = null;
  });
  // Another node may be opened while the cursor is here: what is taken off the page tells no blur. A page that is closed
  // sends its draft, or backs it up, in clean-ups of its own, which this comes before.
  useLayoutEffect(() => {
    const whole = end.current;
    window.addEventListener("pagehide", whole, { capture: true });
    return () => {
      window.removeEventListener("pagehide", whole, { capture: true });
      whole();
    };
  }, []);
  const type = (name: string) => {
    const { id } = node;
    naming.current ??= { id, name: node.name, key: node.key, tag: `${id}:name:${crypto.randomUUID()}` };
    store.getState().edit(
      updateNode(id, (old) => ({ ...old, name })),
      naming.current.tag,
      Infinity,
    );
  };
  return (
    <TextInput
      size="xs"
      label={text.name}
      value={node.name}
      maxLength={200}
      data-field="name"
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onBlur={() => end.current()}
      onKeyDown={({ key }) => {
        if (key === "Enter") end.current();
      }}
    />
  );
}

/** Which loop's body a node is in: what dragging it does, for those who do not drag. */
function LoopSelect({ node }: { node: FlatNode }) {
  const { store } = useBuilderContext();
  const graph = useBuilder((state) => state.document.graph);
  const own = withBodies(graph, new Set([node.id]));
  const loops = graph.nodes.filter((other) => isLoop(other) && !own.has(other.id));
  if (node.type === "trigger" || loops.length === 0) return null;
  return (
    <Select
      size="xs"
      label={text.inside}
      description={text.insideHint}
      inputWrapperOrder={["label", "input", "description"]}
      allowDeselect={false}
      data={[
        { value: OUTERMOST, label: text.outermost },
        ...loops.map(({ id, name, key }) => ({ value: id, label: name || key })),
      ]}
      value={node.parent ?? OUTERMOST}
      onChange={(next) =>
        store
          .getState()
          .edit(moveInto(new Set([node.id]), next === null || next === OUTERMOST ? undefined : next))
      }
    />
  );
}

/** A key is applied when it is whole: half-typed ones would break the expressions that read it. */
function KeyInput({ node }: { node: FlatNode }) {
  const { store } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const [draft, setDraft] = useState<string | null>(null);
  const others = new Set(nodes.filter(({ id }) => id !== node.id).map(({ key }) => key));
  const key = draft ?? node.key;
  const fault = keyFault(key, others);
  const commit = () => {
    if (!fault && key !== node.key) giveKey(store, node, key);
    setDraft(null);
  };
  return (
    <TextInput
      size="xs"
      label={text.key}
      leftSection={<Code bg="transparent">$</Code>}
      description={text.keyHint(node.key)}
      inputWrapperOrder={["label", "input", "error", "description"]}
      error={fault ? text.keyFaults[fault] : null}
      value={key}
      data-field="key"
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
