import { useLocalStorage } from "@mantine/hooks";
import type { Family } from "@/lib/graph/family";

/** Which families of the palette are folded away; remembered in this browser. */
export function useFoldedFamilies() {
  const [folded, setFolded] = useLocalStorage<Family[]>({
    key: "statewright-folded-families",
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  return {
    has: (family: Family) => folded.includes(family),
    toggle: (family: Family) =>
      setFolded((last) =>
        last.includes(family) ? last.filter((each) => each !== family) : [...last, family],
      ),
  };
}
