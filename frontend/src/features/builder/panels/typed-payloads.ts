/** A payload that a person typed, kept in this browser. */
interface TypedPayload {
  workflow: string;
  /** Id of the trigger's node. */
  trigger: string;
  text: string;
  /** ISO 8601. */
  at: string;
}

const KEY = "statewright:payloads";
/** Over all workflows. */
const MOST = 20;
/** In characters: a longer one is not kept. */
const LONGEST = 20_000;
const LONGEST_MS = 14 * 24 * 3600 * 1000;

/** What was typed last for a trigger of a workflow; null when nothing was, or long ago. */
export function typedPayload(
  workflow: string,
  trigger: string,
  storage: Storage = localStorage,
): string | null {
  return kept(storage).find((each) => isFor(each, workflow, trigger))?.text ?? null;
}

/** Keeps what was typed; what was typed longest ago gives way to it. */
export function keepTypedPayload(
  workflow: string,
  trigger: string,
  text: string,
  storage: Storage = localStorage,
): void {
  const others = kept(storage).filter((each) => !isFor(each, workflow, trigger));
  const fits = text.trim() !== "" && text.length <= LONGEST;
  const typed = fits ? [{ workflow, trigger, text, at: new Date().toISOString() }] : [];
  try {
    storage.setItem(KEY, JSON.stringify([...typed, ...others].slice(0, MOST)));
  } catch (error) {
    // A full storage costs the memory, not the payload.
    if (!(error instanceof DOMException)) throw error;
  }
}

function isFor(payload: TypedPayload, workflow: string, trigger: string): boolean {
  return payload.workflow === workflow && payload.trigger === trigger;
}

function kept(storage: Storage): TypedPayload[] {
  try {
    const all = JSON.parse(storage.getItem(KEY) ?? "[]") as unknown;
    return Array.isArray(all)
      ? (all as TypedPayload[]).filter(({ at }) => Date.now() - Date.parse(at) < LONGEST_MS)
      : [];
  } catch {
    return [];
  }
}
