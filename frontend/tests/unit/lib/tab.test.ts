import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** The locks of a browser, as far as a tab uses them: some are held by other pages, until these let go. */
class Locks {
  readonly held = new Map<string, (() => void)[]>();

  release(name: string): void {
    const waiting = this.held.get(name) ?? [];
    this.held.delete(name);
    for (const grant of waiting) grant();
  }

  request = (name: string, options: LockOptions | (() => unknown), callback?: (lock: unknown) => unknown) => {
    if (typeof options === "function" || !callback) return new Promise(() => undefined);
    const waiting = this.held.get(name);
    if (!waiting) return Promise.resolve(callback({ name }));
    if (options.ifAvailable) return Promise.resolve(callback(null));
    return new Promise((resolve, reject) => {
      waiting.push(() => resolve(callback({ name })));
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error));
    });
  };
}

async function opened(before: string, navigation: NavigationTimingType) {
  const locks = new Locks();
  locks.held.set(`statewright:tab:${before}`, []);
  sessionStorage.setItem("statewright:tab", before);
  vi.stubGlobal("navigator", { locks });
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([
    { type: navigation } as PerformanceNavigationTiming,
  ]);
  vi.resetModules();
  const { ifClosed } = await import("@/lib/tab");
  return { locks, ifClosed };
}

beforeEach(() => {
  vi.useFakeTimers();
  // The real one does not follow the clock of the test.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((delay) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("late", "TimeoutError")), delay);
    return controller.signal;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("what a tab was before", () => {
  it("is waited for after a reload, also when it is slow to go", async () => {
    const { locks, ifClosed } = await opened("slow", "reload");
    const work = vi.fn();
    const done = ifClosed("slow", work);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(work).not.toHaveBeenCalled();
    locks.release("statewright:tab:slow");
    await done;
    expect(work).toHaveBeenCalledOnce();
  });

  it("is left alone where it is still open, because this tab is its duplicate", async () => {
    const { ifClosed } = await opened("original", "navigate");
    const work = vi.fn();
    const done = ifClosed("original", work);
    await vi.advanceTimersByTimeAsync(3_000);
    await done;
    expect(work).not.toHaveBeenCalled();
  });

  it("is not confused with another tab: what an open one is at is never waited for", async () => {
    const { locks, ifClosed } = await opened("before", "reload");
    locks.held.set("statewright:tab:other", []);
    const work = vi.fn();
    await ifClosed("other", work);
    expect(work).not.toHaveBeenCalled();
    locks.release("statewright:tab:other");
    await ifClosed("other", work);
    expect(work).toHaveBeenCalledOnce();
  });
});
