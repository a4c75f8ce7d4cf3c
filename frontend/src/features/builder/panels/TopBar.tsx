import { ActionIcon, Button, Group, Menu, TextInput, Tooltip } from "@mantine/core";
import {
  IconActivity,
  IconArrowLeft,
  IconDotsVertical,
  IconDownload,
  IconFlask,
  IconHistory,
  IconKeyboard,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconRewindBackward10,
  IconRocket,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { WorkflowStatusBadge } from "@/components/StatusBadge";
import type { Workflow } from "@/lib/api/types";
import { toDocument } from "@/lib/graph/body";
import { downloadText, fileNameOf, serializeDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import { updateDocument } from "../state/commands";
import { useBuilder, useBuilderContext } from "../state/context";
import type { Panel } from "./panel";
import { SaveIndicator } from "./SaveIndicator";
import styles from "./TopBar.module.css";
import { UnpublishedBadge } from "./UnpublishedBadge";

const text = messages.builder;

interface Props {
  workflow: Workflow;
  onPublish: () => void;
  onOpen: (panel: Panel) => void;
}

export function TopBar({ workflow, onPublish, onOpen }: Props) {
  const { store } = useBuilderContext();
  const name = useBuilder((state) => state.document.name);
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
      <TextInput
        size="xs"
        variant="unstyled"
        className={styles.name}
        classNames={{ input: styles.nameInput }}
        aria-label={text.nameLabel}
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) =>
          store.getState().edit(updateDocument({ name: currentTarget.value }), "workflow:name")
        }
      />
      <WorkflowStatusBadge status={workflow.status} />
      {published && workflow.live_version !== null ? (
        <UnpublishedBadge workflow={workflow} liveVersion={workflow.live_version} />
      ) : null}
      <SaveIndicator />
      <Group gap={6} ml="auto" wrap="nowrap">
        <Button variant="default" leftSection={<IconFlask size={14} />} onClick={() => onOpen("test")}>
          {text.test}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={14} />}
          disabled={!published}
          title={published ? undefined : messages.run.unpublished}
          onClick={() => onOpen("run")}
        >
          {text.run}
        </Button>
        <Button leftSection={<IconRocket size={14} />} onClick={onPublish}>
          {text.publish}
        </Button>
        <Menu position="bottom-end" shadow="md" width={210}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={text.moreActions}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconActivity size={15} />}
              renderRoot={(props) => <Link to="/executions" search={{ workflow: workflow.id }} {...props} />}
            >
              {text.executions}
            </Menu.Item>
            <Menu.Item leftSection={<IconPlugConnected size={15} />} onClick={() => onOpen("triggers")}>
              {text.triggers}
            </Menu.Item>
            {published ? (
              <Menu.Item leftSection={<IconRewindBackward10 size={15} />} onClick={() => onOpen("backTest")}>
                {text.backTest}
              </Menu.Item>
            ) : null}
            <Menu.Item leftSection={<IconHistory size={15} />} onClick={() => onOpen("versions")}>
              {text.versions}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDownload size={15} />}
              onClick={() => {
                const { document } = store.getState();
                downloadText(fileNameOf(document.name), serializeDocument(toDocument(document)));
              }}
            >
              {text.exportJson}
            </Menu.Item>
            <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={() => onOpen("shortcuts")}>
              {text.keyboard}
            </Menu.Item>
            {published ? (
              <>
                <Menu.Divider />
                <Menu.Item
                  color="red"
                  leftSection={<IconPlayerStop size={15} />}
                  onClick={() => onOpen("deactivate")}
                >
                  {text.deactivate}
                </Menu.Item>
              </>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </div>
  );
}
