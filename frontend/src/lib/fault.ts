/** A mistake of this program: its words are for who works on it. */
export class Misuse extends Error {}

/** What something that was thrown says. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
