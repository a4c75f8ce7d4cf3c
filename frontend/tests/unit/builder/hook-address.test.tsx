import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { workflowQuery } from "@/features/builder/api/workflow-query";
import { FormContext } from "@/features/builder/form/form-context";
import { fieldsOf, type Schema } from "@/features/builder/form/schema";
import { SchemaField } from "@/features/builder/form/SchemaField";
import { EMPTY_SCOPE } from "@/features/builder/expression/scope";
import { createQueryClient } from "@/lib/api/queries";
import catalog from "../../../../layers/core/python/statewright/core/catalog.json";
import { answering, renderInBuilder } from "../../support/in-builder";
import { workflow } from "../../support/graphs";

vi.mock("@/lib/api/auth", () => ({ accessToken: () => Promise.resolve("token") }));
afterEach(() => vi.unstubAllGlobals());

const schema = catalog.triggers.find(({ id }) => id === "api@1")?.config_schema as unknown as Schema;
const ignore = () => undefined;

function Path({ method, path }: { method?: string; path: string }) {
  const field = fieldsOf(schema).find(({ name }) => name === "path");
  if (!field) throw new Error("the api trigger has a path");
  const form = { scopeOf: () => EMPTY_SCOPE, origin: null, aim: ignore, release: ignore, put: () => false };
  return (
    <FormContext value={{ ...form, problems: [], config: { method, path }, literal: true }}>
      <SchemaField {...field} path="config.path" root={schema} value={path} onChange={ignore} />
    </FormContext>
  );
}

it("the form of an API trigger has the whole address to copy, and says that it answers once published", () => {
  answering({});
  renderInBuilder(<Path method="PUT" path="orders/new" />, workflow([]));
  expect(screen.getByText(`${window.location.origin}/hooks/orders/new`)).toBeDefined();
  expect(screen.getByText("PUT · answers once the workflow is published")).toBeDefined();
  expect(screen.getByRole("button", { name: "Copy the address" })).toBeDefined();
  expect(screen.queryByText(/your-address/)).toBeNull();
});

it("it says that the address answers where the live version has it, as publishing tells it", async () => {
  const url = "https://hooks.example.test/hooks/orders";
  const trigger = { id: "t", url, detail: "POST /hooks/orders", status: "active" };
  answering({ "/triggers": { body: { items: [trigger] } } });
  const queries = createQueryClient();
  queries.setQueryData(workflowQuery("w").queryKey, { live_version: 1 } as never);
  const page = renderInBuilder(<Path path="orders" />, workflow([]), [], queries);
  expect(await page.findByText("POST · answers now")).toBeDefined();
  expect(page.getByText(url)).toBeDefined();
});
