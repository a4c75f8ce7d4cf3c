import type { SavedTest } from "@/lib/api/types";
import { sameJson } from "../same";
import type { Renames } from "./references";
import { byKey, renameFields } from "./rename-fields";

/**
 * A saved test that names the nodes by their new keys. `ends`: old keys of the nodes whose outputs are the run's result,
 * where they stand by key. A test that names none of them is the one it was.
 */
export function renameInTest(test: SavedTest, renames: Renames, ends: ReadonlySet<string>): SavedTest {
  const { keys, fields } = renames;
  const { trigger_node, nodes, expected } = test;
  const step = (name: string) => {
    const [key = "", ...handle] = name.split(".");
    return [keys.get(key) ?? key, ...handle].join(".");
  };
  const next: SavedTest = {
    ...test,
    ...(trigger_node ? { trigger_node: keys.get(trigger_node) ?? trigger_node } : {}),
    ...(nodes ? { nodes: byKey(nodes, keys) } : {}),
  };
  if (expected) {
    const { ran, skipped, sent, outputs, output } = expected;
    const results = new Map([...keys].filter(([key]) => ends.has(key)));
    next.expected = {
      ...expected,
      ...(ran ? { ran: ran.map(step) } : {}),
      ...(skipped ? { skipped: skipped.map(step) } : {}),
      ...(sent ? { sent: byKey(sent, keys) } : {}),
      ...(outputs ? { outputs: byKey(withFields(outputs, fields), keys) } : {}),
      ...(output ? { output: byKey(withFields(output, fields, ends), results) } : {}),
    };
  }
  return sameJson(next, test) ? test : next;
}

/** Outputs by the old keys of their nodes, with those of others in them by the new ones; `nodes`: only of these. */
function withFields(
  outputs: Readonly<Record<string, unknown>>,
  fields: Renames["fields"],
  nodes: ReadonlySet<string> = new Set(fields.keys()),
) {
  return Object.fromEntries(
    Object.entries(outputs).map(
      ([key, output]) => [key, nodes.has(key) ? renameFields(output, key, fields) : output] as const,
    ),
  );
}
