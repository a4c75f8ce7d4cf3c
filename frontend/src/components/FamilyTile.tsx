import type { Family } from "@/lib/graph/family";
import { DefinitionIcon } from "./DefinitionIcon";
import styles from "./FamilyTile.module.css";

interface Props {
  icon: string | undefined;
  family: Family;
  size?: "small" | "medium";
}

/** A definition's icon on the colour of its family, as in palette and property panel. */
export function FamilyTile({ icon, family, size = "medium" }: Props) {
  return (
    <span className={styles.tile} data-family={family} data-size={size}>
      <DefinitionIcon icon={icon} family={family} size={size === "small" ? 17 : 18} />
    </span>
  );
}
