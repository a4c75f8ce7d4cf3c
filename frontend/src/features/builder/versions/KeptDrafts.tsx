import { ActionIcon, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { toDraft } from "@/lib/graph/body";
import { downloadText, fileNameOf, serializeDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import { notifyDone } from "@/lib/notify";
import { formatDateTime } from "@/lib/time";
import { useBuilderContext } from "../state/context";
import { type KeptDraft, keptDrafts, removeKept } from "../state/kept-drafts";

const text = messages.kept;

interface Props {
  onCompare: (kept: KeptDraft) => void;
  onRestored: () => void;
}

/** Drafts that lost against another one, or that a closed tab left behind: nothing is gone that somebody drew. */
export function KeptDrafts({ onCompare, onRestored }: Props) {
  const { workflowId, store } = useBuilderContext();
  const [kept, setKept] = useState(() => keptDrafts(workflowId));
  if (kept.length === 0) return null;
  const restore = ({ document }: KeptDraft) => {
    store.getState().edit(() => toDraft(document));
    notifyDone(text.restored);
    onRestored();
  };
  const remove = ({ at }: KeptDraft) => {
    removeKept(workflowId, at);
    setKept(keptDrafts(workflowId));
  };
  return (
    <section>
      <Title order={3} size="sm" mt="xl" mb="xs">
        {text.title}
      </Title>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {kept.map((each) => {
          const when = formatDateTime(each.at);
          return (
            <li key={each.at}>
              <Text size="sm">{text.reasons[each.reason]}</Text>
              <Text size="xs" c="dimmed">
                {when}
              </Text>
              <Group gap={4} ml={-6}>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-label={text.compareOf(when)}
                  onClick={() => onCompare(each)}
                >
                  {text.compare}
                </Button>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-label={text.restoreOf(when)}
                  onClick={() => restore(each)}
                >
                  {text.restore}
                </Button>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-label={text.downloadOf(when)}
                  onClick={() =>
                    downloadText(fileNameOf(each.document.name), serializeDocument(each.document))
                  }
                >
                  {text.download}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={text.remove(when)}
                  onClick={() => remove(each)}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              </Group>
            </li>
          );
        })}
      </Stack>
    </section>
  );
}
