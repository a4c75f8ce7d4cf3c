import { templates as files } from "virtual:templates";
import type { Definition, GraphNode, WorkflowDocument } from "@/lib/api/types";
import { flatten } from "@/lib/graph/body";
import { definitionOf } from "@/lib/graph/family";
import { freeName } from "@/lib/free-name";

export type Template = (typeof files)[number];
export type Category = Template["category"];

export const TEMPLATES: readonly Template[] = files;

/** Where the files' requests go: the local stack answers there, in place of a provider. */
const STAND_IN = /http:\/\/127\.0\.0\.1:8700\/_local\/echo/g;

/** What already exists, and must not be made twice. */
export interface Surroundings {
  /** Names of workflows. */
  names: ReadonlySet<string>;
  /** Paths of API triggers. */
  paths: ReadonlySet<string>;
  /** Where a request that stands in for a provider's goes. */
  echo: string;
  /** Ids of the workflows that templates which this one runs have become, by the id in the file. */
  ids: ReadonlyMap<string, string>;
}

/** The templates that a template's steps run, which must be there before it. */
export function requiredBy(template: Template, all: readonly Template[] = TEMPLATES): Template[] {
  const text = JSON.stringify(template.document.graph);
  return all.filter(({ id, name }) => id !== undefined && name !== template.name && text.includes(id));
}

/** The template as a workflow of one's own: with a free name, free addresses, and its requests going somewhere that is. */
export function documentOf({ document }: Template, around: Surroundings): WorkflowDocument {
  const { names, paths, echo, ids } = around;
  const text = [...ids].reduce(
    (json, [placeholder, id]) => json.replaceAll(placeholder, id),
    JSON.stringify(document).replace(STAND_IN, echo),
  );
  const copy = JSON.parse(text) as WorkflowDocument;
  const nodes = copy.graph.nodes.map((node): GraphNode => {
    const { path } = node.config;
    if (node.type !== "trigger" || typeof path !== "string") return node;
    return { ...node, config: { ...node.config, path: freeName(path, paths, "-") } };
  });
  return { ...copy, name: freeName(copy.name, names, " "), graph: { ...copy.graph, nodes } };
}

/** What a template is made of, in words: what starts it, what it uses, and which of its steps want one's own values. */
export interface Contents {
  starts: readonly string[];
  uses: readonly string[];
  steps: number;
  /** Names of the steps whose requests go to a stand-in. */
  standIns: readonly string[];
}

export function contentsOf({ document }: Template, definitions: ReadonlyMap<string, Definition>): Contents {
  const { nodes } = flatten(document.graph);
  const titleOf = (node: GraphNode) => definitionOf(node, definitions)?.title ?? node.definition ?? node.type;
  const titles = (wanted: (node: GraphNode) => boolean) => [...new Set(nodes.filter(wanted).map(titleOf))];
  return {
    starts: titles(({ type }) => type === "trigger"),
    uses: titles(({ type }) => type === "action" || type === "run_workflow" || type === "approval"),
    steps: nodes.length,
    standIns: nodes
      .filter(({ config }) => JSON.stringify(config).search(STAND_IN) !== -1)
      .map(({ name, key }) => name || key),
  };
}
