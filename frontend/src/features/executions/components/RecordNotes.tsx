import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Execution } from "@/lib/api/types";
import { messages } from "@/lib/messages";

const text = messages.execution;

interface Props {
  execution: Pick<Execution, "divergences" | "gaps" | "nodes">;
}

/** What is not known of the run, and where its record and its replay differ. */
export function RecordNotes({ execution: { divergences, gaps, nodes } }: Props) {
  const lost = nodes.length === 0;
  return (
    <>
      {gaps.length > 0 ? (
        <RecordNote
          color={lost ? "orange" : "blue"}
          title={lost ? text.lostTitle : text.gapTitle}
          summary={lost ? text.lostText : text.gapText}
          lines={gaps}
        />
      ) : null}
      {divergences.length > 0 ? (
        <RecordNote
          color="orange"
          title={text.divergedTitle}
          summary={text.divergedText}
          lines={divergences}
        />
      ) : null}
    </>
  );
}

interface RecordNoteProps {
  color: string;
  title: string;
  summary: string;
  lines: readonly string[];
}

function RecordNote({ color, title, summary, lines }: RecordNoteProps) {
  return (
    <Alert color={color} radius={0} py="xs" role="alert" icon={<IconAlertTriangle size={16} />} title={title}>
      <Text size="sm">{summary}</Text>
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
