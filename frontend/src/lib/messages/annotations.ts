/** Notes and groups on the canvas. */
export const annotations = {
  annotations: {
    label: (kind: "note" | "group", text: string) =>
      `${kind === "note" ? "Note" : "Group"}: ${text.trim().slice(0, 120) || "empty"}`,
    emptyNote: "Double-click to write",
    emptyGroup: "Group",
    noteText: "Text of the note",
    groupTitle: "Title of the group",
    notePlaceholder: "Write here. **bold**, *italic*, `code`, # heading, - list",
    toolbar: "Note and group",
    colorNames: {
      yellow: "Yellow",
      green: "Green",
      blue: "Blue",
      purple: "Purple",
      red: "Red",
      gray: "Gray",
    },
    edit: "Edit text",
    rename: "Rename",
    fit: "Fit to its steps",
    duplicate: "Duplicate",
    ungroup: "Ungroup",
    remove: "Delete note",
  },
} as const;
