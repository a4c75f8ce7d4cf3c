import { Anchor, Text } from "@mantine/core";
import { messages } from "@/lib/messages";
import { explain } from "@/lib/run-error";
import { useReveal } from "../hooks/use-reveal";
import { useBuilder, useBuilderContext } from "../state/context";
import { failedNodeOf } from "./run-data";
import type { TestRun } from "./test-store";

/** Why a test failed, in a few words, and the step that made it fail, which is one click away. */
export function TestFailure({ run }: { run: TestRun }) {
  const { store } = useBuilderContext();
  const reveal = useReveal();
  const id = useBuilder(({ document }) => failedNodeOf(run, document));
  const name = useBuilder(({ document }) => {
    const node = document.graph.nodes.find((each) => each.id === id);
    return node && (node.name || node.key);
  });
  const { error } = run.result;
  if (!error) return null;
  const { title, text } = explain(error);
  const show = (nodeId: string) => {
    store.getState().select([nodeId]);
    reveal(nodeId);
  };
  return (
    <>
      {id === null ? null : (
        <Anchor
          component="button"
          size="xs"
          title={messages.runErrors.failedStep(name ?? "")}
          onClick={() => show(id)}
        >
          {name}
        </Anchor>
      )}
      <Text size="xs" c="var(--sw-failed)" truncate maw={300} title={text}>
        {title}
      </Text>
    </>
  );
}
