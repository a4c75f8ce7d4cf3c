import axe from "axe-core";
import type { Page } from "playwright-core";

/** Places named for each rule: one cause has often many. */
const SHOWN = 3;
const SEVERE: readonly unknown[] = ["serious", "critical"];

/** What axe-core finds on the page as it is drawn now that keeps people from using it: the rules and where. */
export async function severeViolations(page: Page, within = "html"): Promise<string[]> {
  // Colours are read once nothing fades any more.
  await page.waitForFunction(() =>
    document.getAnimations().every((each) => each.effect?.getComputedTiming().endTime === Infinity),
  );
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (part) => {
    const { violations: found } = await (window as unknown as { axe: typeof axe }).axe.run(part);
    return found.map(({ id, impact, nodes }) => ({
      ...{ id, impact },
      places: nodes.map(({ html, target, any }) => `${any[0]?.message ?? ""} ${target.join(" ")} ${html}`),
    }));
  }, within);
  return violations
    .filter(({ impact }) => SEVERE.includes(impact))
    .flatMap(({ id, places }) => places.slice(0, SHOWN).map((place) => `${id}: ${place.slice(0, 400)}`));
}
