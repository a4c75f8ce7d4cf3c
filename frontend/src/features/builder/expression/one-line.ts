/** A text without breaks of lines, for a field that has one line. */
export function inOneLine(text: string): string {
  return text.replaceAll(/^[\n\r]+|[\n\r]+$/g, "").replaceAll(/\s*[\n\r]\s*/g, " ");
}
