import { Button, Group, Text, Title } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { DefinitionIcon } from "@/components/DefinitionIcon";
import { startGuide, useGuide } from "@/lib/guide";
import { messages } from "@/lib/messages";
import { useAddDefinition } from "../hooks/use-add-definition";
import { useBuilderContext } from "../state/context";
import styles from "./Canvas.module.css";

/** The first step of a workflow, where its first node will stand. */
export function EmptyCanvas() {
  const { workflowId, definitions } = useBuilderContext();
  const guided = useGuide((state) => state.workflowId === workflowId);
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
        {guided ? null : (
          <Button
            mt="sm"
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconMapPin size={15} />}
            onClick={() => startGuide(workflowId)}
          >
            {messages.guide.offer}
          </Button>
        )}
      </div>
    </div>
  );
}
