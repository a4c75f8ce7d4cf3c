/** How well a text answers a query, and which of its characters do. */
export interface Match {
  score: number;
  /** Indices into the text. */
  at: readonly number[];
}

const CONSECUTIVE = 8;
const WORD_START = 10;
const FIRST = 6;
const GAP_COST = 1;
const MOST_GAP_COST = 5;
const WHOLE_WORD = 12;
const ONE_PIECE = 3;
const WORD_BREAK = /[\s\-_./:,()]/;

/**
 * The query's words, each found in the text as a word's beginning, a part, or letters in order (`pbl` in "Publish");
 * null when one of them is not. Better: at the beginnings of words, in one piece, early. With `wholeOnly` letters in order
 * do not do: in a long text such as a description they are chance.
 */
export function fuzzyMatch(query: string, text: string, { wholeOnly = false } = {}): Match | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  const at = new Set<number>();
  let score = 0;
  for (const word of words) {
    const match = bestOf(word, lower, wholeOnly);
    if (!match) return null;
    score += match.score;
    for (const index of match.at) at.add(index);
  }
  // Of two equally good ones the shorter is meant.
  return { score: score - lower.length / 100, at: [...at].sort((a, b) => a - b) };
}

/** A word in one piece beats the same letters scattered. */
function bestOf(word: string, text: string, wholeOnly: boolean): Match | null {
  let best: Match | null = null;
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    const match = scored(
      [...word].map((_, offset) => start + offset),
      text,
    );
    if (!best || match.score > best.score) best = match;
  }
  return best ?? (wholeOnly ? null : scattered(word, text));
}

/** The letters in order, each at the next beginning of a word where there is one, else where it comes first. */
function scattered(word: string, text: string): Match | null {
  const at: number[] = [];
  let from = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, from);
    if (next === -1) return null;
    let start = next;
    while (start !== -1 && !beginsWord(text, start)) start = text.indexOf(letter, start + 1);
    // A jump to a later word is good only if what remains can still follow.
    const jump = start !== -1 && next !== from && canFollow(word.slice(at.length + 1), text, start + 1);
    at.push(jump ? start : next);
    from = (jump ? start : next) + 1;
  }
  const match = scored(at, text);
  // Letters strewn over a long text are chance.
  return match.score > word.length * 2 ? match : null;
}

function canFollow(rest: string, text: string, from: number): boolean {
  let position = from;
  for (const letter of rest) {
    position = text.indexOf(letter, position) + 1;
    if (position === 0) return false;
  }
  return true;
}

function scored(at: readonly number[], text: string): Match {
  let score = 0;
  at.forEach((index, place) => {
    const before = at[place - 1];
    if (beginsWord(text, index)) score += WORD_START;
    if (index === 0) score += FIRST;
    if (before !== undefined && index === before + 1) score += CONSECUTIVE;
    else if (before !== undefined) score -= Math.min(MOST_GAP_COST, (index - before) * GAP_COST);
  });
  const [first = 0] = at;
  const last = at.at(-1) ?? 0;
  const inOnePiece = last - first === at.length - 1;
  if (inOnePiece) score += at.length * ONE_PIECE;
  if (
    inOnePiece &&
    beginsWord(text, first) &&
    (last + 1 === text.length || WORD_BREAK.test(text[last + 1] ?? ""))
  )
    score += WHOLE_WORD;
  return { score, at };
}

function beginsWord(text: string, index: number): boolean {
  return index === 0 || WORD_BREAK.test(text[index - 1] ?? "");
}
