import type { Definition } from "@/lib/api/types";
import type { Draft, FlatNode } from "./body";
import { isRecord } from "../json";
import { isExpression } from "./expression";

/** Secrets that people typed: the server shows each as a mask, and a mask that it is sent stands for what it has. */
export const MASK = "********";

type Fields = Record<string, unknown>;
type Change = (value: unknown, shown: unknown, base: unknown) => unknown;

/** Whether two JSON values are equal; a masked secret equals whatever is there. */
export function sameUnlessMasked(shown: unknown, own: unknown): boolean {
  if (shown === own || shown === MASK) return true;
  if (typeof shown !== "object" || typeof own !== "object" || shown === null || own === null) return false;
  if (Array.isArray(shown) !== Array.isArray(own)) return false;
  const names = new Set([...Object.keys(shown), ...Object.keys(own)]);
  return [...names].every((name) => sameUnlessMasked((shown as Fields)[name], (own as Fields)[name]));
}

/**
 * The draft with a mask for each secret that it has as `base` has it, where `shown`, the server's view of that base or
 * of what came after, has a mask. A secret that was typed since stays.
 */
export function maskedAs(draft: Draft, shown: Draft, base: Draft = draft): Draft {
  return changeConfigs(draft, shown, base, (value, seen, known) =>
    seen === MASK && typeof value === "string" && value === known && !isExpression(value) ? MASK : value,
  );
}

/** Where a draft has a mask, and the server's answer to it nothing: there was no secret for it to stand for. */
export interface LostSecrets {
  /** The draft without these masks; the draft itself if all of them stand for something. */
  without: (draft: Draft) => Draft;
  /** The nodes they were at. */
  nodes: FlatNode[];
}

export function lostSecrets(sent: Draft, answer: Draft): LostSecrets {
  const drop: Change = (value, seen) =>
    value === MASK && (seen === null || seen === undefined) ? seen : value;
  const without = (draft: Draft) => changeConfigs(draft, answer, draft, drop);
  const then = new Map(sent.graph.nodes.map((node) => [node.id, node]));
  return { without, nodes: without(sent).graph.nodes.filter((node) => node !== then.get(node.id)) };
}

/** The draft with a mask for each secret that its nodes' definitions know. */
export function withoutSecrets(draft: Draft, definitions: ReadonlyMap<string, Definition>): Draft {
  const nodes = draft.graph.nodes.map((node) => {
    const definition = node.definition ? definitions.get(node.definition) : undefined;
    return definition ? { ...node, config: maskedConfig(node.config, definition) } : node;
  });
  return { ...draft, graph: { ...draft.graph, nodes } };
}

/** A node's configuration with a mask for each secret that its definition knows. */
export function maskedConfig(config: Fields, definition: Definition | undefined): Fields {
  const schema = definition?.config_schema as Schema | undefined;
  return schema ? (hidden(config, schema, schema) as Fields) : config;
}

function changeConfigs(draft: Draft, shown: Draft, base: Draft, change: Change): Draft {
  if (draft === shown) return draft;
  const [seen, known] = [shown, base].map(
    ({ graph }) => new Map(graph.nodes.map((node) => [node.id, node])),
  ) as [Map<string, FlatNode>, Map<string, FlatNode>];
  let same = true;
  const nodes = draft.graph.nodes.map((node) => {
    const [there, before] = [seen.get(node.id), known.get(node.id)];
    if (!there || !before || there === node) return node;
    const config = changed(node.config, there.config, before.config, change) as Fields;
    if (config === node.config) return node;
    same = false;
    return { ...node, config };
  });
  return same ? draft : { ...draft, graph: { ...draft.graph, nodes } };
}

/** Secrets are members of objects, however deep: lists have none. */
function changed(value: unknown, shown: unknown, base: unknown, change: Change): unknown {
  if (value === shown) return value;
  if (!isRecord(value)) return change(value, shown, base);
  if (!isRecord(shown) || !isRecord(base)) return value;
  let result = value;
  for (const [name, inner] of Object.entries(value)) {
    const next = changed(inner, shown[name], base[name], change);
    if (next !== inner) result = { ...result, [name]: next };
  }
  return result;
}

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  properties?: Record<string, Schema>;
  widget?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

function hidden(value: unknown, schema: Schema, root: Schema): unknown {
  if (schema.widget === "secret")
    return typeof value === "string" && value !== "" && !isExpression(value) ? MASK : value;
  if (!isRecord(value)) return value;
  const { $ref, properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema;
  const target = $ref && root.$defs?.[$ref.replace("#/$defs/", "")];
  const forms = [...(target ? [target] : []), ...anyOf, ...oneOf, ...allOf];
  let result: unknown = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, field ? hidden(inner, field, root) : inner];
    }),
  );
  for (const form of forms) result = hidden(result, form, root);
  return result;
}
