/** The workflow list, and workflows as files. */
export const workflows = {
  workflows: {
    title: "Workflows",
    search: "Search workflows",
    create: "New workflow",
    fromTemplate: "From a template",
    importFiles: "Import",
    importHint: "Workflow files (.json) or archives of them (.zip); files can also be dropped on this page",
    status: "Status",
    name: "Name",
    lastRun: "Last run",
    updated: "Last change",
    sortBy: (column: string, ascending: boolean) =>
      `Sort by ${column.toLowerCase()}, ${ascending ? "ascending" : "descending"}`,
    select: (name: string) => `Select ${name}`,
    selectAll: "Select all that are shown",
    selection: "Selected workflows",
    exportSelected: "Export",
    version: "Live version",
    noneTitle: "Draw your first workflow",
    noneText: "A workflow starts with a trigger, runs its steps in order and records each of them.",
    steps: [
      { title: "Pick a trigger", text: "An HTTP request, a schedule or a Kafka event." },
      { title: "Add steps", text: "Call an API, send an email, decide, wait, calculate." },
      { title: "Publish and watch", text: "Start it from outside and follow every step live." },
    ],
    startBlank: "Start with an empty canvas",
    startTemplate: "Start from a template",
    startGuided: "Guide me through my first",
    nothingFound: "No workflow matches",
    nothingFoundHint: "None has these words in its name or description, and this status.",
    clearFilters: "Clear search and status",
    untitled: "Untitled workflow",
    archive: "Archive",
    archiveTitle: (name: string) => `Archive "${name}"?`,
    archiveText: "Its triggers stop. Running executions finish and their history stays.",
    archived: (name: string) => `${name} is archived`,
    duplicate: "Duplicate",
    copyOf: (name: string) => `Copy of ${name}`,
    copied: (name: string) => `Duplicated as "${name}"`,
    openCopy: "Open it",
    undoCopy: "Undo",
    menu: (name: string) => `Actions for ${name}`,
    exportJson: "Export JSON",
    showExecutions: "Show executions",
  },
  workflowFiles: {
    title: "Import workflows",
    drop: "Drop workflow files to import them",
    dropHint: "JSON files, or ZIP archives of them",
    progress: (done: number, of: number) => `${done} of ${of} files`,
    ended: (imported: number, of: number) =>
      imported === of
        ? of === 1
          ? "Imported the file."
          : `Imported all ${of} files.`
        : `Imported ${imported} of ${of} files. Nothing was made of the others.`,
    beyond: (count: number, most: number) =>
      `${count} more files were not looked at: import at most ${most} at once.`,
    states: {
      waiting: "Waiting",
      importing: "Being imported",
      imported: "Imported",
      refused: "Not imported",
      left: "Stopped before it",
    },
    results: "Files",
    moreReasons: (count: number) => `and ${count} more`,
    stop: "Stop",
    again: "Try the others again",
    noGraph: "This is no workflow: it has no graph with nodes and edges.",
    noJson: (reason: string) => `This is no JSON: ${reason}`,
    noAnswer:
      "The server did not answer. The workflow may be there all the same: look into the list before you try again.",
    tooLarge: "Larger than 4 MiB.",
    archiveTooLarge: "Larger than 50 MiB: import the files in it in parts.",
    tooMuchInside: "The archive holds more than 200 files or 100 MiB: import it in parts.",
    emptyArchive: "There is no JSON file in this archive.",
    noArchive: "This archive cannot be read: it is damaged, or no ZIP archive.",
    withoutSecrets:
      "Secrets that were typed into steps are not in the file: type them again where it is imported.",
  },
} as const;
