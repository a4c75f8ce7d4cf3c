import { Menu } from "@mantine/core";
import { IconFocusCentered, IconPlayerTrackNext } from "@tabler/icons-react";
import type { FlatNode } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { scopeOf } from "../expression/scope";
import { useNodeData } from "../expression/use-node-data";
import { useBuilderContext } from "../state/context";
import { useRefused } from "../testing/use-refused";
import { useRunStepAlone } from "../testing/use-run-step-alone";
import { useRunTo } from "../testing/use-run-to";

/** Trying a step from its menu: up to it, or it alone, which then shows what it gave. */
export function RunItems({ node }: { node: FlatNode }) {
  const { store, definitions } = useBuilderContext();
  const { samples } = useNodeData(node, null);
  // The menu is gone by then.
  const refused = useRefused();
  const { possible, whyNot, runTo } = useRunTo(node, refused);
  const { runAlone } = useRunStepAlone(node, refused);
  return (
    <>
      <Menu.Item
        leftSection={<IconPlayerTrackNext size={15} />}
        disabled={!possible}
        title={whyNot}
        onClick={runTo}
      >
        {messages.test.runTo}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconFocusCentered size={15} />}
        title={messages.alone.hint}
        onClick={() => {
          runAlone(scopeOf(store.getState().document.graph, node, "config", definitions, samples));
          store.getState().showField(node.id, "test");
        }}
      >
        {messages.alone.run}
      </Menu.Item>
    </>
  );
}
