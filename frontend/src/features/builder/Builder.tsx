import { Drawer } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { Definition, Workflow } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useValidation } from "./api/use-validation";
import styles from "./Builder.module.css";
import { Canvas } from "./canvas/Canvas";
import { useClipboard } from "./hooks/use-clipboard";
import { useFolded } from "./hooks/use-folded";
import { useDraft } from "./hooks/use-draft";
import { useShortcuts } from "./hooks/use-shortcuts";
import { Palette } from "./palette/Palette";
import { ConflictDialog } from "./panels/ConflictDialog";
import { DeactivateDialog } from "./panels/DeactivateDialog";
import type { Panel } from "./panels/panel";
import { ProblemBar } from "./panels/ProblemBar";
import { RunDialog } from "./panels/RunDialog";
import { ShortcutsDialog } from "./panels/ShortcutsDialog";
import { TopBar } from "./panels/TopBar";
import { TriggersPanel } from "./panels/TriggersPanel";
import { VersionsPanel } from "./panels/VersionsPanel";
import { PublishResult } from "./publish/PublishResult";
import { PublishSheet } from "./publish/PublishSheet";
import { PropertyPanel } from "./properties/PropertyPanel";
import { BackTestPanel } from "./testing/BackTestPanel";
import { TestPanel } from "./testing/TestPanel";
import { BuilderContext, useBuilder, useBuilderContext } from "./state/context";

interface Props {
  workflow: Workflow;
  definitions: readonly Definition[];
}

export function Builder({ workflow, definitions }: Props) {
  const draft = useDraft(workflow, definitions);
  return (
    <BuilderContext value={draft}>
      <Workbench workflow={workflow} />
    </BuilderContext>
  );
}

function Workbench({ workflow }: { workflow: Workflow }) {
  const { workflowId, store } = useBuilderContext();
  const paletteSearch = useRef<HTMLInputElement>(null);
  const [paletteFolded, setPaletteFolded] = useFolded("palette");
  const [propertiesFolded, setPropertiesFolded] = useFolded("properties");
  const [panel, setPanel] = useState<Panel | null>(null);
  const [published, setPublished] = useState(0);
  useValidation(workflowId, store);
  const searchPalette = useCallback(() => {
    setPaletteFolded(false);
    requestAnimationFrame(() => paletteSearch.current?.focus());
  }, [setPaletteFolded]);
  useShortcuts(searchPalette);
  // What leads to a field shows it, whatever is folded.
  const asked = useBuilder((state) => state.focus);
  useEffect(() => {
    if (asked) setPropertiesFolded(false);
  }, [asked, setPropertiesFolded]);
  useClipboard();

  const close = () => setPanel(null);
  const onPublish = () => {
    store.getState().touch();
    setPanel("publish");
  };
  return (
    <div className={styles.builder}>
      <TopBar workflow={workflow} onPublish={onPublish} onOpen={setPanel} />
      <div className={styles.work}>
        {paletteFolded ? null : <Palette searchRef={paletteSearch} />}
        <main className={styles.center}>
          <div className={styles.canvas}>
            <Canvas />
          </div>
          <ProblemBar />
        </main>
        {propertiesFolded ? null : <PropertyPanel />}
      </div>
      <Side title={messages.publish.title(published)} opened={panel === "published"} onClose={close}>
        <PublishResult onRun={() => setPanel("run")} onClose={close} />
      </Side>
      <Side title={messages.test.title} opened={panel === "test"} onClose={close}>
        <TestPanel onDone={close} />
      </Side>
      <Side title={messages.backTest.title} opened={panel === "backTest"} onClose={close}>
        <BackTestPanel />
      </Side>
      <Side title={messages.publish.sheet} opened={panel === "publish"} onClose={close} size={560}>
        <PublishSheet
          onPublished={(version) => {
            setPublished(version);
            setPanel("published");
          }}
          onClose={close}
        />
      </Side>
      <Side title={messages.builder.triggers} opened={panel === "triggers"} onClose={close}>
        <TriggersPanel />
      </Side>
      <Side title={messages.versions.title} opened={panel === "versions"} onClose={close}>
        <VersionsPanel onRestored={close} />
      </Side>
      <RunDialog liveVersion={workflow.live_version ?? null} opened={panel === "run"} onClose={close} />
      <ShortcutsDialog opened={panel === "shortcuts"} onClose={close} />
      <DeactivateDialog opened={panel === "deactivate"} onClose={close} />
      <ConflictDialog />
    </div>
  );
}

interface SideProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  size?: number;
  children: ReactNode;
}

function Side({ title, opened, onClose, size = 460, children }: SideProps) {
  return (
    <Drawer opened={opened} onClose={onClose} title={title} position="right" size={size}>
      {children}
    </Drawer>
  );
}
