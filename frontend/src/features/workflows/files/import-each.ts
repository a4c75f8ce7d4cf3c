import { ApiError, ServerUnreachable } from "@/lib/api/errors";
import type { Workflow, WorkflowDocument } from "@/lib/api/types";
import { messageOf } from "@/lib/fault";
import { parseDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import type { Source } from "./sources";

const text = messages.workflowFiles;

/** What has become of a file. Nothing is in between: a workflow is made whole or not at all. */
export type Outcome =
  | { state: "waiting" | "importing" | "left" }
  | { state: "imported"; workflow: Pick<Workflow, "id" | "name"> }
  | {
      state: "refused";
      reasons: readonly string[];
      /** Whether the same file may go through later. */ retry: boolean;
    };

interface Import {
  create: (document: WorkflowDocument) => Promise<Pick<Workflow, "id" | "name">>;
  /** Told of each change; `index` is that of the source. */
  report: (index: number, outcome: Outcome) => void;
  /** Asked before each file. */
  isStopped: () => boolean;
}

/** Makes a workflow of each file, one after the other; a file that is refused stops none of the others. */
export async function importEach(sources: readonly Source[], { create, report, isStopped }: Import) {
  for (const [index, source] of sources.entries()) {
    if (isStopped()) {
      report(index, { state: "left" });
      continue;
    }
    report(index, { state: "importing" });
    try {
      const workflow = await create(readDocument(source.name, await source.read()));
      report(index, { state: "imported", workflow });
    } catch (error) {
      const retry = error instanceof ServerUnreachable;
      report(index, { state: "refused", reasons: reasonsOf(error), retry });
    }
  }
}

/** Throws an Error that says why the file is none. */
function readDocument(fileName: string, content: string): WorkflowDocument {
  const name = fileName.replace(/^.*\//, "").replace(/\.json$/i, "");
  return parseDocument(content, name, text.noGraph);
}

/** Everything that the server found, by field; otherwise the one thing that went wrong. */
function reasonsOf(error: unknown): string[] {
  if (error instanceof ApiError && error.errors.length > 0)
    return error.errors.map(({ field, message }) => (field ? `${field}: ${message}` : message));
  if (error instanceof ServerUnreachable) return [text.noAnswer];
  if (error instanceof SyntaxError) return [text.noJson(error.message)];
  return [messageOf(error)];
}
