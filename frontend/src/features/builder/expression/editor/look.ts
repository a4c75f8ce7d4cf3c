import { EditorView } from "@codemirror/view";

const FONT = "var(--mantine-font-family-monospace)";

/** An expression stands out from fields with fixed values. */
export const expressionLook = EditorView.theme({
  "&.cm-editor": {
    "--editor-surface": "color-mix(in srgb, var(--sw-accent) 5%, var(--sw-surface))",
    "--editor-border": "color-mix(in srgb, var(--sw-accent) 40%, var(--sw-border))",
    "--editor-font": FONT,
  },
});

/** A text looks like any other field; the data in it stands out. */
export const templateLook = EditorView.theme({
  "&.cm-editor": {
    "--editor-surface": "light-dark(var(--mantine-color-white), var(--mantine-color-dark-6))",
    "--editor-border": "light-dark(var(--mantine-color-gray-4), var(--mantine-color-dark-4))",
    "--editor-font": "var(--mantine-font-family)",
  },
  "&[data-multiline] .cm-content": { minHeight: "66px" },
  // Without space at its sides: what the browser edits may stay cut into several pieces.
  ".cm-chip": {
    padding: "1px 0",
    borderRadius: "3px",
    background: "color-mix(in srgb, var(--sw-accent) 13%, transparent)",
    boxDecorationBreak: "clone",
    fontFamily: FONT,
    fontSize: "11.5px",
  },
  ".cm-chip-wrong": { background: "color-mix(in srgb, var(--sw-failed) 13%, transparent)" },
});

/** The editor as a field of the form: the colours are variables, so both themes come of themselves. */
export const look = EditorView.theme({
  "&": {
    fontSize: "12px",
    color: "var(--sw-text)",
  },
  // The editor alone: what holds the tooltips has its classes too, and a border there would make the page longer.
  "&.cm-editor": {
    background: "var(--editor-surface)",
    border: "1px solid var(--editor-border)",
    borderRadius: "var(--mantine-radius-default)",
  },
  "&.cm-focused": {
    outline: "none",
    borderColor: "var(--sw-accent)",
    boxShadow: "0 0 0 1px var(--sw-accent)",
  },
  "&:has([aria-invalid=true])": { borderColor: "var(--sw-failed)" },
  "&.cm-focused:has([aria-invalid=true])": { boxShadow: "0 0 0 1px var(--sw-failed)" },
  ".cm-scroller": { fontFamily: "var(--editor-font)", lineHeight: "1.55", maxHeight: "224px" },
  ".cm-content": { padding: "5px 0", caretColor: "var(--sw-text)" },
  ".cm-line": { padding: "0 8px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--sw-text)" },
  ".cm-placeholder": { color: "var(--sw-text-dim)" },
  ".tok-variable": { color: "var(--sw-action)" },
  ".tok-string": { color: "var(--sw-succeeded)" },
  ".tok-number, .tok-literal, .tok-regex": { color: "var(--sw-warning)" },
  ".tok-keyword": { color: "var(--sw-logic)" },
  ".tok-comment": { color: "var(--sw-text-dim)", fontStyle: "italic" },
  ".tok-invalid": { color: "var(--sw-failed)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--sw-accent) 22%, transparent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--sw-failed) 18%, transparent)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--sw-accent) 24%, transparent)",
  },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "2px dotted var(--sw-failed)" },
  ".cm-lintRange-warning": { backgroundImage: "none", borderBottom: "2px dotted var(--sw-warning)" },
  ".cm-tooltip": {
    zIndex: "400",
    color: "var(--sw-text)",
    background: "var(--sw-surface-raised)",
    border: "1px solid var(--sw-border-strong)",
    borderRadius: "6px",
    boxShadow: "var(--mantine-shadow-md)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: FONT,
    fontSize: "12px",
    maxHeight: "260px",
    minWidth: "260px",
    maxWidth: "440px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "14px",
    justifyContent: "space-between",
    padding: "3px 8px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": {
    padding: "6px 8px 2px",
    border: "none",
    color: "var(--sw-text-dim)",
    fontFamily: "var(--mantine-font-family)",
    fontSize: "11px",
    fontWeight: "600",
    opacity: "1",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--sw-text)",
    background: "color-mix(in srgb, var(--sw-accent) 16%, var(--sw-surface-raised))",
  },
  ".cm-completionLabel": { flex: "none" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": {
    marginLeft: "0",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    color: "var(--sw-text-dim)",
    fontStyle: "normal",
  },
  ".cm-tooltip.cm-completionInfo": {
    padding: "6px 9px",
    maxWidth: "260px",
    fontSize: "12px",
    lineHeight: "1.45",
  },
  ".cm-diagnostic": { padding: "5px 9px", borderLeft: "none", fontSize: "12px" },
  ".cm-tooltip-lint": { padding: "0" },
});
