/** Notes and groups on the canvas. */
export const annotations = {
  annotations: {
    label: (kind: "note" | "group", text: string) => {
      const told = text.trim().slice(0, 120);
      if (kind === "note") return `Note: ${told || "empty"}`;
      return told === "" ? "Group without a title" : `Group: ${told}`;
    },
    groupAround: (names: readonly string[], more: number) =>
      `Group around ${more === 0 ? names.join(", ") : `${names.join(", ")} and ${more} more`}`,
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
