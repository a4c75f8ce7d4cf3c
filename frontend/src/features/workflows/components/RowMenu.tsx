import { ActionIcon, Menu } from "@mantine/core";
import { IconArchive, IconCopy, IconDots, IconDownload, IconListDetails } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { WorkflowSummary } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const text = messages.workflows;

export interface RowActions {
  onDuplicate: (workflow: WorkflowSummary) => void;
  onExport: (workflow: WorkflowSummary) => void;
  onArchive: (workflow: WorkflowSummary) => void;
}

/** What can be done with a workflow of the list. */
export function RowMenu({
  workflow,
  onDuplicate,
  onExport,
  onArchive,
}: { workflow: WorkflowSummary } & RowActions) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text.menu(workflow.name)}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconListDetails size={15} />}
          renderRoot={(props) => <Link to="/executions" search={{ workflow: workflow.id }} {...props} />}
        >
          {text.showExecutions}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => onDuplicate(workflow)}>
          {text.duplicate}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => onExport(workflow)}>
          {text.exportJson}
        </Menu.Item>
        {workflow.status === "archived" ? null : (
          <Menu.Item c="red" leftSection={<IconArchive size={15} />} onClick={() => onArchive(workflow)}>
            {text.archive}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
