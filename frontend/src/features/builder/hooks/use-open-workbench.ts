import { useNavigate } from "@tanstack/react-router";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type RefObject, useEffect, useMemo } from "react";
import type { Workflow } from "@/lib/api/types";
import { notifyError } from "@/lib/notify";
import type { Workbench } from "../actions/workbench";
import type { Panel } from "../panels/panel";
import { useBuilder, useBuilderContext } from "../state/context";
import { useDragMode } from "./use-drag-mode";
import { useFolded } from "./use-folded";

/** What the actions work on, made of the page that is open. */
export function useOpenWorkbench(
  workflow: Workflow,
  setPanel: (panel: Panel) => void,
  paletteSearch: RefObject<HTMLInputElement | null>,
): Workbench {
  const { store, autosave } = useBuilderContext();
  const flow = useReactFlow();
  const canvas = useStoreApi();
  const navigate = useNavigate();
  const [paletteFolded, setPaletteFolded] = useFolded("palette");
  const [propertiesFolded, setPropertiesFolded] = useFolded("properties");
  const [dragMode, setDragMode] = useDragMode();
  // What leads to a field shows it, whatever is folded.
  const asked = useBuilder((state) => state.focus);
  useEffect(() => {
    if (asked) setPropertiesFolded(false);
  }, [asked, setPropertiesFolded]);

  return useMemo(
    () => ({
      workflow,
      store,
      flow,
      middle: () => {
        const box = canvas.getState().domNode?.getBoundingClientRect() ?? new DOMRect();
        return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      },
      open: (panel) => {
        if (panel === "publish") store.getState().touch();
        // What a panel asks the server about is there first.
        if (panel === "shortcuts" || autosave.state.getState().revision > 0) setPanel(panel);
        else void autosave.flush().then(() => setPanel(panel), notifyError);
      },
      showExecutions: () => void navigate({ to: "/executions", search: { workflow: workflow.id } }),
      palette: {
        folded: paletteFolded,
        toggle: () => setPaletteFolded(!paletteFolded),
        search: () => {
          setPaletteFolded(false);
          requestAnimationFrame(() => paletteSearch.current?.focus());
        },
      },
      properties: { folded: propertiesFolded, toggle: () => setPropertiesFolded(!propertiesFolded) },
      drag: { mode: dragMode, set: setDragMode },
    }),
    [
      workflow,
      store,
      autosave,
      flow,
      canvas,
      navigate,
      setPanel,
      paletteSearch,
      paletteFolded,
      setPaletteFolded,
      propertiesFolded,
      setPropertiesFolded,
      dragMode,
      setDragMode,
    ],
  );
}
