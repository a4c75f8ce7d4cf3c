import { Button, Card, Group, SimpleGrid, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBolt, IconPlayerPlay, IconRoute } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { messages } from "@/lib/messages";

const ICONS = [IconBolt, IconRoute, IconPlayerPlay];
const text = messages.workflows;

interface Props {
  onStart: (guided: boolean) => void;
}

/** What a new user sees: how a workflow comes to be, and the first step of it. */
export function FirstWorkflow({ onStart }: Props) {
  return (
    <Stack align="center" py={56} gap="lg">
      <Stack gap={4} ta="center">
        <Title order={2}>{text.noneTitle}</Title>
        <Text c="dimmed" size="sm">
          {text.noneText}
        </Text>
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 3 }} maw={760} w="100%">
        {text.steps.map((step, index) => {
          const Icon = ICONS[index] ?? IconBolt;
          return (
            <Card key={step.title} withBorder padding="md">
              <Group gap="xs" mb={4}>
                <ThemeIcon variant="light" size="md">
                  <Icon size={16} />
                </ThemeIcon>
                <Text fw={600}>{step.title}</Text>
              </Group>
              <Text size="sm" c="dimmed">
                {step.text}
              </Text>
            </Card>
          );
        })}
      </SimpleGrid>
      <Group>
        <Button size="sm" renderRoot={(props) => <Link to="/templates" {...props} />}>
          {text.startTemplate}
        </Button>
        <Button size="sm" variant="default" onClick={() => onStart(true)}>
          {text.startGuided}
        </Button>
        <Button size="sm" variant="default" onClick={() => onStart(false)}>
          {text.startBlank}
        </Button>
      </Group>
    </Stack>
  );
}
