import { Modal } from "@mantine/core";
import { useStore } from "zustand";
import { messages } from "@/lib/messages";
import { useBuilderContext } from "../state/context";
import { MergeView } from "./MergeView";

/** Two drafts of one workflow that are at odds: it stays until people have chosen. */
export function ConflictDialog() {
  const { autosave } = useBuilderContext();
  const conflict = useStore(autosave.state, (state) => state.conflict);
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      title={messages.conflict.title}
      fullScreen
    >
      {conflict ? <MergeView key={conflict.theirs.revision} conflict={conflict} /> : null}
    </Modal>
  );
}
