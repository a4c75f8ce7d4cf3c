import type { ExecutionStatus, NodeRunStatus, WorkflowStatus } from "../api/types";

/** The shell and what every page shares. */
export const product = {
  product: "Statewright",
  nav: {
    workflows: "Workflows",
    executions: "Executions",
    templates: "Templates",
    main: "Main navigation",
    theme: "Switch between light and dark",
  },
  common: {
    cancel: "Cancel",
    close: "Close",
    copy: "Copy",
    copied: "Copied",
    retry: "Try again",
    delete: "Delete",
    loading: "Loading",
    loadMore: "Load more",
    never: "Never",
    search: "Search",
    all: "All",
    noWorkflow: "No workflow matches",
    selected: (count: number) => `${count} selected`,
    clearSelection: "Clear selection",
  },
  signIn: {
    noToken: (address: string, status: number) => `${address} answered ${status} instead of a token`,
    noConfig: (address: string, status: number) => `${address} answered ${status}`,
    unknownMode: (mode: string) =>
      `This build cannot sign in with the mode "${mode}" that the server asks for`,
  },
  /** What stands on the caps of keys that have no sign. */
  keyCaps: { ctrl: "Ctrl", shift: "Shift", alt: "Alt", escape: "Esc", delete: "Del" },
  durations: {
    milliseconds: (count: number) => `${count} ms`,
    seconds: (count: number | string) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => `${count} d`,
  },
  connection: {
    noAnswer: "The server does not answer",
    answers: (status: number) => `The server answers ${status}`,
    lost: "The server does not answer. Your edits are kept here and saved when it is back.",
    failed: "This could not be loaded",
    failedHint: "Nothing was changed. Try again, or go back and continue from there.",
    notFound: "Nothing lives at this address",
    notFoundHint: "It may have been deleted, or the link is incomplete.",
    crashed: "This page stopped working",
    crashedHint: "Reload it: drafts are saved as you type.",
  },
  workflowStatus: {
    draft: "Draft",
    published: "Published",
    inactive: "Inactive",
    archived: "Archived",
  } satisfies Record<WorkflowStatus, string>,
  executionStatus: {
    running: "Running",
    succeeded: "Succeeded",
    failed: "Failed",
    timed_out: "Timed out",
    cancelled: "Cancelled",
  } satisfies Record<ExecutionStatus, string>,
  executionStatusHints: {
    running: "Under way, or waiting for something",
    succeeded: "Came to an end; failures on the way were handled",
    failed: "A step failed, and nothing handled that",
    timed_out: "Took longer than the workflow's time limit",
    cancelled: "Stopped before its end",
  } satisfies Record<ExecutionStatus, string>,
  nodeStatus: {
    running: "Running",
    succeeded: "Succeeded",
    failed: "Failed",
    skipped: "Skipped",
    cancelled: "Cancelled",
    pending: "Not reached",
  } satisfies Record<NodeRunStatus | "pending", string>,
} as const;
