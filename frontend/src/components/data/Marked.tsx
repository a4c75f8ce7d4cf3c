import { memo } from "react";
import { splitByQuery } from "./search";

/** A text with what is looked for marked in it. */
export const Marked = memo(function Marked({ text, query }: { text: string; query: string }) {
  if (query === "") return text;
  return splitByQuery(text, query).map((part, index) =>
    index % 2 === 1 ? <mark key={index}>{part}</mark> : part,
  );
});
