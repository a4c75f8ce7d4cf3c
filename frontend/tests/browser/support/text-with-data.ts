const PIECES = /'[^']*'|\((?:[^()']|'[^']*'|\((?:[^()']|'[^']*')*\))*\)|&|[^&'()]+/g;
const REFERENCE = /^\$[\w.]+$/;

/**
 * The text that a person writes who wants what an expression of the examples puts together: `'Dear ' & $name` is
 * `Dear {{ $name }}`. Undefined for expressions that do something else.
 */
export function textWithData(source: string): string | undefined {
  const parts = [""];
  for (const [piece] of source.matchAll(PIECES)) {
    if (piece === "&") parts.push("");
    else parts[parts.length - 1] += piece;
  }
  const said = parts.map((part) => part.trim());
  if (said.some((part) => /^[^'(]*[?=;]/.test(part))) return undefined;
  if (!said.some(isLiteral) && !said.every((part) => REFERENCE.test(part))) return undefined;
  return said
    .map((part) => (isLiteral(part) ? part.slice(1, -1) : `{{ ${withoutParentheses(part)} }}`))
    .join("");
}

function isLiteral(part: string): boolean {
  return /^'[^']*'$/.test(part);
}

function withoutParentheses(part: string): string {
  return /^\((.*)\)$/.exec(part)?.[1] ?? part;
}
