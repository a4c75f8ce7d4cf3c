/**
 * What the functions say that Step Functions adds to JSONata, in the words of the server
 * (`statewright.language.expressions.functions`). On its own, since the worker that evaluates loads no other texts.
 */
export const evaluation = {
  outOfRange: "Number out of range",
  noEval: "`$eval` is not allowed: write the expression itself, or use `$parse` to read JSON text",
  partitionSize: "$partition: the size must be a positive integer",
  rangeStep: "$range: the step must not be 0",
  rangeLong: (most: number) => `$range: the array would have more than ${most} items`,
  hashAlgorithm: (algorithm: string, known: readonly string[]) =>
    `$hash: unknown algorithm '${algorithm}': use one of ${known.join(", ")}`,
  parseText: "$parse: the argument must be a string",
  parseFault: (reason: string) => `$parse: not JSON: ${reason}`,
  integer: (name: "partition" | "range", value: unknown) =>
    `$${name}: ${name === "partition" ? "the size" : "every argument"} must be an integer, not ${String(value)}`,
} as const;
