/** The first row that ends behind a place; the last one when none does. `ends`: where each row ends, in pixels. */
export function rowAt(ends: readonly number[], place: number): number {
  let [low, high] = [0, Math.max(ends.length - 1, 0)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A row by its place, or the height of those left out between two that are drawn. */
export type Piece = { row: number } | { gap: number; before: number };

/** Rows from `first` up to and without `end` and those `kept`, in order, and gaps where others are. */
export function pieces(
  ends: readonly number[],
  first: number,
  end: number,
  kept: readonly number[] = [],
): Piece[] {
  const drawn = new Set(kept.filter((row) => row >= 0 && row < ends.length));
  for (let row = first; row < end; row += 1) drawn.add(row);
  const found: Piece[] = [];
  let at = 0;
  const skipTo = (row: number) => {
    if (row > at) found.push({ gap: (ends[row - 1] ?? 0) - (ends[at - 1] ?? 0), before: row });
  };
  for (const row of [...drawn].sort((a, b) => a - b)) {
    skipTo(row);
    found.push({ row });
    at = row + 1;
  }
  skipTo(ends.length);
  return found;
}
