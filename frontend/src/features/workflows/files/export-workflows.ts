import { api, unwrap } from "@/lib/api/client";
import { downloadFile, downloadText, fileNameOf, serializeDocument } from "@/lib/graph/document";
import { MASK } from "@/lib/graph/masks";
import { freeName } from "@/lib/free-name";

/** Read at a time. */
const AT_ONCE = 6;
const ARCHIVE_NAME = "workflows.zip";

interface Written {
  name: string;
  text: string;
}

/**
 * Hands the drafts to the browser as files: one as JSON, several as an archive with one file each. Gives whether a
 * secret was left out. Throws, and writes nothing, when one of them cannot be read.
 */
export async function exportWorkflows(ids: readonly string[]): Promise<{ withoutSecrets: boolean }> {
  const files: Written[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const taken = new Set(files.map(({ name }) => name));
    for (const workflow of await Promise.all(ids.slice(start, start + AT_ONCE).map(read))) {
      const name = freeName(fileNameOf(workflow.name).replace(/\.json$/, ""), taken, "-");
      taken.add(name);
      files.push({ name, text: serializeDocument(workflow) });
    }
  }
  const [first, ...others] = files;
  if (first && others.length === 0) downloadText(`${first.name}.json`, first.text);
  else if (first) downloadFile(ARCHIVE_NAME, "application/zip", await archiveOf(files));
  return { withoutSecrets: files.some(({ text }) => text.includes(JSON.stringify(MASK))) };
}

function read(id: string) {
  return unwrap(api.GET("/api/workflows/{workflow_id}", { params: { path: { workflow_id: id } } }));
}

async function archiveOf(files: readonly Written[]): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import("fflate");
  return zipSync(Object.fromEntries(files.map(({ name, text }) => [`${name}.json`, strToU8(text)])));
}
