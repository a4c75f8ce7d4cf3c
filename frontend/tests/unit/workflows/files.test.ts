import { strToU8, unzipSync, zipSync } from "fflate";
import { afterEach, describe, expect, it, vi } from "vitest";
import { exportWorkflows } from "@/features/workflows/files/export-workflows";
import { importEach, type Outcome } from "@/features/workflows/files/import-each";
import { sourcesOf } from "@/features/workflows/files/sources";
import { api } from "@/lib/api/client";
import { ApiError, ServerUnreachable } from "@/lib/api/errors";
import { newDocument, serializeDocument } from "@/lib/graph/document";

const ORDERS = serializeDocument(newDocument("Orders"));
const file = (name: string, content: BlobPart) => new File([content], name);

async function importing(
  files: readonly File[],
  create = (name: string) => Promise.resolve({ id: `id of ${name}`, name }),
  isStopped = () => false,
) {
  const sources = await sourcesOf(files);
  const outcomes: Outcome[] = [];
  await importEach(sources, {
    create: ({ name }) => create(name),
    report: (index, outcome) => (outcomes[index] = outcome),
    isStopped,
  });
  return sources.map(({ name }, index) => [name, outcomes[index]] as const);
}

describe("an import", () => {
  it("makes a workflow of each file, and says of each other what is wrong with it", async () => {
    const done = await importing([
      file("orders.json", ORDERS),
      file("broken.json", "{"),
      file("list.json", "[1]"),
      file("huge.json", "x".repeat(4 * 1024 * 1024 + 1)),
      file("unnamed.json", JSON.stringify({ graph: { nodes: [], edges: [] } })),
    ]);

    expect(done).toMatchObject([
      ["orders.json", { state: "imported", workflow: { name: "Orders" } }],
      ["broken.json", { state: "refused", reasons: [expect.stringContaining("no JSON")] }],
      ["list.json", { state: "refused", reasons: [expect.stringContaining("no graph")] }],
      ["huge.json", { state: "refused", reasons: [expect.stringContaining("4 MiB")] }],
      ["unnamed.json", { state: "imported", workflow: { name: "unnamed" } }],
    ]);
  });

  it("tells everything the server found, and goes on after a refusal", async () => {
    const errors = [
      { field: "graph.nodes.0.key", message: "is missing" },
      { field: null, message: "too many" },
    ];
    const done = await importing(
      [file("a.json", ORDERS), file("b.json", ORDERS), file("c.json", ORDERS)],
      vi
        .fn()
        .mockRejectedValueOnce(new ApiError(422, "Unprocessable", "See errors.", errors, {}))
        .mockRejectedValueOnce(new ServerUnreachable("The server answers 502"))
        .mockResolvedValueOnce({ id: "3", name: "Orders" }),
    );

    expect(done).toMatchObject([
      ["a.json", { state: "refused", reasons: ["graph.nodes.0.key: is missing", "too many"], retry: false }],
      [
        "b.json",
        { state: "refused", reasons: [expect.stringContaining("may be there all the same")], retry: true },
      ],
      ["c.json", { state: "imported" }],
    ]);
  });

  it("leaves what comes after a stop", async () => {
    let made = 0;
    const done = await importing(
      [file("a.json", ORDERS), file("b.json", ORDERS)],
      (name) => Promise.resolve({ id: String((made += 1)), name }),
      () => made === 1,
    );

    expect(done.map(([, outcome]) => outcome?.state)).toEqual(["imported", "left"]);
  });

  it("looks into archives, but not at what is no workflow in them", async () => {
    const archive = zipSync({
      "flows/orders.json": strToU8(ORDERS),
      "__MACOSX/orders.json": strToU8("x"),
      "read.me": strToU8("x"),
      "huge.json": strToU8("x".repeat(4 * 1024 * 1024 + 1)),
    });

    const done = await importing([
      file("all.zip", archive),
      file("empty.zip", zipSync({ "read.me": strToU8("x") })),
      file("damaged.zip", "PK, or so"),
    ]);

    expect(done).toMatchObject([
      ["flows/orders.json", { state: "imported", workflow: { name: "Orders" } }],
      ["huge.json", { state: "refused", reasons: [expect.stringContaining("4 MiB")] }],
      ["empty.zip", { state: "refused", reasons: [expect.stringContaining("no JSON file")] }],
      ["damaged.zip", { state: "refused", reasons: [expect.stringContaining("cannot be read")] }],
    ]);
  });

  it("unpacks no more of an archive than is imported at once, and says so of the rest", async () => {
    const entries = Array.from({ length: 202 }, (_, index) => [`${index}.json`, strToU8(ORDERS)] as const);
    const sources = await sourcesOf([file("many.zip", zipSync(Object.fromEntries(entries)))]);

    expect(sources).toHaveLength(202);
    await expect(sources[199]?.read()).resolves.toBe(ORDERS);
    await expect(sources[200]?.read()).rejects.toThrow("import it in parts");
  });
});

describe("an export", () => {
  const drafts: Record<string, object> = {
    a: { ...newDocument("Orders"), id: "a", status: "draft" },
    b: { ...newDocument("Orders"), id: "b", description: "another" },
    c: {
      ...newDocument("Secret"),
      id: "c",
      graph: { nodes: [{ config: { secret: "********" } }], edges: [] },
    },
  };
  const saved: { name: string; blob: Blob }[] = [];

  function given() {
    saved.length = 0;
    vi.spyOn(api, "GET").mockImplementation((_, init) => {
      const { workflow_id: id } = (init as { params: { path: { workflow_id: string } } }).params.path;
      const data = drafts[id];
      const response = data ? new Response() : new Response(null, { status: 404 });
      return Promise.resolve({ data, response }) as never;
    });
    const blobs: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
    vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      const blob = blobs.at(-1);
      if (blob) saved.push({ name: this.download, blob });
    });
  }
  afterEach(() => vi.restoreAllMocks());

  it("of one is its file, without what belongs to the server", async () => {
    given();

    const told = await exportWorkflows(["a"]);

    expect(told.withoutSecrets).toBe(false);
    expect(saved.map(({ name }) => name)).toEqual(["orders.json"]);
    expect(await saved[0]?.blob.text()).toBe(ORDERS);
  });

  it("of several is an archive of files that can be imported, each under a name of its own", async () => {
    given();

    const told = await exportWorkflows(["a", "b", "c"]);

    expect(told.withoutSecrets).toBe(true);
    expect(saved.map(({ name }) => name)).toEqual(["workflows.zip"]);
    const bytes = new Uint8Array((await saved[0]?.blob.arrayBuffer()) ?? new ArrayBuffer());
    expect(Object.keys(unzipSync(bytes))).toEqual(["orders.json", "orders-2.json", "secret.json"]);
    const back = await importing([file("workflows.zip", bytes)]);
    expect(back.map(([, outcome]) => outcome?.state)).toEqual(["imported", "imported", "imported"]);
  });

  it("writes nothing when one of them cannot be read", async () => {
    given();

    await expect(exportWorkflows(["a", "gone"])).rejects.toThrow();
    expect(saved).toEqual([]);
  });
});
