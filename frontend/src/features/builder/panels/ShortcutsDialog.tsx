import { Kbd, Modal, Table } from "@mantine/core";
import { messages } from "@/lib/messages";

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={messages.builder.keyboard}>
      <Table>
        <Table.Tbody>
          {messages.shortcuts.map(([action, keys]) => (
            <Table.Tr key={action}>
              <Table.Td>{action}</Table.Td>
              <Table.Td ta="right">
                <Kbd size="xs">{keys}</Kbd>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
