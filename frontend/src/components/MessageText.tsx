import { Fragment } from "react";
import { messages } from "@/lib/messages";

/** A message of the server, and the name it suggests if it does not say so: what stands between backticks is code. */
export function MessageText({ children, suggestion }: { children: string; suggestion?: string | null }) {
  const told = !suggestion || children.includes(suggestion);
  return (told ? children : `${children.replace(/\.$/, "")}. ${messages.problems.didYouMean(suggestion)}`)
    .split("`")
    .map((part, index) =>
      index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
    );
}
