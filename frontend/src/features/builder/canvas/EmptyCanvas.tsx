import { Button, Group, Text, Title } from "@mantine/core";
import { DefinitionIcon } from "@/components/DefinitionIcon";
import { messages } from "@/lib/messages";
import { useAddDefinition } from "../hooks/use-add-definition";
import { useBuilderContext } from "../state/context";
import styles from "./Canvas.module.css";

/** The first step of a workflow, where its first node will stand. */
export function EmptyCanvas() {
  const { definitions } = useBuilderContext();
  const add = useAddDefinition();
  const triggers = [...definitions.values()].filter(({ kind }) => kind === "trigger");
  return (
    <div className={styles.empty}>
      <div className={styles.emptyCard} data-guide="start">
        <Title order={2}>{messages.builder.emptyTitle}</Title>
        <Text size="sm" c="dimmed" mb="md">
          {messages.builder.emptyText}
        </Text>
        <Group justify="center" gap="xs">
          {triggers.map((trigger) => (
            <Button
              key={trigger.id}
              variant="light"
              leftSection={<DefinitionIcon icon={trigger.icon} family="trigger" size={16} />}
              onClick={() => add(trigger)}
            >
              {trigger.title}
            </Button>
          ))}
        </Group>
      </div>
    </div>
  );
}
