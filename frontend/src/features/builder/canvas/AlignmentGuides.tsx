import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import type { Gap, Guides, Line } from "./alignment";
import styles from "./AlignmentGuides.module.css";

/** Half the width of a gap's ends. */
const CAP = 5;

/** The lines along which what is dragged lines up, over the nodes; drawn anew when they change only. */
export const AlignmentGuides = memo(function AlignmentGuides({
  guides: { lines, gaps },
}: {
  guides: Guides;
}) {
  if (lines.length === 0 && gaps.length === 0) return null;
  return (
    <ViewportPortal>
      <svg className={styles.guides} data-testid="alignment-guides" aria-hidden>
        <path d={lines.map(drawnLine).join("")} />
        <path d={gaps.map(drawnGap).join("")} />
      </svg>
    </ViewportPortal>
  );
});

function drawnLine({ axis, at, start, end }: Line): string {
  return axis === "x" ? `M${at} ${start}V${end}` : `M${start} ${at}H${end}`;
}

/** A line between two ends that stand across it. */
function drawnGap({ axis, at, start, end }: Gap): string {
  const [from, to] = [at - CAP, at + CAP];
  return axis === "x"
    ? `M${start} ${from}V${to}M${start} ${at}H${end}M${end} ${from}V${to}`
    : `M${from} ${start}H${to}M${at} ${start}V${end}M${from} ${end}H${to}`;
}
