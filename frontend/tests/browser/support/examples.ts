import { readdirSync, readFileSync } from "node:fs";
import { baseUrl } from "./session.ts";

type Values = Record<string, unknown>;

export interface DocumentNode {
  id: string;
  key: string;
  type: string;
  definition?: string | null;
  name: string;
  position: { x: number; y: number };
  config: Values;
  settings: Values;
}

interface DocumentEdge {
  source: string;
  source_handle: string;
  target: string;
}

export interface DocumentGraph {
  nodes: DocumentNode[];
  edges: DocumentEdge[];
}

export interface Example {
  name: string;
  description: string;
  example: { category: string };
  settings: { durability: string; timeout_seconds: number; timezone: string };
  graph: DocumentGraph;
}

/** What the registry says of a kind of node, as far as its form is made of it. */
export interface Definition {
  id: string;
  name: string;
  kind: string;
  title: string;
  config_schema: { properties?: Record<string, Property> };
}

export interface Property {
  title?: string;
  default?: unknown;
  widget?: string;
  enum?: string[];
  labels?: Record<string, string>;
}

const FOLDER = new URL("../../../../examples/", import.meta.url);
/** Where the examples call when nobody says otherwise. */
const SHIPPED_URL = "http://127.0.0.1:8700";

/** What the examples run that run another workflow. */
const SHIPPED_OTHER = "7d6f2a52-3c0b-4e0e-9a55-0f4d7b1c2e01";

/** The examples that ship, calling the stack that is driven and the workflow `other`. */
export function readExamples(other = SHIPPED_OTHER): Example[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => {
    const text = readFileSync(new URL(file, FOLDER), "utf8");
    return JSON.parse(text.replaceAll(SHIPPED_URL, baseUrl).replaceAll(SHIPPED_OTHER, other)) as Example;
  });
}

export function bodyOf(node: DocumentNode): DocumentGraph | undefined {
  return node.config.body && node.type === "loop" ? (node.config.body as DocumentGraph) : undefined;
}

/** Cases of a switch, variants of a split. */
export function waysOf(node: DocumentNode): readonly Values[] {
  return (
    node.type === "switch" ? node.config.cases : node.type === "split" ? node.config.variants : []
  ) as readonly Values[];
}

/**
 * What a graph says, without what the builder chooses: ids, places, the ids of ways, and whether a default is written.
 * The order of nodes and edges stays: of two branches that ran, `merge` takes the first.
 */
export function meaningOf(graph: DocumentGraph, definitions: ReadonlyMap<string, Definition>): unknown {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  return {
    nodes: graph.nodes.map((node) => ({
      ...{ key: node.key, type: node.type, name: node.name },
      ...(node.definition ? { definition: node.definition } : {}),
      config: configMeaning(node, definitions),
      settings: node.settings,
    })),
    edges: graph.edges.map(
      ({ source, source_handle, target }) =>
        `${byId.get(source)?.key}.${handleMeaning(byId.get(source), source_handle)} > ${byId.get(target)?.key}`,
    ),
  };
}

function configMeaning(node: DocumentNode, definitions: ReadonlyMap<string, Definition>): Values {
  const { properties = {} } = definitions.get(node.definition ?? node.type)?.config_schema ?? {};
  const said = Object.entries(node.config).filter(([name, value]) => value !== properties[name]?.default);
  const config: Values = Object.fromEntries(said);
  const body = bodyOf(node);
  if (body) config.body = meaningOf(body, definitions);
  for (const ways of ["cases", "variants"])
    if (config[ways]) config[ways] = waysOf(node).map(({ id: _, ...way }) => way);
  return config;
}

/** A way by its place: the builder gives it an id of its own. */
function handleMeaning(node: DocumentNode | undefined, handle: string): string {
  const at = node ? waysOf(node).findIndex(({ id }) => id === handle) : -1;
  return at < 0 ? handle : String(at);
}
