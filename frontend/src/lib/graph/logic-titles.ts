import { messages } from "@/lib/messages";

const { condition, delay, loop, merge, runWorkflow, set, split, stop, waiting, ways } = messages;
const TIMEOUT = { timeout_seconds: waiting.timeout };

/** What the forms of logic nodes call their fields, by the node's type; their schemas have no titles. */
const TITLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  approval: { title: waiting.title, message: waiting.message, to: waiting.to, ...TIMEOUT },
  condition: {
    ...{ rules: condition.rules, expression: condition.expression, match: condition.match },
    ...{ left: condition.left, operator: condition.operator, right: condition.right },
  },
  delay: {
    ...{ seconds: delay.amount, until: delay.untilLabel, local_time: delay.localTime },
    ...{ timezone: delay.timezone, weekdays: delay.weekdays },
  },
  loop: {
    ...{ items: loop.items, mode: loop.mode, concurrency: loop.concurrency, until: loop.until },
    ...{ on_item_error: loop.onItemError, result: loop.result, expected_items: loop.expected },
  },
  merge: { mode: merge.mode, expression: merge.expression },
  run_workflow: {
    ...{ workflow_id: runWorkflow.workflow, payload: runWorkflow.payload, wait: runWorkflow.wait },
  },
  set: { values: set.values },
  split: { key: split.key },
  stop: { outcome: stop.outcome, output: stop.output, error: stop.error, message: stop.message },
  switch: { value: messages.switch.value, ...messages.switch.kinds },
  wait_for_events: { event: waiting.event, key: waiting.key, ...TIMEOUT },
};
const WAYS: Readonly<Record<string, (number: number) => string>> = {
  cases: ways.case,
  variants: ways.variant,
};

/** Names for people along a path of a logic node's configuration, as far as its form has any; null for other nodes. */
export function logicTitles(type: string, path: readonly string[]): string[] | null {
  const titles = TITLES[type];
  if (!titles) return null;
  const found: string[] = [];
  for (const [at, name] of path.entries()) {
    const way = WAYS[path[at - 1] ?? ""]?.(Number(name) + 1);
    const title = Number.isInteger(Number(name)) ? way : titles[name];
    if (title !== undefined) found.push(title);
    else if (!Number.isInteger(Number(name)) && !(name in WAYS)) break;
  }
  return found;
}
