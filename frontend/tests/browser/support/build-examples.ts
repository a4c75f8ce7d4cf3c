import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { type Example, meaningOf, readExamples } from "./examples.ts";
import { Hand, readDefinitions } from "./hand.ts";
import { Api, launch, openPage } from "./session.ts";

const LIMIT_MS = 580_000;
/** Settings that no example changes. */
const UNSAID = { error_workflow: null, overlap: "allow" };

/** The test that builds each example of some categories by hand. A category each file: building is slow. */
export function buildExamples(...categories: readonly string[]): void {
  let browser: Browser;
  let api: Api;
  const made: string[] = [];

  beforeAll(async () => {
    [browser, api] = await Promise.all([launch(), Api.connect()]);
  });
  afterAll(async () => {
    for (const id of made) await api.call("DELETE", `/workflows/${id}`);
    await browser?.close();
  });

  /** A workflow for those that run another: it is picked by its name. */
  async function standIn(): Promise<{ id: string; name: string }> {
    const name = `Somebody is told ${Date.now().toString(36)}`;
    const { id } = await api.call<{ id: string }>("POST", "/workflows", { name });
    made.push(id);
    return { id, name };
  }

  describe(`each example of ${categories.join(" and ")}`, () => {
    it(
      "is built by hand on an empty canvas, and saved as its document says",
      async () => {
        const other = await standIn();
        const definitions = await readDefinitions(api);
        const { page, complaints } = await openPage(browser, {
          viewport: { width: 1920, height: 900 },
          reducedMotion: "reduce",
          permissions: ["clipboard-read", "clipboard-write"],
        });
        const hand = new Hand(page, definitions);
        const whatIsSaid = ({ description, settings, graph }: Example) => ({
          description,
          settings: { ...UNSAID, ...settings },
          graph: meaningOf(graph, definitions),
        });
        const examples = readExamples(other.id).filter(({ example }) =>
          categories.includes(example.category),
        );
        expect(examples).not.toEqual([]);
        for (const example of examples) {
          const id = await hand.build(example, `${example.name} by hand`, other.name);
          made.push(id);
          const stored = async () => whatIsSaid(await api.call<Example>("GET", `/workflows/${id}`));
          await expect.poll(stored, { message: example.name }).toEqual(whatIsSaid(example));
        }
        expect(complaints).toEqual([]);
      },
      LIMIT_MS,
    );
  });
}
