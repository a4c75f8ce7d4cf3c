import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRef } from "react";
import { messages } from "@/lib/messages";
import { IMPORTABLE } from "./choose-files";

const text = messages.workflows;

interface Props {
  loading: boolean;
  onFiles: (files: readonly File[]) => void;
}

/** Chooses files to make workflows of. */
export function ImportButton({ loading, onFiles }: Props) {
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      accept={IMPORTABLE}
      resetRef={reset}
      onChange={(files) => {
        onFiles(files);
        // The same file, mended, can be chosen again.
        reset.current?.();
      }}
    >
      {(props) => (
        <Button
          {...props}
          variant="default"
          loading={loading}
          title={text.importHint}
          leftSection={<IconUpload size={15} />}
        >
          {text.importFiles}
        </Button>
      )}
    </FileButton>
  );
}
