/**
 * A small in-memory server that speaks the REST contract (docs/reference/contracts.md) for working on the front
 * end alone. Publishing and running are played, not done: the real stack is `make run`.
 *
 *   PORT=8701 node tests/support/fixture-server.mjs
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const catalog = JSON.parse(
  readFileSync(new URL("../../../layers/core/python/statewright/core/catalog.json", import.meta.url), "utf8"),
);
const logic = [
  ["condition", "Condition", "git-branch", "Goes one way or the other."],
  ["switch", "Switch", "arrow-fork", "Goes one of several ways."],
  ["split", "Split", "percentage", "Sends a share of the runs each way."],
  ["loop", "Loop", "repeat", "Does the steps inside for each item of a list."],
  ["delay", "Delay", "clock-pause", "Waits for a time or until a moment."],
  ["wait_for_events", "Wait for an event", "bell-ringing", "Goes on when an event comes."],
  ["approval", "Approval", "user-check", "Asks a person."],
  ["merge", "Merge", "arrows-join-2", "Brings branches together."],
  ["set", "Set values", "variable", "Names values for later steps."],
  ["stop", "Stop", "player-stop", "Ends the run."],
  ["run_workflow", "Run a workflow", "subtask", "Starts another workflow."],
].map(([name, title, icon, description]) => ({
  ...{ id: name, kind: "logic", name, version: 1, title, icon, description, category: "Logic" },
  ...{ config_schema: {}, output_schema: null, native: true, errors: [], enabled: true },
}));
const definitions = [
  ...catalog.triggers.map((spec) => ({
    ...spec,
    kind: "trigger",
    category: null,
    native: false,
    errors: [],
    enabled: true,
  })),
  ...logic,
  ...catalog.actions.map((spec) => ({ ...spec, kind: "action", enabled: true })),
];

const workflows = new Map();
const executions = new Map();
const now = () => new Date().toISOString();
const page = (items) => ({ items, next_cursor: null });

function createWorkflow({ name, description = "", graph = { nodes: [], edges: [] }, settings = {} }) {
  const workflow = {
    ...{ id: randomUUID(), name, description, status: "draft", live_version: null, revision: 1 },
    ...{
      created_at: now(),
      updated_at: now(),
      last_execution: null,
      graph,
      settings,
      versions: [],
      triggers: [],
    },
  };
  workflows.set(workflow.id, workflow);
  return workflow;
}

function validate(graph) {
  const problems = [];
  const problem = (severity, code, message, node, field = null) =>
    problems.push({
      ...{
        severity,
        code,
        message,
        node_id: node?.id ?? null,
        edge_id: null,
        field,
        position: null,
        suggestion: null,
      },
    });
  if (!graph.nodes.some((node) => node.type === "trigger"))
    problem("error", "no_trigger", "A workflow needs a trigger.");
  for (const node of graph.nodes) {
    const definition = definitions.find(({ id }) => id === node.definition);
    for (const field of definition?.config_schema.required ?? []) {
      if (node.config[field] === undefined || node.config[field] === "")
        problem("error", "required", `"${field}" is required.`, node, `config.${field}`);
    }
    if (node.type !== "trigger" && !graph.edges.some((edge) => edge.target === node.id))
      problem("warning", "unreachable", "Nothing leads here.", node);
  }
  return { valid: problems.every(({ severity }) => severity !== "error"), problems };
}

function startExecution(workflow) {
  const id = `${workflow.id}.m-${randomUUID().slice(0, 8)}`;
  executions.set(id, {
    id,
    workflow,
    graph: workflow.published,
    version: workflow.live_version,
    startedAt: Date.now(),
  });
  return id;
}

/** Plays the run: each rank of nodes takes 1.2 s, an expression `false` or a node called "Fail" changes the way. */
function playExecution({ id, workflow, graph, version, startedAt, cancelledAt }) {
  const clock = cancelledAt ?? Date.now();
  const live = new Set();
  const ranks = new Map();
  const nodes = [];
  let failure = null;
  let endedAt = startedAt;
  for (const node of graph.nodes) ranks.set(node.id, node.type === "trigger" ? 0 : -1);
  for (let pass = 0; pass < graph.nodes.length; pass += 1)
    for (const edge of graph.edges)
      ranks.set(edge.target, Math.max(ranks.get(edge.target), ranks.get(edge.source) + 1));
  const ordered = [...graph.nodes].sort((a, b) => ranks.get(a.id) - ranks.get(b.id));
  for (const node of ordered) {
    const reached = node.type === "trigger" || live.has(node.id);
    const begin = startedAt + ranks.get(node.id) * 1200;
    const end = begin + 900;
    if (!reached || failure) continue;
    endedAt = Math.max(endedAt, end);
    if (begin > clock) continue;
    const fails = node.name.includes("Fail");
    const done = end <= clock;
    const handle = node.type === "condition" ? "true" : "out";
    const hasErrorEdge = graph.edges.some(
      (edge) => edge.source === node.id && edge.source_handle === "error",
    );
    nodes.push({
      ...{ key: node.key, iteration: "", attempt: 0, input: node.config },
      status: done ? (fails ? "failed" : "succeeded") : cancelledAt ? "cancelled" : "running",
      started_at: new Date(begin).toISOString(),
      ended_at: done ? new Date(end).toISOString() : null,
      output: done && !fails ? { status: 200, body: { echoed: node.config } } : null,
      error:
        done && fails
          ? { name: "ProviderRejected", message: "The API answered 422: e-mail is missing" }
          : null,
      handle: done ? (fails ? (hasErrorEdge ? "error" : null) : handle) : null,
    });
    if (fails && !hasErrorEdge && done) failure = nodes.at(-1).error;
    for (const edge of graph.edges)
      if (edge.source === node.id && edge.source_handle === (fails ? "error" : handle)) live.add(edge.target);
  }
  const ended = cancelledAt !== undefined || clock >= endedAt;
  if (ended)
    for (const node of graph.nodes)
      if (!nodes.some(({ key }) => key === node.key))
        nodes.push({
          ...{
            key: node.key,
            iteration: "",
            attempt: 0,
            status: "skipped",
            started_at: null,
            ended_at: null,
          },
          ...{ input: null, output: null, error: null, handle: null },
        });
  const status = cancelledAt ? "cancelled" : !ended ? "running" : failure ? "failed" : "succeeded";
  return {
    ...{ id, workflow_id: workflow.id, workflow_name: workflow.name, version, status, trigger: "api@1" },
    started_at: new Date(startedAt).toISOString(),
    ended_at: ended ? new Date(cancelledAt ?? endedAt).toISOString() : null,
    duration_ms: ended ? (cancelledAt ?? endedAt) - startedAt : null,
    ...{ error: failure, diverged: false, input: { trigger: { body: {} } }, output: ended ? {} : null },
    ...{ graph, nodes, divergences: [] },
  };
}

/** What the draft would take, with made-up figures. */
function preflight(graph) {
  const { valid, problems } = validate(graph);
  const transitions = graph.nodes.length + 1;
  const standard = transitions * 0.025;
  const bound = { usual: transitions, worst: transitions * 3, node: null, limit: 25_000 };
  return {
    ...{ valid, problems },
    preflight: valid && {
      ...{ fits: true, problems: [], loops: [], token_waits: [], express: [], events: bound },
      definition: { bytes: 900 * transitions, bytes_limit: 1_000_000, states: transitions },
      transitions: { ...bound, limit: null },
      duration: { longest: 60, worst: 900, limit: 86_400, node: null, waiting: 0, waits: null },
      payload: { bounded: null, bounded_node: null, literal: 400, limit: 262_144, unknown: [] },
      cost: {
        ...{ runs: 1000, average: standard, cheapest: standard, costliest: standard, worst: standard * 3 },
        ...{ worst_node: null, paths_left_out: 0, exact: true },
        paths: [{ choices: [], transitions, calls: 0, standard, node: null, node_standard: 0 }],
      },
      prices: { currency: "USD", region: "us-east-1", date: "2026-05-01" },
    },
  };
}

/** A test run as if it had been played long ago: nobody waits. */
function playTest(workflow, { graph, stop_at }) {
  const startedAt = Date.now() - 3_600_000;
  const { nodes, status, error, started_at, ended_at } = playExecution({
    ...{ id: "test", workflow, graph, version: null, startedAt },
  });
  const until = nodes.findIndex(({ key }) => key === stop_at);
  return {
    ...{ status: until < 0 ? status : null, output: {}, error, started_at, ended_at },
    ...{ nodes: until < 0 ? nodes : nodes.slice(0, until + 1), waiting: [], stopped_at: stop_at ?? null },
  };
}

const summary = (workflow) => {
  const {
    graph: _graph,
    settings: _settings,
    versions: _versions,
    triggers: _triggers,
    published: _published,
    ...rest
  } = workflow;
  const last = [...executions.values()].reverse().find(({ workflow }) => workflow.id === rest.id);
  const run = last ? playExecution(last) : null;
  return { ...rest, last_execution: run && { id: run.id, status: run.status, started_at: run.started_at } };
};
const detail = (workflow) => ({ ...summary(workflow), graph: workflow.graph, settings: workflow.settings });
const fail = (status, title, more = {}) => ({
  status,
  body: { type: "about:blank", title, status, ...more },
});
const ok = (body, status = 200) => ({ status, body });

function publish(workflow, { revision }) {
  if (revision !== workflow.revision)
    return fail(409, "The draft has changed", { current: detail(workflow) });
  const { valid, problems } = validate(workflow.graph);
  if (!valid) return fail(422, "The workflow has problems", { problems });
  workflow.live_version = (workflow.live_version ?? 0) + 1;
  workflow.status = "published";
  workflow.published = workflow.graph;
  workflow.versions.unshift({
    ...{ graph: workflow.graph, settings: workflow.settings, definition: {} },
    version: workflow.live_version,
    published_at: now(),
    published_by: "developer",
  });
  workflow.triggers = workflow.graph.nodes
    .filter(({ type }) => type === "trigger")
    .map((node) => ({
      ...{ id: randomUUID(), workflow_id: workflow.id, node_key: node.key, definition: node.definition },
      ...{ status: "active", detail: null, error: null },
      url: node.definition === "api@1" ? `http://127.0.0.1:${port}/hooks/${node.config.path}` : null,
    }));
  return ok({ version: workflow.live_version, triggers: workflow.triggers });
}

function route(method, path, query, body) {
  const [resource, id, action, part] = path.split("/");
  if (resource === "registry") return ok({ items: definitions });
  if (resource === "executions") {
    const execution = executions.get(id);
    if (!id) {
      const runs = [...executions.values()].reverse().map(playExecution);
      return ok(
        page(
          runs.filter(
            (run) =>
              (!query.get("workflow_id") || run.workflow_id === query.get("workflow_id")) &&
              (!query.get("status") || run.status === query.get("status")),
          ),
        ),
      );
    }
    if (!execution) return fail(404, "No such execution");
    if (action === "cancel") {
      execution.cancelledAt ??= Date.now();
      return ok({}, 202);
    }
    return ok(playExecution(execution));
  }
  if (resource === "triggers")
    return ok(
      page(
        [...workflows.values()]
          .flatMap(({ triggers }) => triggers)
          .filter(({ workflow_id }) => workflow_id === query.get("workflow_id")),
      ),
    );
  if (resource !== "workflows") return fail(404, "Nothing here");
  if (!id && method === "POST") return ok(detail(createWorkflow(body)), 201);
  if (!id) {
    const found = [...workflows.values()]
      .filter(({ name }) => name.toLowerCase().includes((query.get("q") ?? "").toLowerCase()))
      .filter(({ status }) => (query.get("status") ? status === query.get("status") : status !== "archived"));
    return ok(page(found.map(summary)));
  }
  const workflow = workflows.get(id);
  if (!workflow) return fail(404, "No such workflow");
  if (!action && method === "GET") return ok(detail(workflow));
  if (!action && method === "DELETE") {
    workflow.status = "archived";
    return ok(null, 204);
  }
  if (!action) {
    if (body.revision !== workflow.revision)
      return fail(409, "The draft has changed", { current: detail(workflow) });
    Object.assign(workflow, { ...body, revision: workflow.revision + 1, updated_at: now() });
    return ok(detail(workflow));
  }
  if (action === "validate") return ok(validate(body?.graph ?? workflow.graph));
  if (action === "preflight") return ok(preflight(body?.graph ?? workflow.graph));
  if (action === "test-runs") return ok(playTest(workflow, body));
  if (action === "publish") return publish(workflow, body);
  if (action === "deactivate") {
    workflow.status = "inactive";
    return ok(detail(workflow));
  }
  if (action === "executions") return ok({ id: startExecution(workflow) }, 202);
  if (action === "versions" && part) {
    const version = workflow.versions.find((each) => String(each.version) === part);
    return version
      ? ok({ ...version, live: version.version === workflow.live_version })
      : fail(404, "No such version");
  }
  if (action === "versions")
    return ok(
      page(
        workflow.versions.map((version) => ({ ...version, live: version.version === workflow.live_version })),
      ),
    );
  return fail(404, "Nothing here");
}

function answer(method, url, body) {
  const path = url.pathname;
  if (path === "/_local/config.json") return ok({ auth: { mode: "local", token_url: "/_local/token" } });
  if (path === "/_local/token") return ok({ access_token: "fixture", expires_in: 3600 });
  if (path.startsWith("/api/")) return route(method, path.slice("/api/".length), url.searchParams, body);
  const hooked = [...workflows.values()].find(({ triggers }) =>
    triggers.some((trigger) => trigger.url?.endsWith(path) && path.startsWith("/hooks/")),
  );
  return hooked ? ok({ execution_id: startExecution(hooked) }, 202) : fail(404, "Nothing here");
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { status, body } = answer(
    request.method,
    new URL(request.url, "http://fixture"),
    text ? JSON.parse(text) : undefined,
  );
  response.writeHead(status, {
    "content-type": status < 400 ? "application/json" : "application/problem+json",
  });
  response.end(body === null ? undefined : JSON.stringify(body));
});
const port = Number(process.env.PORT ?? 8701);
server.listen(port, "127.0.0.1");
