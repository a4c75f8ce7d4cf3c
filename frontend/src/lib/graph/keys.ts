/** Names an expression already uses for something else (workflow language: "Graph"). */
const RESERVED = new Set([
  ..."trigger item index execution workflow vars states".split(" "),
  ..."abs append assert average base64decode base64encode boolean ceil contains count distinct each error eval".split(
    " ",
  ),
  ..."exists filter floor join keys length lookup lowercase map match max merge millis min not now number pad".split(
    " ",
  ),
  ..."power random reduce replace reverse round shuffle sift single sort split spread sqrt string substring".split(
    " ",
  ),
  ..."sum trim type uppercase zip partition range hash uuid parse".split(" "),
]);

const MAX_LENGTH = 60;
const VALID_KEY = /^[a-z][a-z0-9_]*$/;

/** Why a key cannot be used, or null. `others` are the keys of the other nodes. */
export function keyFault(key: string, others: ReadonlySet<string>): "pattern" | "reserved" | "taken" | null {
  if (!VALID_KEY.test(key) || key.length > MAX_LENGTH || key.includes("__")) return "pattern";
  if (RESERVED.has(key)) return "reserved";
  return others.has(key) ? "taken" : null;
}

/** A free key that reads like the name: "Order placed" -> `order_placed`, then `order_placed_2`. */
export function freeKey(name: string, others: ReadonlySet<string>): string {
  const base =
    name
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^[^a-z]+|_+$/g, "")
      .slice(0, MAX_LENGTH - 4) || "node";
  const candidate = RESERVED.has(base) ? `${base}_node` : base;
  for (let suffix = 1; ; suffix += 1) {
    const key = suffix === 1 ? candidate : `${candidate}_${suffix}`;
    if (!others.has(key)) return key;
  }
}
