const CHANGES = {
  kind: "kind was changed",
  config: "configuration was changed",
  settings: "settings were changed",
  loop: "loop was changed",
  connections: "incoming connections were changed",
  pin: "pinned output was changed",
} as const;

type Cause = keyof typeof CHANGES | "new";

/** Results of tests: why they are out of date, and those of one step alone. */
export const testing = {
  stale: {
    own: (cause: Cause) =>
      `Out of date: ${cause === "new" ? "it was added" : `its ${CHANGES[cause]}`} after the test.`,
    before: (name: string, cause: Cause) =>
      `Out of date: it depends on ${name}, ${cause === "new" ? "which was added" : `whose ${CHANGES[cause]}`} after the test.`,
  },
  alone: {
    run: "Run only this step",
    hint: "Takes the data shown as input, and runs nothing else.",
    title: "This step alone",
  },
} as const;
