/**
 * Names an expression already uses for something else, as the compiler has them: a key chosen here is one that it
 * takes. A test compares the two.
 */
const RESERVED_KEYS = new Set([
  ..."abs and append assert average base64decode base64encode boolean ceil clone contains count distinct".split(
    " ",
  ),
  ..."each error eval execution exists false filter floor function hash in index item join keys length".split(
    " ",
  ),
  ..."lookup lowercase map match max merge millis min not now null number or pad parse partition power".split(
    " ",
  ),
  ..."random range reduce replace result reverse round shuffle sift single sort split spread sqrt start".split(
    " ",
  ),
  ..."states string substring sum trigger trim true type uppercase uuid vars workflow zip".split(" "),
]);

const MAX_LENGTH = 60;
/** What the compiler takes for easy to read (`long_key`), and what of it a number behind the name may need. */
const EASY_LENGTH = 40;
const SUFFIX_LENGTH = 4;
const VALID_KEY = /^[a-z][a-z0-9_]*$/;

/** Why a key cannot be used, or null. `others` are the keys of the other nodes. */
export function keyFault(key: string, others: ReadonlySet<string>): "pattern" | "reserved" | "taken" | null {
  if (!VALID_KEY.test(key) || key.length > MAX_LENGTH || key.includes("__")) return "pattern";
  if (RESERVED_KEYS.has(key)) return "reserved";
  return others.has(key) ? "taken" : null;
}

/** A free key that reads like the name: "Order placed" -> `order_placed`, then `order_placed_2`. */
export function freeKey(name: string, others: ReadonlySet<string>): string {
  const candidate = keyLike(name) ?? "node";
  for (let suffix = 1; ; suffix += 1) {
    const key = suffix === 1 ? candidate : `${candidate}_${suffix}`;
    if (!others.has(key)) return key;
  }
}

/** Whether a key is one that `freeKey` gives for the name, or for a copy's; any other was chosen by hand. */
export function isKeyOf(name: string, key: string): boolean {
  const candidate = keyLike(name) ?? "node";
  return key.startsWith(candidate) && /^(?:_[1-9][0-9]*)*$/.test(key.slice(candidate.length));
}

/** The key that reads like a name; null where no letter of the name can be in a key. */
export function keyLike(name: string): string | null {
  const base = name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, EASY_LENGTH - SUFFIX_LENGTH)
    .replace(/_+$/, "");
  if (base === "") return null;
  return RESERVED_KEYS.has(base) ? `${base}_step` : base;
}
