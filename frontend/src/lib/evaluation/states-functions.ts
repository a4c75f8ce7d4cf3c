import type { Expression } from "jsonata";
import { parseJson } from "@/lib/json";
import { evaluation as text } from "@/lib/messages/evaluation";
import { md5 } from "./md5";

/**
 * The functions Step Functions adds to JSONata, as the server has them (`statewright.language.expressions.functions`):
 * the same values, and the same words where they refuse.
 */
const MAX_ITEMS = 10_000;
const ALGORITHMS = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

export function registerStatesFunctions(expression: Expression): void {
  expression.registerFunction("partition", partition, "<an:a>");
  expression.registerFunction("range", range, "<nnn?:a>");
  expression.registerFunction("hash", hash, "<xs:s>");
  expression.registerFunction("parse", parse, "<s:x>");
  expression.registerFunction("random", random);
  expression.registerFunction("uuid", uuid);
  expression.registerFunction("eval", () => {
    throw new Error(text.noEval);
  });
}

function partition(items: readonly unknown[], size: unknown): unknown[][] {
  const width = integer("partition", size);
  if (width < 1) throw new Error(text.partitionSize);
  const parts: unknown[][] = [];
  for (let start = 0; start < items.length; start += width) parts.push(items.slice(start, start + width));
  return parts;
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  const start = integer("range", first);
  const end = integer("range", last);
  const delta = step === undefined ? 1 : integer("range", step);
  if (delta === 0) throw new Error(text.rangeStep);
  const steps = Math.floor((end - start) / delta);
  if (steps >= MAX_ITEMS) throw new Error(text.rangeLong(MAX_ITEMS));
  return Array.from({ length: Math.max(0, steps + 1) }, (_, index) => start + index * delta);
}

async function hash(data: unknown, algorithm: string): Promise<string> {
  if (!ALGORITHMS.includes(algorithm)) throw new Error(text.hashAlgorithm(algorithm, ALGORITHMS));
  const bytes = new TextEncoder().encode(typeof data === "string" ? data : JSON.stringify(data));
  if (algorithm === "MD5") return md5(bytes);
  const digest = await crypto.subtle.digest(algorithm, bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function parse(json: unknown): unknown {
  if (typeof json !== "string") throw new Error(text.parseText);
  const parsed = parseJson(json);
  if ("fault" in parsed) throw new Error(text.parseFault(parsed.fault));
  return parsed.value;
}

/** Any number will do, for what a run draws is its own; but one seed gives one number. */
function random(seed: unknown): number {
  if (seed === undefined) return Math.random();
  const digits = md5(new TextEncoder().encode(`random:${String(seed)}`)).slice(0, 12);
  return Number.parseInt(digits, 16) / 2 ** 48;
}

function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function integer(name: "partition" | "range", value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new Error(text.integer(name, value));
}
