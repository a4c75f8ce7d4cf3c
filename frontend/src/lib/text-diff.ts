export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Cells of the table of common pieces: about 30 ms. Beyond it texts are compared by lines, then as wholes. */
const MOST_CELLS = 1_000_000;

/** Where two texts differ, by words; by lines when they are long. */
export function diffTexts(before: string, after: string): Piece[] {
  for (const pattern of [/(\s+|[^\p{L}\p{N}_$])/u, /(?<=\n)/]) {
    const [old, now] = [before.split(pattern), after.split(pattern)];
    if (old.length * now.length <= MOST_CELLS) return joined(commonPieces(old, now));
  }
  return joined([
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ]);
}

/** By the longest common subsequence. */
function commonPieces(old: readonly string[], now: readonly string[]): Piece[] {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = now.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const pieces: Piece[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [gone, come] = [old[row], now[column]];
    if (gone !== undefined && gone === come) {
      pieces.push({ kind: "same", text: gone });
      row += 1;
      column += 1;
    } else if (come === undefined || (gone !== undefined && at(row + 1, column) >= at(row, column + 1))) {
      pieces.push({ kind: "removed", text: gone ?? "" });
      row += 1;
    } else {
      pieces.push({ kind: "added", text: come });
      column += 1;
    }
  }
  return pieces;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece.text === "") continue;
    if (last?.kind === piece.kind) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}
