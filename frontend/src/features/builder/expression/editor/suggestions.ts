import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { Prec } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";

/**
 * Suggestions of a source while one types. Tab takes one where `taken` says so, and leaves the field otherwise.
 */
export function suggesting(
  source: (context: CompletionContext) => CompletionResult | null,
  taken: (view: EditorView) => boolean,
): Extension {
  const acceptByTab = (view: EditorView): boolean => {
    if (completionStatus(view.state) === "active" && taken(view)) return acceptCompletion(view);
    closeCompletion(view);
    return false;
  };
  return [
    autocompletion({ override: [source], icons: false, activateOnTypingDelay: 40, interactionDelay: 0 }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptByTab }])),
  ];
}
