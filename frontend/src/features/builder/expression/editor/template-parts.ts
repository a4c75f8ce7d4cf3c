import { type EditorState, StateField } from "@codemirror/state";
import { type Placeholder, placeholdersOf } from "@/lib/graph/placeholders";

/** The placeholders of the text, read anew after each change: a mail is short. */
export const placeholders = StateField.define<readonly Placeholder[]>({
  create: ({ doc }) => placeholdersOf(doc.toString()),
  update: (found, { docChanged, newDoc }) => (docChanged ? placeholdersOf(newDoc.toString()) : found),
});

const MARK = 2;

/** The placeholder whose braces are around a place. */
export function placeholderAround(state: EditorState, at: number): Placeholder | undefined {
  return state.field(placeholders).find((one) => insideStart(one) <= at && at <= insideEnd(one));
}

/** Where what is in the braces begins. */
export function insideStart({ from }: Placeholder): number {
  return from + MARK;
}

/** Where what is in the braces ends. */
export function insideEnd({ to, fault }: Placeholder): number {
  return fault === "open" ? to : to - MARK;
}
