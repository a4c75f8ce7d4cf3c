import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openPage } from "../browser/support/session.ts";
import { Probe } from "./meter.ts";

/** A busy machine takes its time to open what is measured. */
const PATIENCE_MS = 60_000;

interface Options {
  /** A folder with another build of the front end: its files are served in place of the stack's. */
  dist?: string | undefined;
  onProfile?: ((name: string, profile: unknown) => void) | undefined;
}

/** A page at laptop size that is measured; the browser's cache and storage are empty. */
export async function openMeasured(browser: Browser, { dist, onProfile }: Options): Promise<Probe> {
  const { page } = await openPage(browser);
  page.setDefaultTimeout(PATIENCE_MS);
  if (dist !== undefined) {
    await page.route(
      (url) => !/^\/(api|_local|hooks)\//.test(url.pathname),
      (route) => {
        const path = join(dist, new URL(route.request().url()).pathname);
        return route.fulfill({
          path: existsSync(path) && !path.endsWith("/") ? path : join(dist, "index.html"),
        });
      },
    );
  }
  return Probe.attach(browser, page, onProfile);
}
