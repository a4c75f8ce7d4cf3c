/**
 * This page among the others that one person has open. Each holds a lock named after itself as long as it lives, so that
 * what a closed or crashed one has left behind can be told from what an open one is at.
 */
export const TAB: string = crypto.randomUUID();

const MEMORY = "statewright:tab";
const lockOf = (tab: string) => `statewright:tab:${tab}`;
/**
 * How long to wait for the lock of the page that this tab was before. A reload is sure to end that page, however busy the
 * machine is; after any other navigation it may be the open original of a duplicated tab.
 */
const RELOAD_PATIENCE_MS = 30_000;
const PATIENCE_MS = 2000;

/** What this tab was called before it was reloaded. A duplicated tab remembers it too: its original still holds the lock. */
const before = remembered();

void globalThis.navigator?.locks?.request(lockOf(TAB), () => new Promise(() => undefined));

function remembered(): string | null {
  try {
    const known = sessionStorage.getItem(MEMORY);
    sessionStorage.setItem(MEMORY, TAB);
    return known;
  } catch {
    // Storage may be forbidden; then nothing was left behind either.
    return null;
  }
}

/** Does the work if the tab is closed, and nobody else does it meanwhile. */
export async function ifClosed(tab: string, work: () => void): Promise<void> {
  if (tab === TAB) return;
  const { locks } = globalThis.navigator;
  if (!locks) return work();
  if (tab !== before)
    return locks.request(lockOf(tab), { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  try {
    await locks.request(lockOf(tab), { signal: AbortSignal.timeout(patience()) }, work);
  } catch (error) {
    // Still open: this tab is its duplicate.
    if (!(error instanceof DOMException)) throw error;
  }
}

function patience(): number {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload" ? RELOAD_PATIENCE_MS : PATIENCE_MS;
}
