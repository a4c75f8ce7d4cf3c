import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { Geometry } from "@/lib/graph/geometry";
import { colorOfTab } from "@/lib/tab-color";
import { usePresence } from "../api/use-presence";
import { useBuilder } from "../state/context";
import styles from "./OthersSelections.module.css";

/** Outlines, with their names, around the nodes that other people have selected. Drawn over the nodes, not by them. */
export function OthersSelections() {
  const { data } = usePresence();
  const graph = useBuilder((state) => state.document.graph);
  const collapsed = useBuilder((state) => state.collapsed);
  const editors = useMemo(
    () => (data?.editors ?? []).filter(({ selection }) => selection.length > 0),
    [data],
  );
  const geometry = useMemo(
    () => (editors.length === 0 ? null : new Geometry(graph, collapsed)),
    [editors, graph, collapsed],
  );
  if (!geometry) return null;
  return (
    <ViewportPortal>
      {editors.flatMap(({ tab, name, selection }) =>
        graph.nodes
          .filter((node) => selection.includes(node.key) && !geometry.isHidden(node))
          .map((node) => {
            const { x, y, width, height } = geometry.rect(node);
            const color = `var(--mantine-color-${colorOfTab(tab)}-6)`;
            return (
              <div
                key={`${tab} ${node.id}`}
                className={styles.outline}
                style={{ transform: `translate(${x}px, ${y}px)`, width, height, outlineColor: color }}
              >
                <span className={styles.name} style={{ borderColor: color }}>
                  {name}
                </span>
              </div>
            );
          }),
      )}
    </ViewportPortal>
  );
}
