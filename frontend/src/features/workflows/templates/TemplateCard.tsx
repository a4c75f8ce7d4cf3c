import { Badge, Button, Card, Group, Text, Title, UnstyledButton } from "@mantine/core";
import { GraphPreview } from "@/components/graph/GraphPreview";
import { messages } from "@/lib/messages";
import type { Contents, Template } from "./template";
import styles from "./Templates.module.css";

const text = messages.templates;

interface Props {
  template: Template;
  contents: Contents;
  busy: boolean;
  onShow: () => void;
  onUse: () => void;
}

export function TemplateCard({ template, contents, busy, onShow, onUse }: Props) {
  const { category, document } = template;
  const { name, description, graph } = document;
  return (
    <Card withBorder padding="sm" component="article" aria-label={name}>
      <UnstyledButton className={styles.picture} aria-label={text.show(name)} onClick={onShow}>
        <GraphPreview graph={graph} label={text.drawing(name)} />
      </UnstyledButton>
      <Group justify="space-between" wrap="nowrap" mt="sm" mb={2} align="start">
        <Title order={2} fz={14}>
          {name}
        </Title>
        <Badge color="gray">{text.categories[category]}</Badge>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={3}>
        {description}
      </Text>
      <div className={styles.facts}>
        <Fact label={text.starts} value={contents.starts.join(", ")} />
        <Fact label={text.uses} value={contents.uses.join(", ") || text.nothing} />
      </div>
      <Group gap="xs" mt="sm" className={styles.actions}>
        <Button loading={busy} aria-label={text.useNamed(name)} onClick={onUse}>
          {text.use}
        </Button>
        <Button variant="subtle" aria-label={text.show(name)} onClick={onShow}>
          {text.look}
        </Button>
      </Group>
    </Card>
  );
}

export function Fact({ label, value }: { label: string; value: string }) {
  return (
    <Text size="xs">
      <Text span inherit c="dimmed">
        {label}:
      </Text>{" "}
      {value}
    </Text>
  );
}
