/** The escapes of JSONata 2.0.6 are those of JSON in both kinds of quotes: `\'` is none of them. */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" },
};
const ESCAPED = /\\(?:u([0-9a-fA-F]{4})|([^])|$)/g;
const LINE_ENDS = /[\u2028\u2029]/g;

/** A text as JSONata writes it, in one line: in single quotes, or in double ones where it has single ones. */
export function writeString(text: string): string {
  const quoted = JSON.stringify(text).replaceAll(LINE_ENDS, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
  if (text.includes("'")) return quoted;
  return `'${quoted.slice(1, -1).replaceAll(/\\([^])/g, (escape, sign) => (sign === '"' ? sign : escape))}'`;
}

/** The text that a token of a string means; `undefined` where it is not closed, or has an escape that JSONata refuses. */
export function readString(token: string): string | undefined {
  const quote = token[0];
  if ((quote !== '"' && quote !== "'") || token.length < 2 || !token.endsWith(quote)) return undefined;
  let refused = false;
  const text = token
    .slice(1, -1)
    .replaceAll(ESCAPED, (_, code: string | undefined, sign: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      const meant = sign === undefined ? undefined : ESCAPES[sign];
      refused ||= meant === undefined;
      return meant ?? "";
    });
  return refused ? undefined : text;
}
