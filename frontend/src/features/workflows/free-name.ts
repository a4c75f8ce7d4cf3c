import { messages } from "@/lib/messages";

/** As many characters as the server takes for a name. */
const LONGEST_NAME = 200;
const ROOM_FOR_NUMBER = 5;
const NUMBERED = / \d{1,4}$/;

/** `orders`, else `orders-2`, `orders-3` ... */
export function freeName(wanted: string, taken: ReadonlySet<string>, separator: string): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}${separator}${number}`;
  return name;
}

/** What a copy is called before anybody looks for a free number: a copy of a copy is one of the same. */
export function copyName(name: string): string {
  const { copyOf } = messages.workflows;
  const isCopy = name.startsWith(copyOf(""));
  const copy = isCopy ? name.replace(NUMBERED, "") : copyOf(name);
  return copy.slice(0, LONGEST_NAME - ROOM_FOR_NUMBER).trim();
}
