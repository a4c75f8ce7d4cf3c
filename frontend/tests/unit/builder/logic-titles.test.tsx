import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { LOGIC_FORMS } from "@/features/builder/logic/LogicForm";
import { placeOf } from "@/features/builder/panels/place-of";
import { createBuilderStore } from "@/features/builder/state/builder-store";
import { BuilderContext, type BuilderContextValue } from "@/features/builder/state/context";
import { api } from "@/lib/api/client";
import { toDraft } from "@/lib/graph/body";
import { workflow } from "../../support/graphs";

/** The fields of a form that have a label, each with it. */
function labels(type: string, config: Record<string, unknown>): [string, string][] {
  const Form = LOGIC_FORMS[type];
  if (!Form) throw new Error(type);
  const context = { store: createBuilderStore(toDraft(workflow([]))) } as unknown as BuilderContextValue;
  const { container } = render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <BuilderContext value={context}>
          <Form config={config} onChange={() => undefined} />
        </BuilderContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return [...container.querySelectorAll<HTMLElement>("[data-field]")].flatMap((field) => {
    const label = [...field.querySelectorAll("label")].find((each) => each.closest("[data-field]") === field);
    const path = field.dataset.field ?? "";
    return label ? [[path, (label.textContent ?? "").replace(" *", "")] as [string, string]] : [];
  });
}

it.each<[string, Record<string, unknown>, number]>([
  ["approval", {}, 4],
  ["condition", { expression: "" }, 1],
  ["delay", { seconds: 1 }, 1],
  ["delay", { until: "" }, 1],
  ["delay", { local_time: "09:00" }, 3],
  ["loop", {}, 6],
  ["loop", { mode: "sequential" }, 6],
  ["merge", { mode: "expression" }, 2],
  ["run_workflow", {}, 3],
  ["set", {}, 1],
  ["split", {}, 1],
  ["stop", { outcome: "error" }, 3],
  ["stop", { outcome: "success" }, 2],
  ["switch", {}, 1],
  ["wait_for_events", {}, 3],
])("problems of a step of type %s with %j name its fields as the form does", (type, config, least) => {
  vi.spyOn(api, "GET").mockResolvedValue({ data: { items: [] }, response: new Response() } as never);

  const shown = labels(type, config);

  expect(shown.length).toBeGreaterThanOrEqual(least);
  expect(shown.map(([path]) => [path, placeOf(path, { type, definition: undefined })])).toEqual(shown);
});
