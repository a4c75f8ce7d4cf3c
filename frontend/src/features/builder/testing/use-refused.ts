import { useCallback } from "react";
import { notifyUnlessListed, problemsOf } from "../refusal/problems";
import { useBuilderContext } from "../state/context";

/** For tests that are begun where no list has room: what is wrong with the draft is listed over the canvas. */
export function useRefused(): (error: Error) => void {
  const { tests } = useBuilderContext();
  return useCallback(
    (error) => {
      notifyUnlessListed(error);
      tests.getState().refuse(problemsOf(error));
    },
    [tests],
  );
}
