import { Modal, Text } from "@mantine/core";
import type { Problem } from "@/lib/api/types";
import type { ApiError } from "@/lib/api/errors";
import { messages } from "@/lib/messages";
import { ProblemList } from "./ProblemBar";

/** The problems of a refused publish: in full when the server sends them so, else from `errors`. */
function problemsOf(error: ApiError): Problem[] {
  if (Array.isArray(error.body.problems)) return error.body.problems as Problem[];
  return error.errors.map(({ field, message, code, node_id }) => ({
    severity: "error",
    code: code ?? "",
    message,
    node_id: node_id ?? null,
    edge_id: null,
    field: field ?? null,
    position: null,
    suggestion: null,
  }));
}

interface Props {
  error: ApiError | null;
  onClose: () => void;
}

export function PublishRefused({ error, onClose }: Props) {
  const problems = error ? problemsOf(error) : [];
  return (
    <Modal opened={error !== null} onClose={onClose} title={messages.publish.failedTitle} size="lg">
      <Text size="sm" c="dimmed" mb="xs">
        {problems.length > 0 ? messages.publish.failedText : error?.message}
      </Text>
      <ProblemList problems={problems} onPick={onClose} />
    </Modal>
  );
}
