import { messages } from "@/lib/messages";

const text = messages.workflowFiles;

const MIB = 1024 * 1024;
/** As much as the server takes in one request. */
const MOST_BYTES = 4 * MIB;
/** Archives are unpacked in memory, and what is in them can be far larger than they are. */
const MOST_ARCHIVE_BYTES = 50 * MIB;
const MOST_UNPACKED_BYTES = 100 * MIB;
export const MOST_FILES = 200;

/** A file that may be a workflow; `read` throws an Error that says what is wrong with it. */
export interface Source {
  name: string;
  read: () => Promise<string>;
}

/** What was chosen or dropped, archives as the files in them. One that cannot be taken says so when it is read. */
export async function sourcesOf(files: readonly File[]): Promise<Source[]> {
  const sources = await Promise.all(files.map((file) => (isArchive(file) ? unpacked(file) : [plain(file)])));
  return sources.flat();
}

function isArchive({ name, type }: File): boolean {
  return /\.zip$/i.test(name) || type === "application/zip";
}

function refused(name: string, reason: string): Source {
  return { name, read: () => Promise.reject(new Error(reason)) };
}

function plain(file: File): Source {
  if (file.size > MOST_BYTES) return refused(file.name, text.tooLarge);
  return { name: file.name, read: () => file.text() };
}

async function unpacked(archive: File): Promise<Source[]> {
  if (archive.size > MOST_ARCHIVE_BYTES) return [refused(archive.name, text.archiveTooLarge)];
  const { strFromU8, unzipSync } = await import("fflate");
  const tooLarge: string[] = [];
  const beyond: string[] = [];
  let [kept, bytes] = [0, 0];
  try {
    const entries = unzipSync(new Uint8Array(await archive.arrayBuffer()), {
      // Folders and what an operating system puts beside them are no workflows; what is too large is not unpacked.
      filter: ({ name, originalSize }) => {
        if (!/\.json$/i.test(name) || name.startsWith("__MACOSX/")) return false;
        const fits = kept < MOST_FILES && bytes + originalSize <= MOST_UNPACKED_BYTES;
        if (originalSize > MOST_BYTES) tooLarge.push(name);
        else if (!fits) beyond.push(name);
        if (originalSize > MOST_BYTES || !fits) return false;
        kept += 1;
        bytes += originalSize;
        return true;
      },
    });
    const found = Object.entries(entries);
    if (found.length === 0 && tooLarge.length === 0) return [refused(archive.name, text.emptyArchive)];
    return [
      ...found.map(([name, content]) => ({ name, read: () => Promise.resolve(strFromU8(content)) })),
      ...tooLarge.map((name) => refused(name, text.tooLarge)),
      ...beyond.map((name) => refused(name, text.tooMuchInside)),
    ];
  } catch {
    return [refused(archive.name, text.noArchive)];
  }
}
