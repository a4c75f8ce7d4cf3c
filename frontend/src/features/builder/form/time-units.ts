export type Unit = "s" | "m" | "h" | "d";

export const UNIT_SECONDS: Readonly<Record<Unit, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The largest unit in which a number of seconds is whole. */
export function largestUnit(seconds: number): Unit {
  if (seconds === 0) return "s";
  const units: readonly Unit[] = ["d", "h", "m"];
  return units.find((unit) => seconds % UNIT_SECONDS[unit] === 0) ?? "s";
}
