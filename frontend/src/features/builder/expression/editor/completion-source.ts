import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { messages } from "@/lib/messages";
import { pathSuggestions, type Suggestion, suggestionsAt } from "../completion";
import type { Scope } from "../scope";
import { insideEnd, insideStart, placeholderAround } from "./template-parts";

const { sections } = messages.expression;
const DATA = { name: sections.data, rank: 0 };
const FUNCTIONS = { name: sections.functions, rank: 1 };
/** What may go on being typed without asking anew: a name, its `$`, a name in backticks. */
const SAME_WORD = /^(\$?[\p{L}\p{N}_]*|`[^`]*`?)$/u;

/** Suggestions for CodeMirror. The scope is read when it is needed: it changes while the editor stays. */
export function completionSource(scope: () => Scope) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const found = suggestionsAt(state.doc.toString(), pos, scope(), explicit);
    if (!found) return null;
    return { from: found.from, options: found.options.map(completionOf), validFor: SAME_WORD };
  };
}

/**
 * The same inside the placeholders of a text. An empty one offers all there is; where one begins, whole paths come first:
 * who writes a text thinks of the customer's name, not of the trigger that it came by.
 */
export function templateCompletionSource(scope: () => Scope) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const around = placeholderAround(state, pos);
    if (!around) return null;
    const start = insideStart(around);
    const source = state.sliceDoc(start, insideEnd(around));
    const found = suggestionsAt(source, pos - start, scope(), explicit || around.fault === "empty");
    if (!found) return null;
    const begins = source.slice(0, found.from).trim() === "";
    const options = [...(begins ? pathSuggestions(scope()) : []), ...found.options];
    return { from: found.from + start, options: options.map(completionOf), validFor: SAME_WORD };
  };
}

function completionOf(suggestion: Suggestion, index: number): Completion {
  const { kind, label, insert, detail, help } = suggestion;
  return {
    label,
    detail,
    section: kind === "function" ? FUNCTIONS : DATA,
    sortText: String(index).padStart(4, "0"),
    ...(help ? { info: help } : {}),
    ...(kind === "function"
      ? { apply: call }
      : insert !== undefined && insert !== label
        ? { apply: insert }
        : {}),
  };
}

/** Writes a function with its brackets, the cursor between them; brackets that stand there already serve. */
function call(view: EditorView, completion: Completion, from: number, to: number): void {
  const called = view.state.sliceDoc(to, to + 1) === "(";
  const inside = from + completion.label.length + 1;
  const text = called ? completion.label : `${completion.label}()`;
  view.dispatch({
    ...insertCompletionText(view.state, text, from, to),
    selection: { anchor: completion.detail === "()" ? inside + (called ? 0 : 1) : inside },
    annotations: pickedCompletion.of(completion),
  });
}
