/** The gallery of templates. */
export const templates = {
  templates: {
    title: "Templates",
    hint: "Workflows from real jobs. Using one makes a draft of your own: nothing runs before you publish it.",
    search: "Search templates",
    category: "Category",
    categories: {
      marketing: "Marketing",
      operations: "Operations",
      data: "Data",
      engineering: "Engineering",
    },
    none: "No template matches",
    noneHint: "Change the search or the category.",
    use: "Use this template",
    useNamed: (name: string) => `Use this template: ${name}`,
    look: "Look closer",
    show: (name: string) => `Look closer at ${name}`,
    drawing: (name: string) => `Drawing of ${name}`,
    starts: "Starts",
    uses: "Uses",
    nothing: "nothing outside",
    size: "Holds",
    steps: (steps: number, tests: number) =>
      `${steps} steps${tests > 0 ? ` and ${tests === 1 ? "1 test" : `${tests} tests`}` : ""}`,
    requires: "Runs, and brings along",
    standIns: "Put your own address in",
  },
} as const;
