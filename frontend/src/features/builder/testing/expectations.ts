import type { SavedTest, TestMismatch } from "@/lib/api/types";
import { handleLabel } from "@/lib/graph/handles";
import { messages } from "@/lib/messages";
import type { Command } from "../state/commands";
import { mismatchPlace, type Step } from "./saved-test";

export type Expected = SavedTest["expected"];

/** One thing that a saved test expects: in which list, and its place or name there. */
export interface Expectation {
  what: keyof Expected;
  at: string | number | null;
  told: string;
}

const text = messages.savedTests;

/** What a saved test expects, in words. What a test does not say, as one that was written by hand may not, is not there. */
export function expectationsOf(expected: Partial<Expected>, nodes: readonly Step[]): Expectation[] {
  const { status = "succeeded", error, ran = [], skipped = [], sent = {}, outputs = {}, output } = expected;
  const each = (what: "sent" | "outputs", values: Record<string, unknown>) =>
    Object.entries(values).map(([key, value]) => ({
      ...{ what, at: key, told: text[what](nameOf(key, nodes), JSON.stringify(value)) },
    }));
  return [
    { what: "status", at: null, told: text.ends(endOf(status)) },
    ...(error ? [{ what: "error" as const, at: null, told: text.error(error) }] : []),
    ...ran.map((step, at) => ({ what: "ran" as const, at, told: ranText(step, nodes) })),
    ...skipped.map((key, at) => ({ what: "skipped" as const, at, told: text.skipped(nameOf(key, nodes)) })),
    ...each("sent", sent),
    ...each("outputs", outputs),
    ...(output ? [{ what: "output" as const, at: null, told: text.output(JSON.stringify(output)) }] : []),
  ];
}

/** In what a run was another one, by the names of steps and their ways. */
export function mismatchText(mismatch: TestMismatch, nodes: readonly Step[]): string {
  const { kind, node: key, field, expected, got, message } = mismatch;
  const name = key === null ? "" : nameOf(key, nodes);
  const way = (handle: unknown) => wayOf(key, String(handle), nodes);
  switch (kind) {
    case "not_run":
      return text.notRun(name);
    case "other_way":
      return text.otherWay(name, way(String(expected).split(".")[1]), handlesOf(got).map(way).join(", "));
    case "not_skipped":
      return text.notSkipped(name);
    case "nothing_given":
      return text.nothingGiven(name);
    case "not_called":
      return text.notCalled(name);
    case "differs":
      if (field !== "status") return `${mismatchPlace(mismatch, nodes)}: ${message}`;
      return text.otherEnd(name, endOf(String(expected)), endOf(String(got)));
  }
}

/** Has a test expect something else: one step of undo. */
export function expect(name: string, expected: Expected): Command {
  // What is null was said of no test.
  const said = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null));
  return (draft) => ({
    ...draft,
    tests: (draft.tests ?? []).map((test) =>
      test.name === name ? { ...test, expected: said as unknown as Expected } : test,
    ),
  });
}

export function without(expected: Expected, { what, at }: Pick<Expectation, "what" | "at">): Expected {
  if (at === null) {
    const { [what]: _, ...others } = expected;
    return others as Expected;
  }
  const held = expected[what];
  if (Array.isArray(held)) return { ...expected, [what]: held.filter((_, place) => place !== at) };
  return {
    ...expected,
    [what]: Object.fromEntries(Object.entries(held ?? {}).filter(([key]) => key !== at)),
  };
}

function nameOf(key: string, nodes: readonly Step[]): string {
  return nodes.find((node) => node.key === key)?.name || key;
}

function ranText(step: string, nodes: readonly Step[]): string {
  const [key = "", handle] = step.split(".");
  return handle === undefined
    ? text.ran(nameOf(key, nodes))
    : text.took(nameOf(key, nodes), wayOf(key, handle, nodes));
}

function wayOf(key: string | null, handle: string, nodes: readonly Step[]): string {
  const node = nodes.find((each) => each.key === key);
  return (node && handleLabel(node, handle)) ?? handle;
}

function handlesOf(got: unknown): unknown[] {
  return Array.isArray(got) ? got : [];
}

/** "Failed: ProviderRejected" of `failed: ProviderRejected`. */
function endOf(status: string): string {
  const [end = "", ...why] = status.split(": ");
  const told = (messages.executionStatus as Readonly<Record<string, string>>)[end] ?? text.waits;
  return [told, ...why].join(": ");
}
