import { ActionIcon, Button, Group, Menu, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconDotsVertical } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { Keys } from "@/components/Keys";
import { WorkflowStatusBadge } from "@/components/StatusBadge";
import type { Workflow } from "@/lib/api/types";
import { ariaKeys } from "@/lib/commands/keys";
import { messages } from "@/lib/messages";
import { type ActionId, ACTIONS, useAction } from "../actions/actions";
import { canRun, titleOf, useWorkbench } from "../actions/workbench";
import { Presence } from "./Presence";
import { SaveIndicator } from "./SaveIndicator";
import styles from "./TopBar.module.css";
import { UnpublishedBadge } from "./UnpublishedBadge";
import { WorkflowName } from "./WorkflowName";

const text = messages.builder;

export function TopBar({ workflow }: { workflow: Workflow }) {
  const published = workflow.status === "published";
  return (
    <div className={styles.bar}>
      <Tooltip label={text.back}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={text.back}
          renderRoot={(props) => <Link to="/workflows" {...props} />}
        >
          <IconArrowLeft size={17} />
        </ActionIcon>
      </Tooltip>
      <WorkflowName />
      <WorkflowStatusBadge status={workflow.status} />
      {published && workflow.live_version !== null ? (
        <UnpublishedBadge workflow={workflow} liveVersion={workflow.live_version} />
      ) : null}
      <SaveIndicator />
      <Group gap={6} ml="auto" wrap="nowrap">
        <Presence />
        <ActionButton action="test" variant="default" />
        <ActionButton action="run" variant="default" whyNot={messages.run.unpublished} />
        <ActionButton action="publish" />
        <MoreActions />
      </Group>
    </div>
  );
}

interface ActionButtonProps {
  action: ActionId;
  variant?: "default" | "filled";
  /** What a person can do about it not being possible. */
  whyNot?: string;
}

function ActionButton({ action, variant = "filled", whyNot }: ActionButtonProps) {
  const { icon: Icon, title, enabled, shortcut, run } = useAction(action);
  return (
    <Button
      variant={variant}
      data-guide={action}
      leftSection={<Icon size={14} />}
      disabled={!enabled}
      title={enabled ? undefined : whyNot}
      aria-keyshortcuts={shortcut && ariaKeys(shortcut)}
      onClick={run}
    >
      {title}
    </Button>
  );
}

function MoreActions() {
  const workbench = useWorkbench();
  const actions = ACTIONS.filter((action) => action.menu && canRun(action, workbench));
  return (
    <Menu position="bottom-end" shadow="md" width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={text.moreActions}>
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => {
          const { id, icon: Icon, danger, keys } = action;
          return (
            <Fragment key={id}>
              {danger ? <Menu.Divider /> : null}
              <Menu.Item
                {...(danger ? { c: "red" } : {})}
                leftSection={<Icon size={15} />}
                rightSection={keys?.[0] ? <Keys shortcut={keys[0]} /> : null}
                aria-keyshortcuts={keys?.[0] && ariaKeys(keys[0])}
                onClick={() => action.run(workbench)}
              >
                {titleOf(action, workbench)}
              </Menu.Item>
            </Fragment>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
