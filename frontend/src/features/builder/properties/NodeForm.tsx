import { type ReactNode, useCallback, useMemo, useRef } from "react";
import type { FlatNode } from "@/lib/graph/body";
import { scopesFor } from "../expression/scope";
import type { NodeData } from "../expression/use-node-data";
import { type FieldTarget, FormContext, type FormContextValue } from "../form/form-context";
import { definitionOf } from "@/lib/graph/family";
import { worded } from "../panels/place-of";
import { useBuilder, useBuilderContext } from "../state/context";

interface Props {
  node: FlatNode;
  data: NodeData;
  children: ReactNode;
}

/** What the fields of a node's form share: its problems, what its expressions may read, and data to try them on. */
export function NodeForm({ node, data: { samples, origin }, children }: Props) {
  const { definitions } = useBuilderContext();
  const graph = useBuilder((state) => state.document.graph);
  const untouched = useBuilder((state) => state.untouched.has(node.id));
  const allProblems = useBuilder((state) => state.problems);
  const inHand = useRef<FieldTarget | null>(null);
  const aim = useCallback((target: FieldTarget) => void (inHand.current = target), []);
  const release = useCallback((target: FieldTarget) => {
    if (inHand.current === target) inHand.current = null;
  }, []);
  const put = useCallback((reference: string) => {
    inHand.current?.insert(reference);
    return inHand.current !== null;
  }, []);
  const { type } = node;
  const definition = definitionOf(node, definitions);
  const owner = useMemo(() => ({ type, definition }), [type, definition]);
  const scopes = useMemo(
    () => scopesFor(graph, node, definitions, samples),
    [graph, node, definitions, samples],
  );
  const form = useMemo<FormContextValue>(
    () => ({
      // A node nobody has edited yet is not told what it lacks: its form shows that anyway.
      problems: untouched
        ? []
        : allProblems
            .filter(({ node_id }) => node_id === node.id)
            .map((each) => worded(each, owner, graph.nodes)),
      scopeOf: scopes,
      config: node.config,
      nodeKey: node.key,
      literal: node.type === "trigger",
      ...{ origin, aim, release, put },
    }),
    [
      allProblems,
      untouched,
      owner,
      graph.nodes,
      node.id,
      node.type,
      node.key,
      node.config,
      scopes,
      origin,
      aim,
      release,
      put,
    ],
  );
  return <FormContext value={form}>{children}</FormContext>;
}
