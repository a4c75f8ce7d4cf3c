import { Group, Kbd, Modal, Table, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Keys } from "@/components/Keys";
import { PALETTE_SHORTCUT, type Shortcut } from "@/lib/commands/keys";
import { messages } from "@/lib/messages";
import { ACTIONS } from "../actions/actions";
import { titleOf, useWorkbench } from "../actions/workbench";

const text = messages.actions;
const GROUPS = ["edit", "view", "run"] as const;

/** Every key that does something, from the list that hears them. */
export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const workbench = useWorkbench();
  return (
    <Modal opened={opened} onClose={onClose} title={text.shortcuts} size="lg">
      <Section title={messages.commands.groups.general}>
        <Row title={messages.commands.open} keys={[PALETTE_SHORTCUT]} />
      </Section>
      {GROUPS.map((group) => (
        <Section key={group} title={text.groups[group]}>
          {ACTIONS.filter((action) => action.group === group && action.keys).map((action) => (
            <Row key={action.id} title={titleOf(action, workbench)} keys={action.keys ?? []} />
          ))}
        </Section>
      ))}
      <Section title={messages.gestures.title}>
        {messages.gestures.list.map(([title, gesture]) => (
          <Table.Tr key={title}>
            <Table.Td>{title}</Table.Td>
            <Table.Td ta="right">
              <Kbd size="xs">{gesture}</Kbd>
            </Table.Td>
          </Table.Tr>
        ))}
      </Section>
    </Modal>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} mt="sm" mb={4}>
        {title}
      </Title>
      <Table>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}

function Row({ title, keys }: { title: string; keys: readonly Shortcut[] }) {
  return (
    <Table.Tr>
      <Table.Td>{title}</Table.Td>
      <Table.Td>
        <Group gap="sm" justify="flex-end">
          {keys.map((shortcut) => (
            <Keys key={shortcut} shortcut={shortcut} />
          ))}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
