import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import type { WorkflowDocument } from "@/lib/api/types";
import { parseDocument } from "@/lib/graph/document";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";

const text = messages.workflows;

/** Reads a workflow from a file; a file that is none is named with the reason. */
export function ImportButton({ onImport }: { onImport: (document: WorkflowDocument) => void }) {
  const read = async (file: File | null) => {
    if (!file) return;
    try {
      onImport(parseDocument(await file.text(), file.name.replace(/\.json$/i, ""), text.importNoGraph));
    } catch (error) {
      notifyError(text.importFailed(file.name, error instanceof Error ? error.message : String(error)));
    }
  };
  return (
    <FileButton accept="application/json,.json" onChange={(file) => void read(file)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconUpload size={15} />}>
          {text.importJson}
        </Button>
      )}
    </FileButton>
  );
}
