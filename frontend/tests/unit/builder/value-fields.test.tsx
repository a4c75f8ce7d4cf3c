import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { EMPTY_SCOPE, type Scope } from "@/features/builder/expression/scope";
import { FormContext } from "@/features/builder/form/form-context";
import type { Schema } from "@/features/builder/form/schema";
import { SchemaField } from "@/features/builder/form/SchemaField";
import { evaluate } from "@/lib/evaluation/evaluate";
import { evaluator } from "@/lib/evaluation/evaluator";
import { api } from "@/lib/api/client";

const TOPIC: Schema = { type: "string", title: "Topic", widget: "topic" };
const BODY: Schema = { title: "Body", widget: "json" };
const TRIGGER = { body: { email: "a@b.c" } };
const SCOPE: Scope = { ...EMPTY_SCOPE, names: [{ name: "trigger", source: "", shape: { value: TRIGGER } }] };

function shown(schema: Schema, start?: unknown) {
  const seen = vi.fn();
  function Form() {
    const [value, setValue] = useState(start);
    const change = (next: unknown) => {
      setValue(next);
      seen(next);
    };
    const field = { path: "config.x", name: "x", schema, root: schema, required: true, value };
    return (
      <FormContext
        value={{
          ...{ problems: [], config: {}, scopeOf: () => SCOPE, origin: "from the run" },
          ...{ aim: () => undefined, release: () => undefined, put: () => false },
        }}
      >
        <SchemaField {...field} onChange={change} />
      </FormContext>
    );
  }
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <Form />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return seen;
}

it("a topic is suggested from those in use, and any other can be typed", async () => {
  const items = [{ name: "orders", workflows: 2 }];
  vi.spyOn(api, "GET").mockResolvedValue({ data: { items }, response: new Response() } as never);
  const user = userEvent.setup();
  const seen = shown(TOPIC);

  await user.type(screen.getByRole("combobox", { name: "Topic" }), "ord");
  await user.click(await screen.findByRole("option", { name: /orders.*2 workflows/ }));
  expect(seen).toHaveBeenLastCalledWith("orders");
  await user.type(screen.getByRole("combobox", { name: "Topic" }), "-v2");
  expect(seen).toHaveBeenLastCalledWith("orders-v2");
});

it("a topic can be typed where none can be suggested", async () => {
  vi.spyOn(api, "GET").mockResolvedValue({
    error: {},
    response: new Response(null, { status: 500 }),
  } as never);
  const user = userEvent.setup();
  const seen = shown(TOPIC);

  await user.type(screen.getByRole("combobox", { name: "Topic" }), "orders");
  expect(seen).toHaveBeenLastCalledWith("orders");
});

it("a value with expressions in it shows the whole that it gives, and where it gives nothing", async () => {
  vi.spyOn(evaluator, "evaluate").mockImplementation((question) => evaluate(question));
  const user = userEvent.setup();
  shown(BODY, { to: "{% $trigger.body.email %}", n: 1 });

  expect(await screen.findByText('{"to":"a@b.c","n":1}')).toBeDefined();
  await user.clear(screen.getByRole("textbox"));
  await user.paste('{"to": ["{% $trigger.body.name %}"]}');
  expect(await screen.findByText(/^At to\.0: Nothing/)).toBeDefined();
});

it("a value without expressions has no preview", () => {
  shown(BODY, { n: 1 });
  expect(screen.queryByRole("group", { name: "Body: what it gives" })).toBeNull();
});
