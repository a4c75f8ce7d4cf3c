import { Drawer } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import type { Definition, Workflow } from "@/lib/api/types";
import { messages } from "@/lib/messages";
import { useBuilderCommands } from "./actions/use-builder-commands";
import { WorkbenchContext } from "./actions/workbench";
import { useValidation } from "./api/use-validation";
import styles from "./Builder.module.css";
import { Canvas } from "./canvas/Canvas";
import { ConflictDialog } from "./compare/ConflictDialog";
import { Guide } from "./guide/Guide";
import { useClipboard } from "./hooks/use-clipboard";
import { useDraft } from "./hooks/use-draft";
import { useFieldUndo } from "./hooks/use-field-undo";
import { useOpenWorkbench } from "./hooks/use-open-workbench";
import { useSavedAddress } from "./hooks/use-saved-address";
import { useShortcuts } from "./hooks/use-shortcuts";
import { Palette } from "./palette/Palette";
import { DeactivateDialog } from "./panels/DeactivateDialog";
import type { Panel } from "./panels/panel";
import { ProblemBar } from "./panels/ProblemBar";
import { RunDialog } from "./panels/RunDialog";
import { ShortcutsDialog } from "./panels/ShortcutsDialog";
import { TopBar } from "./panels/TopBar";
import { TriggersPanel } from "./panels/TriggersPanel";
import { VersionsPanel } from "./versions/VersionsPanel";
import { PublishResult } from "./publish/PublishResult";
import { PublishSheet, type Said } from "./publish/PublishSheet";
import { NodeDetail } from "./detail/NodeDetail";
import { PropertyPanel } from "./properties/PropertyPanel";
import { BackTestPanel } from "./testing/BackTestPanel";
import { TestPanel } from "./testing/TestPanel";
import { BuilderContext, useBuilderContext } from "./state/context";

const NOTHING_SAID: Said = { label: "", note: "" };

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
  const draft = useBuilderContext();
  const paletteSearch = useRef<HTMLInputElement>(null);
  const [panel, setPanel] = useState<Panel | null>(null);
  const [published, setPublished] = useState(0);
  const [said, setSaid] = useState(NOTHING_SAID);
  const [covered, setCovered] = useState(false);
  const workbench = useOpenWorkbench(workflow, setPanel, paletteSearch);
  useValidation(draft);
  useSavedAddress();
  useShortcuts(workbench);
  useFieldUndo(workbench);
  useBuilderCommands(workbench);
  useClipboard();

  const close = () => setPanel(null);
  return (
    <WorkbenchContext value={workbench}>
      <div className={styles.builder}>
        <TopBar workflow={workflow} />
        <div className={styles.work}>
          {workbench.palette.folded ? null : <Palette searchRef={paletteSearch} />}
          <main className={styles.center}>
            <div className={styles.canvas}>
              <Canvas />
            </div>
            <ProblemBar />
          </main>
          {workbench.properties.folded ? null : <PropertyPanel />}
        </div>
        <Side title={messages.publish.title(published)} opened={panel === "published"} onClose={close}>
          <PublishResult onRun={() => setPanel("run")} onClose={close} />
        </Side>
        <Side title={messages.test.title} opened={panel === "test"} onClose={close}>
          <TestPanel onDone={close} />
        </Side>
        <Side title={messages.backTest.title} opened={panel === "backTest"} onClose={close}>
          <BackTestPanel onLeave={close} />
        </Side>
        <Side
          title={messages.publish.sheet}
          opened={panel === "publish"}
          onClose={close}
          size={560}
          covered={covered}
        >
          <PublishSheet
            said={said}
            onSay={setSaid}
            onPublished={(version) => {
              setPublished(version);
              setSaid(NOTHING_SAID);
              setPanel("published");
            }}
            onClose={close}
            onDialog={setCovered}
          />
        </Side>
        <Side title={messages.actions.triggers} opened={panel === "triggers"} onClose={close}>
          <TriggersPanel />
        </Side>
        <Side title={messages.versions.title} opened={panel === "versions"} onClose={close} covered={covered}>
          <VersionsPanel onRestored={close} onDialog={setCovered} />
        </Side>
        <RunDialog version={workflow.live_version ?? null} opened={panel === "run"} onClose={close} />
        <ShortcutsDialog opened={panel === "shortcuts"} onClose={close} />
        <DeactivateDialog opened={panel === "deactivate"} onClose={close} />
        <ConflictDialog />
        <NodeDetail />
        <Guide workflow={workflow} />
      </div>
    </WorkbenchContext>
  );
}

interface SideProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  size?: number;
  /** Whether a dialog is open over it. */
  covered?: boolean;
  children: ReactNode;
}

function Side({ title, opened, onClose, size = 460, covered = false, children }: SideProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      position="right"
      size={size}
      closeOnEscape={!covered}
    >
      {children}
    </Drawer>
  );
}
