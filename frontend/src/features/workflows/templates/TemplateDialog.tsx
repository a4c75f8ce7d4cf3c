import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { GraphPreview } from "@/components/graph/GraphPreview";
import type { Definition } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { contentsOf, requiredBy, type Template } from "./template";
import { Fact } from "./TemplateCard";
import styles from "./Templates.module.css";

const text = messages.templates;

interface Props {
  template: Template | null;
  definitions: ReadonlyMap<string, Definition>;
  busy: boolean;
  onUse: (template: Template) => void;
  onClose: () => void;
}

/** A template at a size at which it can be read, and what it wants before it does real work. */
export function TemplateDialog({ template, definitions, busy, onUse, onClose }: Props) {
  return (
    <Modal opened={template !== null} onClose={onClose} title={template?.document.name} size={960}>
      {template ? <Details {...{ template, definitions, busy, onUse, onClose }} /> : null}
    </Modal>
  );
}

function Details({ template, definitions, busy, onUse, onClose }: Props & { template: Template }) {
  const { name, description, graph, tests } = template.document;
  const contents = contentsOf(template, definitions);
  const required = requiredBy(template).map(({ document }) => document.name);
  return (
    <Stack gap="sm">
      <Text size="sm">{description}</Text>
      <div className={styles.large}>
        <GraphPreview graph={graph} label={text.drawing(name)} named />
      </div>
      <div>
        <Fact label={text.starts} value={contents.starts.join(", ")} />
        <Fact label={text.uses} value={contents.uses.join(", ") || text.nothing} />
        <Fact label={text.size} value={text.steps(contents.steps, tests?.length ?? 0)} />
        {required.length > 0 ? <Fact label={text.requires} value={required.join(", ")} /> : null}
        {contents.standIns.length > 0 ? (
          <Fact label={text.standIns} value={contents.standIns.join(", ")} />
        ) : null}
      </div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {messages.common.close}
        </Button>
        <Button loading={busy} onClick={() => onUse(template)}>
          {text.use}
        </Button>
      </Group>
    </Stack>
  );
}
