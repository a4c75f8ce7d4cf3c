/** What counts where a field of a retry is empty (workflow language, "Node settings"). */
export const RETRY_DEFAULTS = { max_attempts: 3, interval_seconds: 1, backoff_rate: 2 } as const;
/** Step Functions waits no longer than this, whatever a retry says. */
const LONGEST_SECONDS = 31_622_400;
const SHOWN = 5;

export interface Waits {
  /** Seconds before each of the first retries. */
  shown: readonly number[];
  /** How many retries follow those, and how long the wait before the last of them is. */
  more: number;
  last: number;
}

/** The waits of a retry as it stands, jitter at its longest; null where it tries nothing again. */
export function waitsOf(retry: Readonly<Record<string, unknown>>): Waits | null {
  const read = (field: keyof typeof RETRY_DEFAULTS) => numberOr(retry[field], RETRY_DEFAULTS[field]);
  const attempts = read("max_attempts");
  if (attempts < 1 || (Array.isArray(retry.on) && retry.on.length === 0)) return null;
  const [first, rate] = [read("interval_seconds"), read("backoff_rate")];
  const longest = numberOr(retry.max_delay_seconds, LONGEST_SECONDS);
  const wait = (index: number) => Math.min(first * rate ** index, longest);
  const shown = Array.from({ length: Math.min(attempts, SHOWN) }, (_, index) => wait(index));
  return { shown, more: attempts - shown.length, last: wait(attempts - 1) };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
