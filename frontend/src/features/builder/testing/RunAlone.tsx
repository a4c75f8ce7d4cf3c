import { Button, Switch } from "@mantine/core";
import { IconFocusCentered } from "@tabler/icons-react";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { useRunAlone } from "../api/use-run-alone";
import { bindingsOf } from "../expression/scope";
import { useForm } from "../form/form-context";
import { useBuilderContext, useTesting } from "../state/context";

const text = messages.alone;
/** What every run has of its own. */
const GIVEN: ReadonlySet<string> = new Set(["execution", "workflow"]);

/** Runs a node and nothing else, with the data that its form tries expressions on. */
export function RunAlone({ node }: { node: FlatNode }) {
  const { tests } = useBuilderContext();
  const { scopeOf } = useForm();
  const live = useTesting((state) => state.live);
  const run = useRunAlone(node);
  const start = () => {
    const known = Object.entries(bindingsOf(scopeOf("config")));
    run.mutate(Object.fromEntries(known.filter(([name]) => !GIVEN.has(name))), { onError: notifyError });
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconFocusCentered size={14} />}
        title={text.hint}
        loading={run.isPending}
        onClick={start}
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
