import type { Definition, GraphNode } from "@/lib/api/types";
import { isRecord } from "@/lib/json";
import { messages } from "@/lib/messages";
import { formatSeconds } from "@/lib/time";
import { wordsOfName } from "@/lib/words";
import { expressionBody, isExpression } from "./expression";
import { logicTitles } from "./logic-titles";
import { MASK, maskedConfig } from "./masks";
import { partsOf } from "./placeholders";
import { settingTitles } from "./setting-titles";
import { isTemplate, templateOfValue } from "./template";

const text = messages.settingsShown;
const ON_ERROR: Readonly<Record<string, string>> = messages.properties.onErrorOptions;

/** A setting as people read it. */
export interface ShownSetting {
  name: string;
  title: string;
  value: ShownValue;
}

export type ShownValue =
  | { kind: "text"; text: string }
  /** JSONata, without the signs around it. */
  | { kind: "expression"; source: string }
  /** A text with data in it. */
  | { kind: "template"; parts: readonly TemplatePart[] }
  | { kind: "secret" }
  | { kind: "parts"; parts: readonly ShownSetting[] };

type TemplatePart = { text: string } | { source: string };

/** The part of a definition's schema that names fields and their choices. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  order?: string[];
  labels?: Record<string, string>;
  widget?: string;
}

/** What a step is configured as, by the titles and in the order of its form; what is not set is left out. */
export function shownConfig(
  node: Pick<GraphNode, "type" | "config">,
  definition: Definition | undefined,
): ShownSetting[] {
  const root = (definition?.config_schema ?? {}) as Schema;
  const config = maskedConfig(node.config, definition);
  const reader = new Reader(root, (path) => logicTitle(node.type, path));
  return reader.members(config, [root], []);
}

/** How a step behaves around its work, by the titles of its form. */
export function shownBehaviour({ settings }: Pick<GraphNode, "settings">): ShownSetting[] {
  const { on_error, ...rest } = settings as Record<string, unknown>;
  const said = on_error === undefined ? {} : { on_error: ON_ERROR[String(on_error)] ?? on_error };
  return new Reader({}, lastOf(settingTitles)).members({ ...rest, ...said }, [{}], []);
}

class Reader {
  constructor(
    private readonly root: Schema,
    private readonly titleAt: (path: readonly string[]) => string | undefined,
  ) {}

  /** The members of an object that are set; `schemas` are all that it may be. */
  members(
    value: Record<string, unknown>,
    schemas: readonly Schema[],
    path: readonly string[],
  ): ShownSetting[] {
    const forms = this.formsOf(schemas);
    const order = forms.flatMap((form) => form.order ?? Object.keys(form.properties ?? {}));
    const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
    return Object.entries(value)
      .filter(([, inner]) => isSet(inner))
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([name, inner]) => this.member(name, inner, forms, [...path, name]));
  }

  private member(name: string, value: unknown, around: readonly Schema[], path: string[]): ShownSetting {
    const own = around.flatMap(({ properties, additionalProperties: other }) => {
      const field = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
      return field ? [field] : typeof other === "object" ? [other] : [];
    });
    const forms = this.formsOf(own);
    const named =
      own.find(({ title }) => title !== undefined) ?? forms.find(({ title }) => title !== undefined);
    const isField = around.some(({ properties }) => properties && Object.hasOwn(properties, name));
    const title = this.titleAt(path) ?? (isField ? named?.title : undefined);
    // Which of several forms an object has is said by the form's title.
    const form = around.find(({ properties }) => properties?.[name]?.const === value);
    const shown = form?.title !== undefined && value !== undefined && form !== this.root ? form.title : value;
    const isKey = !isField && around.some(({ additionalProperties: other }) => typeof other === "object");
    return {
      name,
      title: title ?? (isKey ? name : wordsOfName(name)),
      value: this.value(lengthOr(name, shown, title), forms, path),
    };
  }

  private value(value: unknown, schemas: readonly Schema[], path: readonly string[]): ShownValue {
    if (value === MASK) return { kind: "secret" };
    if (isExpression(value) && schemas.some(({ widget }) => widget === "template") && isTemplate(value))
      return { kind: "template", parts: partsOf(templateOfValue(value)).map(shownPart) };
    if (isExpression(value)) return { kind: "expression", source: expressionBody(value) };
    if (Array.isArray(value)) {
      const items = schemas.flatMap(({ items: each }) => (each ? [each] : []));
      const parts = value.map((item: unknown, index): ShownSetting => {
        const place = [...path, String(index)];
        const title = this.titleAt(place) ?? String(index + 1);
        return { name: String(index), title, value: this.value(item, this.formsOf(items), place) };
      });
      return { kind: "parts", parts };
    }
    if (isRecord(value)) return { kind: "parts", parts: this.members(value, schemas, path) };
    if (typeof value === "boolean") return { kind: "text", text: value ? text.yes : text.no };
    const label = schemas.map(({ labels }) => labels?.[String(value)]).find((each) => each !== undefined);
    return { kind: "text", text: label ?? (typeof value === "string" ? value : JSON.stringify(value)) };
  }

  /** Schemas with all that they refer to or are one of. */
  private formsOf(schemas: readonly Schema[]): Schema[] {
    return schemas.flatMap((schema) => {
      const { $ref, anyOf = [], oneOf = [], allOf = [] } = schema;
      const target = $ref === undefined ? undefined : this.root.$defs?.[$ref.replace("#/$defs/", "")];
      return [schema, ...this.formsOf([...(target ? [target] : []), ...anyOf, ...oneOf, ...allOf])];
    });
  }
}

function shownPart(part: ReturnType<typeof partsOf>[number]): TemplatePart {
  return part.kind === "text" ? { text: part.text } : { source: part.source };
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** Seconds as a length of time, where the title does not say that they are seconds. */
function lengthOr(name: string, value: unknown, title = ""): unknown {
  const isLength = /(^|_)seconds$/.test(name) && !title.includes("seconds");
  return isLength && typeof value === "number" ? formatSeconds(value) : value;
}

/** A title for the whole path, where the form has one. */
function logicTitle(type: string, path: readonly string[]): string | undefined {
  const before = logicTitles(type, path.slice(0, -1));
  const titles = logicTitles(type, path);
  return titles && before && titles.length > before.length ? titles.at(-1) : undefined;
}

function lastOf(titlesOf: (path: readonly string[]) => readonly string[]) {
  return (path: readonly string[]) => titlesOf(path)[path.length - 1];
}
