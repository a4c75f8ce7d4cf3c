import type { Locator, Page } from "playwright-core";
import { type Definition, type DocumentNode, type Property, waysOf } from "./examples.ts";
import { textWithData } from "./text-with-data.ts";

type Values = Record<string, unknown>;

/** What people read at the fields of the nodes whose form is their own, in the order they are filled in. */
const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  approval: {
    ...{ title: "What is to be decided", message: "Details", to: "Ask by mail" },
    timeout_seconds: "Wait at most",
  },
  loop: {
    ...{ items: "Repeat for each of", mode: "Order", concurrency: "At a time" },
    ...{ on_item_error: "When an item fails", result: "Result of an item", expected_items: "Expected items" },
  },
  merge: { mode: "What goes on", expression: "Expression" },
  run_workflow: { workflow_id: "Workflow", payload: "Payload", wait: "Wait for its result" },
  set: { values: "Values" },
  split: { key: "Same way for the same" },
  stop: { outcome: "The run ends as", output: "Result", error: "Name of the error", message: "Message" },
  switch: { value: "Value" },
  wait_for_events: { event: "Event", key: "Key", timeout_seconds: "Wait at most" },
};

const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mode: {
    ...{ concurrent: "Several at a time", sequential: "One after the other" },
    ...{ all: "The results of all branches, by name", first: "The first branch that ran" },
  },
  on_item_error: { fail: "The loop fails", collect: "Put the error in its place" },
  outcome: { success: "succeeded", error: "failed" },
};

const OPERATORS: Readonly<Record<string, string>> = {
  ...{ equals: "equals", greater_than: "is greater than", is_not_empty: "is not empty", in: "is one of" },
};

const CASES = [
  ["equals", "the value equals"],
  ["in", "the value is one of"],
  ["from", "the value is in a range"],
  ["expression", "an expression is true"],
] as const;

const UNITS = [
  ["days", 86_400],
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
] as const;

const RETRY: Readonly<Record<string, string>> = {
  max_attempts: "Retries at most",
  interval_seconds: "First wait (seconds)",
  backoff_rate: "Each wait times",
  max_delay_seconds: "Longest wait (seconds)",
};

const EXPRESSION = /^\{%([\s\S]*)%\}$/;
const DAILY = /^cron\((\d+) (\d+) \* \* \? \*\)$/;

/** The form of the selected node or a part of it, filled in as a person does: by what stands at its controls. */
export class Form {
  private readonly root: Locator;
  private readonly page: Page;
  private readonly definitions: ReadonlyMap<string, Definition>;

  constructor(root: Locator, definitions: ReadonlyMap<string, Definition>) {
    this.root = root;
    this.page = root.page();
    this.definitions = definitions;
  }

  /** Gives the selected node its configuration, name, key and settings. `other`: what the workflow is called that it runs. */
  async fill(node: DocumentNode, other: string): Promise<void> {
    await this.parameters(node, other);
    await this.root.getByRole("tab", { name: "Settings" }).click();
    const name = this.control("textbox", "Name");
    await name.fill(node.name);
    // The key follows the name once it is whole.
    await name.press("Enter");
    const key = this.control("textbox", "Name in expressions");
    await key.fill(node.key);
    await key.press("Enter");
    await this.settings(node.settings);
  }

  private async parameters(node: DocumentNode, other: string): Promise<void> {
    const { type, config } = node;
    if (type === "condition") return this.rules(config.rules as Values[]);
    if (type === "delay") return this.delay(config);
    if (type === "switch") await this.cases(waysOf(node));
    if (type === "split") await this.variants(waysOf(node));
    const properties = this.definitions.get(node.definition ?? type)?.config_schema.properties ?? {};
    for (const [name, label] of Object.entries(LABELS[type] ?? titlesOf(properties))) {
      const value = config[name];
      if (value === undefined) continue;
      const { widget } = properties[name] ?? {};
      if (name === "timeout_seconds") await this.duration(label, Number(value));
      else if (widget === "cron") await this.schedule(label, String(value));
      else if (widget === "schema") await this.field(`config.${name}`).schema(label, value);
      else if (name === "workflow_id") await this.choose(label, other, new RegExp(`^${escaped(other)}`));
      else await this.field(`config.${name}`).value(label, value, optionOf(name, value, properties[name]));
    }
  }

  private async settings({ on_error, retry, select, notes }: Values): Promise<void> {
    // The error branch comes with the connection that is drawn from it.
    if (on_error === "continue")
      await this.choose("When it fails after its retries", "Go on with the next step");
    if (retry) {
      await this.field("settings.retry").root.getByRole("switch").press("Space");
      for (const [name, label] of Object.entries(RETRY))
        await this.control("textbox", label).fill(String((retry as Values)[name] ?? ""));
      if ((retry as Values).jitter === false)
        await this.field("settings.retry.jitter").root.getByRole("switch").press("Space");
      for (const name of ((retry as Values).on as string[] | undefined) ?? []) {
        const errors = this.control("combobox", "Retry after these errors");
        await errors.fill(name);
        await errors.press("Enter");
      }
    }
    if (select !== undefined) await this.value("Keep only a part of the result", select);
    if (notes !== undefined) await this.control("textbox", "Notes").fill(String(notes));
  }

  /** A value of any kind, in the control that the form has for it. */
  private async value(label: string, value: unknown, option?: string): Promise<void> {
    const expression = expressionIn(value);
    if (expression !== undefined) return this.expression(label, expression);
    const fixed = this.control("button", `${label}: Use a fixed value`);
    if ((await fixed.count()) > 0) {
      await fixed.click();
      await fixed.waitFor({ state: "detached" });
    }
    if (option !== undefined) return this.choose(label, option);
    if (typeof value === "boolean") return this.switchTo(label, value);
    // What is chosen from suggestions can be typed as well.
    const box = this.control("textbox", label).or(this.control("combobox", label));
    const first = this.control("textbox", `${label} 1`);
    const entry = this.control("textbox", `${label} 1: Name`);
    await box.or(first).or(entry).first().waitFor();
    if (Array.isArray(value) && (await first.count()) > 0) return this.list(label, value);
    if (isRecord(value) && (await entry.count()) > 0) return this.entries(label, value);
    await box.fill(typeof value === "string" ? value : JSON.stringify(value));
    if ((await box.getAttribute("aria-expanded")) === "true") await box.press("Tab");
  }

  private async list(label: string, values: readonly unknown[]): Promise<void> {
    for (const [at, value] of values.entries()) {
      if (at > 0) await this.press("Add");
      await this.value(`${label} ${at + 1}`, value);
    }
  }

  private async entries(label: string, values: Values): Promise<void> {
    for (const [at, [name, value]] of Object.entries(values).entries()) {
      if (at > 0) await this.press("Add an entry");
      await this.control("textbox", `${label} ${at + 1}: Name`).fill(name);
      await this.value(`${label} ${at + 1}: Value`, value);
    }
  }

  private async expression(label: string, source: string): Promise<void> {
    const toggle = this.control("button", `${label}: Use an expression`);
    const text = textWithData(source);
    const template = this.root
      .locator("[data-template-editor]")
      .getByRole("textbox", { name: exactly(label) });
    if (text !== undefined && (await template.count()) > 0) {
      await template.click();
      return this.paste(text);
    }
    // Switched to an expression, the field has the cursor.
    if ((await toggle.count()) > 0) await toggle.click();
    else await this.control("textbox", label).click();
    await this.paste(source);
  }

  private async paste(text: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.keyboard.press("ControlOrMeta+v");
  }

  /** Chooses by name; `called`: what stands at the option, where that is more. */
  private async choose(label: string, option: string, called: string | RegExp = option): Promise<void> {
    const box = this.control("combobox", label);
    if ((await box.inputValue()) === option) return;
    await box.click();
    // A long list is searched.
    if ((await box.getAttribute("readonly")) === null) await box.fill(option);
    await this.page.getByRole("option", { name: called, exact: true }).click();
  }

  private async switchTo(label: string, on: boolean): Promise<void> {
    const box = this.control("switch", label);
    if ((await box.isChecked()) !== on) await box.press("Space");
  }

  private async schedule(label: string, expression: string): Promise<void> {
    const [, minute, hour] = DAILY.exec(expression) ?? [];
    if (!minute || !hour) {
      await this.choose(label, "By an expression");
      return this.control("textbox", "Expression").fill(expression);
    }
    await this.choose(label, "Every day");
    await this.root
      .getByLabel("Time", { exact: true })
      .fill(`${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`);
  }

  private async schema(label: string, schema: unknown): Promise<void> {
    await this.root.getByText("JSON", { exact: true }).click();
    await this.control("textbox", label).fill(JSON.stringify(schema));
  }

  private async rules(rules: readonly Values[]): Promise<void> {
    for (const [at, { left, operator, right }] of rules.entries()) {
      if (at > 0) await this.press("Add a rule");
      await this.field(`config.rules.${at}.left`).value("Value", left);
      await this.root.getByRole("combobox", { name: "Comparison" }).nth(at).click();
      await this.page.getByRole("option", { name: OPERATORS[String(operator)], exact: true }).click();
      if (right !== undefined) await this.field(`config.rules.${at}.right`).value("Compare with", right);
    }
  }

  private async delay(config: Values): Promise<void> {
    if (config.local_time === undefined) return this.duration("How long", Number(config.seconds));
    await this.root.getByText("until a time of day", { exact: true }).click();
    await this.field("config.local_time").root.getByLabel("Time of day").fill(String(config.local_time));
    await this.value("Time zone", config.timezone);
  }

  /** A length of time, in the largest unit in which it is whole. */
  async duration(label: string, seconds: number): Promise<void> {
    const [unit, size] = UNITS.find(([, each]) => seconds % each === 0) ?? ["seconds", 1];
    await this.choose(`${label}: unit`, unit);
    await this.control("textbox", label).fill(String(seconds / size));
  }

  private async cases(cases: readonly Values[]): Promise<void> {
    for (const [at, way] of cases.entries()) {
      if (at > 0) await this.press("Add a case");
      const name = `Case ${at + 1}`;
      const kind = CASES.find(([field]) => way[field] !== undefined) ?? CASES[0];
      await this.control("textbox", `${name}: label`).fill(String(way.name));
      await this.choose(`${name}: holds when`, kind[1]);
      const part = this.field(`config.cases.${at}`);
      if (kind[0] !== "from") await part.value(`${name}: ${kind[1]}`, way[kind[0]]);
      else {
        await part.value(`${name}: from`, way.from);
        if (way.to !== undefined) await part.value(`${name}: below`, way.to);
      }
    }
  }

  private async variants(variants: readonly Values[]): Promise<void> {
    for (const [at, { name, weight }] of variants.entries()) {
      if (at > 1) await this.press("Add a variant");
      await this.control("textbox", `Variant ${at + 1}: label`).fill(String(name));
      await this.control("textbox", `Variant ${at + 1}: weight`).fill(String(weight));
    }
  }

  private field(path: string): Form {
    return new Form(this.root.locator(`[data-field="${path}"]`).first(), this.definitions);
  }

  /** The control that is called so; a star at a label says that it must be filled. */
  private control(role: "textbox" | "combobox" | "switch" | "button", label: string): Locator {
    return this.root.getByRole(role, { name: exactly(label) });
  }

  private async press(button: string): Promise<void> {
    await this.root.getByRole("button", { name: button, exact: true }).click();
  }
}

function titlesOf(properties: Readonly<Record<string, Property>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).map(([name, { title }]) => [name, title ?? name]));
}

/** What an option of a choice is called; undefined where the field is no choice. */
function optionOf(name: string, value: unknown, property: Property = {}): string | undefined {
  const known = OPTIONS[name]?.[String(value)];
  if (known !== undefined) return known;
  if (property.enum) return property.labels?.[String(value)] ?? String(value);
  return property.widget === "timezone" ? String(value) : undefined;
}

function expressionIn(value: unknown): string | undefined {
  return typeof value === "string" ? EXPRESSION.exec(value)?.[1]?.trim() : undefined;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function exactly(label: string): RegExp {
  return new RegExp(`^${escaped(label)}( \\*)?$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
