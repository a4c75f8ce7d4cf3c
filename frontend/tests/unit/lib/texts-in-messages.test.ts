import { ESLint } from "eslint";
import { expect, it } from "vitest";

const eslint = new ESLint({
  cwd: process.cwd(),
  ruleFilter: ({ ruleId }) => ruleId === "interface/texts-in-messages",
});

/** What is found in a file, as its lines of texts that are outside. */
async function outside(code: string, filePath = "src/features/builder/New.tsx"): Promise<number[]> {
  const [result] = await eslint.lintText(code, { filePath });
  expect(result?.fatalErrorCount).toBe(0);
  return result?.messages.map(({ line }) => line) ?? [];
}

it.each([
  ["between tags", "export const A = () => <p>Saved</p>;"],
  ["in an attribute that is read", 'export const A = () => <input aria-label="Name" />;'],
  ["in braces", 'export const A = () => <input placeholder={"Name"} />;'],
  ["in a field that is read", 'export const ENTRY = { label: "Delete" };'],
  ["in an error", 'throw new Error("The server does not answer");'],
  ["with values in it", "export const a = (n: number) => `${n} steps are left`;"],
  ["behind a dollar", "export const a = (n: string) => `$${n}: the size must be positive`;"],
])("a text %s is found", async (_, code) => {
  expect(await outside(code)).toEqual([1]);
});

it.each([
  ["classes", 'export const A = () => <p className="nodrag nopan">{1}</p>;'],
  ["selectors", 'document.querySelector("input, textarea");'],
  ["CSS", 'export const A = { border: "1px solid var(--sw-border)" };'],
  ["expressions", 'export const A = () => <input placeholder="{% $trigger.body %}" />;'],
  ["types", 'export type A = "one two" | "three four";'],
  ["words to a programmer", 'throw new Misuse("Use it below the context only");'],
])("%s are no texts", async (_, code) => {
  expect(await outside(code)).toEqual([]);
});

it("texts have their place in messages", async () => {
  expect(await outside('export const a = { label: "Delete it" };', "src/lib/messages/a.ts")).toEqual([]);
});
