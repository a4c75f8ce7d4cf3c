import { Text } from "@mantine/core";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { notifyInfo } from "@/lib/notify";
import { PayloadEditor } from "../panels/PayloadEditor";
import { PayloadSources } from "../panels/PayloadSources";
import { keepTypedPayload } from "../panels/typed-payloads";
import { useMisfits } from "../panels/use-misfits";
import formStyles from "../form/Form.module.css";
import { useBuilder, useBuilderContext } from "../state/context";
import { useTestStart } from "./use-test-start";

interface Props {
  trigger: FlatNode;
  /** Whether a payload that was received by another trigger leads to that one, or is told of only. */
  leads: boolean;
}

/** What the next test starts with by a trigger. What is written here is at once what the steps behind are previewed on. */
export function StartPayload({ trigger, leads }: Props) {
  const { workflowId, tests } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const start = useTestStart(true, trigger);
  const misfits = useMisfits(trigger, start?.payload ?? "");
  const { setStart } = tests.getState();
  if (!start) return null;
  return (
    <>
      <PayloadEditor
        trigger={trigger}
        value={start.payload}
        misfits={misfits}
        origin={start.origin}
        onChange={(payload) => {
          setStart({ trigger: trigger.id, payload });
          keepTypedPayload(workflowId, trigger.id, payload);
        }}
      />
      <PayloadSources
        trigger={trigger}
        triggers={nodes.filter(({ type }) => type === "trigger")}
        onPick={(payload, from = trigger) => {
          if (leads || from.id === trigger.id) setStart({ trigger: from.id, payload });
          else notifyInfo(messages.test.receivedBy(from.name || from.key));
        }}
      />
      {misfits.length > 0 ? (
        <Text size="xs" className={formStyles.warning}>
          {messages.run.tried}
        </Text>
      ) : null}
    </>
  );
}
