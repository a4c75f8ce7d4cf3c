import { Button, Switch } from "@mantine/core";
import { IconFocusCentered } from "@tabler/icons-react";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { useForm } from "../form/form-context";
import { useBuilderContext, useTesting } from "../state/context";
import type { useRunStepAlone } from "./use-run-step-alone";

const text = messages.alone;

interface Props {
  node: FlatNode;
  run: ReturnType<typeof useRunStepAlone>;
}

/** Runs a node and nothing else, with the data that its form tries expressions on. */
export function RunAlone({ node, run: { pending, runAlone } }: Props) {
  const { tests } = useBuilderContext();
  const { scopeOf } = useForm();
  const live = useTesting((state) => state.live);
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconFocusCentered size={14} />}
        title={text.hint}
        loading={pending}
        onClick={() => runAlone(scopeOf("config"))}
      >
        {text.run}
      </Button>
      {node.type === "action" ? (
        <Switch
          size="xs"
          label={messages.test.live}
          checked={live}
          onChange={({ currentTarget }) => tests.getState().setStart({ live: currentTarget.checked })}
        />
      ) : null}
    </>
  );
}
