import { Fragment } from "react";

/** A message of the server: what stands between backticks is shown as code. */
export function MessageText({ children }: { children: string }) {
  return children
    .split("`")
    .map((part, index) =>
      index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
    );
}
