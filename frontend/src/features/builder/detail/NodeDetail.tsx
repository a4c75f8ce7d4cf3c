import { Loader, Modal } from "@mantine/core";
import { lazy, Suspense } from "react";
import { messages } from "@/lib/messages";
import { useBuilder, useBuilderContext } from "../state/context";
import styles from "./Detail.module.css";

const DetailView = lazy(() => import("./DetailView"));

/** A node in full width: what goes in, how it is set, what comes out. */
export function NodeDetail() {
  const { store } = useBuilderContext();
  const node = useBuilder(({ document, detail }) =>
    detail === null ? undefined : document.graph.nodes.find(({ id }) => id === detail),
  );
  const close = () => store.getState().showDetail(null);
  return (
    <Modal.Root
      opened={node !== undefined}
      onClose={close}
      // Escape is for what is open in a field first: the view looks after it.
      closeOnEscape={false}
      size="min(1680px, calc(100vw - 32px))"
      padding={0}
      yOffset={24}
      centered
    >
      <Modal.Overlay />
      <Modal.Content
        className={styles.content}
        aria-label={node ? messages.detail.title(node.name || node.key) : undefined}
      >
        <Modal.Body className={styles.body}>
          {node ? (
            <Suspense fallback={<Loader m="xl" size="sm" aria-label={messages.common.loading} />}>
              <DetailView key={node.id} node={node} onClose={close} />
            </Suspense>
          ) : null}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
