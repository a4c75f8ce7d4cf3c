import { messages } from "@/lib/messages";

/** As many characters as the server takes for a name. */
const LONGEST_NAME = 200;
const ROOM_FOR_NUMBER = 5;
const NUMBERED = / \d{1,4}$/;

/** What a copy is called before anybody looks for a free number: a copy of a copy is one of the same. */
export function copyName(name: string): string {
  const { copyOf } = messages.workflows;
  const isCopy = name.startsWith(copyOf(""));
  const copy = isCopy ? name.replace(NUMBERED, "") : copyOf(name);
  return copy.slice(0, LONGEST_NAME - ROOM_FOR_NUMBER).trim();
}
