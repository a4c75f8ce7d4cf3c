/** What nothing has a title for, as words: `some_field` -> "Some field" */
export function wordsOfName(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
