import { runsLocally } from "@/lib/api/auth";
import { api, unwrap } from "@/lib/api/client";
import type { Workflow } from "@/lib/api/types";
import { createWorkflow, useMaking, workflowsLike } from "../api/make-workflow";
import { documentOf, requiredBy, type Surroundings, type Template } from "./template";

const MOST = 200;
/** Outside of the local stack nothing answers in a provider's place: the address says that it wants another. */
const TO_REPLACE = "https://api.example.com/replace-me";

async function workflowsCalled(name: string) {
  return (await workflowsLike(name)).filter(({ status }) => status !== "archived");
}

async function takenPaths(): Promise<Set<string>> {
  const { items } = await unwrap(api.GET("/api/triggers", { params: { query: { limit: MOST } } }));
  return new Set(
    items.flatMap(({ url }) =>
      url ? [new URL(url, window.location.href).pathname.split("/hooks/").at(-1) ?? ""] : [],
    ),
  );
}

/** Makes a draft of a template, and first of those that it runs and that are not there yet; gives the draft. */
async function createFrom(template: Template): Promise<Workflow> {
  const ids = new Map<string, string>();
  const [paths, local] = await Promise.all([takenPaths(), runsLocally()]);
  const around = (names: readonly { name: string }[]): Surroundings => ({
    names: new Set(names.map(({ name }) => name)),
    paths,
    echo: local ? `${window.location.origin}/_local/echo` : TO_REPLACE,
    ids,
  });
  for (const required of requiredBy(template)) {
    const { name } = required.document;
    const there = (await workflowsCalled(name)).find((workflow) => workflow.name === name);
    const { id } = there ?? (await createWorkflow(documentOf(required, around([]))));
    if (required.id !== undefined) ids.set(required.id, id);
  }
  return createWorkflow(documentOf(template, around(await workflowsCalled(template.document.name))));
}

export function useTemplate() {
  return useMaking(createFrom);
}
