/** What is read from a page under measurement, and what its input costs. Times are in milliseconds. */
import type { Browser, CDPSession, Page } from "playwright-core";

/** Runs in the page before anything else: it notes frames while asked to, and when what was typed or clicked is drawn. */
function installMeter(): void {
  const meter = { frames: [] as number[], recording: false, painted: [] as Painted[] };
  const onFrame = (at: number) => {
    if (!meter.recording) return;
    meter.frames.push(at);
    requestAnimationFrame(onFrame);
  };
  const start = () => {
    meter.frames = [];
    meter.recording = true;
    requestAnimationFrame(onFrame);
  };
  const stop = () => {
    meter.recording = false;
    return meter.frames;
  };
  // From the moment the browser made the event to the first task after the frame that its handlers led to.
  const note = ({ timeStamp }: Event) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () =>
        meter.painted.push({ at: performance.now(), after: performance.now() - timeStamp });
      port2.postMessage(null);
    });
  for (const type of ["keydown", "click"]) window.addEventListener(type, note, { capture: true });
  Object.assign(window, { meter: { start, stop, painted: () => meter.painted.splice(0) } });
}

/** An input event that is on screen: when (since the navigation), and how long after it was made. */
interface Painted {
  at: number;
  after: number;
}

interface Meter {
  start: () => void;
  stop: () => number[];
  painted: () => Painted[];
}
type Metered = Window & { meter: Meter };

/**
 * Frame times are between the timestamps of `requestAnimationFrame`, so they hold what else the machine does. `cpu` is
 * for each move of the pointer (or turn of the wheel), in processor time, and so is hardly more on a busy machine:
 * `script` of the page's main thread for scripts, styles and layout, `all` of all processes of the browser, which
 * without a GPU draw the pixels too.
 */
export interface Motion {
  frames: number;
  p50: number;
  p95: number;
  max: number;
  cpu: Cost;
}

/** From a real input event to the frame that shows it, and the processor time for each event. */
export interface Latency {
  p50: number;
  max: number;
  cpu: Cost;
}

interface Cost {
  script: number;
  all: number;
}

type OnProfile = ((name: string, profile: unknown) => void) | undefined;

export class Probe {
  readonly page: Page;
  private readonly devtools: CDPSession;
  private readonly system: CDPSession;
  private readonly onProfile: OnProfile;

  private constructor(page: Page, devtools: CDPSession, system: CDPSession, onProfile: OnProfile) {
    this.page = page;
    this.devtools = devtools;
    this.system = system;
    this.onProfile = onProfile;
  }

  static async attach(browser: Browser, page: Page, onProfile: OnProfile): Promise<Probe> {
    await page.addInitScript(installMeter);
    const devtools = await page.context().newCDPSession(page);
    if (onProfile) await devtools.send("Profiler.enable");
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Probe(page, devtools, await browser.newBrowserCDPSession(), onProfile);
  }

  /** How what is seen follows `act`, which moves something `steps` times. */
  async motion(name: string, steps: number, act: () => Promise<void>): Promise<Motion> {
    await this.settle();
    await this.page.evaluate(() => (window as unknown as Metered).meter.start());
    const cpu = await this.cost(name, steps, act);
    const stamps = await this.page.evaluate(() => (window as unknown as Metered).meter.stop());
    const frames = stamps.slice(1).map((at, index) => at - (stamps[index] ?? at));
    return { frames: frames.length, ...spread(frames), cpu };
  }

  /** How long the `events` clicks or keys of `act` take to be seen. */
  async latency(name: string, events: number, act: () => Promise<void>): Promise<Latency> {
    await this.painted();
    const cpu = await this.cost(name, events, async () => {
      await act();
      await this.settle();
    });
    const { p50, max } = spread((await this.painted()).map(({ after }) => after));
    return { p50, max, cpu };
  }

  /**
   * From the arrival of the last answer whose address ends in one of `data` to the frame that shows the first click.
   * Without `data`: from the navigation.
   */
  async firstInput(click: () => Promise<void>, ...data: string[]): Promise<number> {
    if (this.onProfile) await this.devtools.send("Profiler.start");
    await click();
    if (this.onProfile) this.onProfile("load", (await this.devtools.send("Profiler.stop")).profile);
    const [first] = await this.painted();
    const arrived = await this.page.evaluate((ends) => {
      const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const answers = entries.filter(({ name }) => ends.some((end) => new URL(name).pathname.endsWith(end)));
      return Math.max(0, ...answers.map(({ responseEnd }) => responseEnd));
    }, data);
    if (!first || (data.length > 0 && arrived === 0))
      throw new Error("The page was not loaded or not clicked");
    return round(first.at - arrived);
  }

  private async painted(): Promise<Painted[]> {
    await this.settle();
    return this.page.evaluate(() => (window as unknown as Metered).meter.painted());
  }

  /** Used heap in MB after garbage was collected. */
  async heap(): Promise<number> {
    await this.settle();
    for (let turn = 0; turn < 2; turn += 1) await this.devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.devtools.send("Runtime.getHeapUsage");
    return round(usedSize / 1e6);
  }

  /** Waits until nothing has been left to do for a moment. */
  async settle(): Promise<void> {
    await this.page.evaluate(async () => {
      const idle = () => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3000 }));
      await idle();
      await idle();
    });
  }

  private async cost(name: string, steps: number, act: () => Promise<void>): Promise<Cost> {
    if (this.onProfile) await this.devtools.send("Profiler.start");
    const [script, all] = [await this.mainThread(), await this.processes()];
    await act();
    const spent = {
      script: (await this.mainThread()) - script,
      all: spentSince(all, await this.processes()),
    };
    if (this.onProfile) this.onProfile(name, (await this.devtools.send("Profiler.stop")).profile);
    return { script: round(spent.script / steps), all: round(spent.all / steps) };
  }

  private async mainThread(): Promise<number> {
    const { metrics } = await this.devtools.send("Performance.getMetrics");
    const counted = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
    const seconds = metrics.filter(({ name }) => counted.includes(name)).map(({ value }) => value);
    return seconds.reduce((sum, value) => sum + value, 0) * 1000;
  }

  /** Processor time so far by process. */
  private async processes(): Promise<Map<number, number>> {
    const { processInfo } = await this.system.send("SystemInfo.getProcessInfo");
    return new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime * 1000]));
  }
}

function spentSince(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [id, time]) => sum + time - (before.get(id) ?? 0), 0);
}

function spread(values: readonly number[]): { p50: number; p95: number; max: number } {
  if (values.length === 0) throw new Error("Nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
