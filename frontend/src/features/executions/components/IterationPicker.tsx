import { type ComboboxItem, Loader, type OptionsFilter, Select } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { type FlatNode, loopsAround } from "@/lib/graph/body";
import { messages } from "@/lib/messages";
import { notifyError } from "@/lib/notify";
import { countStatuses, iterationsOf, keysInside } from "../canvas/iterations";
import { useItemBriefs } from "../items/use-items";
import { useRunView } from "../run-view";

const text = messages.execution;
const ALL = "all";
/** The option that is no iteration: it loads more of them. */
const MORE = "more";
/** Options drawn at once: the others are found by their number. */
const SHOWN = 100;

/** The first that match, and always the way to more. */
const filter: OptionsFilter = ({ options, search }) => {
  const items = options.filter((option): option is ComboboxItem => "value" in option);
  const wanted = search.trim().toLowerCase();
  const found = items.filter(({ value, label }) => value !== MORE && label.toLowerCase().includes(wanted));
  return [...found.slice(0, SHOWN), ...items.filter(({ value }) => value === MORE)];
};

/** Which pass of a loop the nodes of its body show: one, or all together with how many ended in which way. */
export function IterationPicker({ loop }: { loop: FlatNode }) {
  const { playback, graph, chosen, choose, more } = useRunView();
  const [opened, setOpened] = useState(false);
  const staysOpen = useRef(false);
  const iterations = useMemo(
    () => iterationsOf(graph, loop.id, playback.runs, chosen),
    [graph, loop.id, playback.runs, chosen],
  );
  const outer = loopsAround(graph, loop.id)
    .map(({ key }) => chosen.get(key))
    .reverse();
  // Of which list the items are is known only when one iteration of each loop around is chosen.
  const placed = outer.includes(undefined) ? [] : iterations.map(({ index }) => [...outer, index].join("."));
  const itemOf = useItemBriefs(loop, placed);
  if (iterations.length === 0) return null;
  const inside = keysInside(graph, loop.id);
  const counts = countStatuses(iterations)
    .map(([status, count]) => `${count} ${messages.nodeStatus[status].toLowerCase()}`)
    .join(", ");
  return (
    <Select
      size="xs"
      style={{ flex: "0 1 210px", minWidth: 84 }}
      className="nodrag nopan nowheel"
      searchable
      allowDeselect={false}
      filter={filter}
      aria-label={text.iterationOf(loop.name || loop.key)}
      data={[
        { value: ALL, label: text.allIterations(iterations.length, counts) },
        ...iterations.map(({ index, status }, at) => ({
          value: String(index),
          label: text.iterationLabel(
            index,
            messages.nodeStatus[status].toLowerCase(),
            itemOf(placed[at] ?? ""),
          ),
        })),
        ...(more.isPartial(inside)
          ? [
              {
                value: MORE,
                label: messages.wholeRun.moreOfLoop(more.runs.length, more.total),
                disabled: more.loading,
              },
            ]
          : []),
      ]}
      {...(more.loading ? { rightSection: <Loader size={12} aria-label={messages.common.loading} /> } : {})}
      dropdownOpened={opened}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => {
        if (!staysOpen.current) setOpened(false);
        staysOpen.current = false;
      }}
      value={String(chosen.get(loop.key) ?? ALL)}
      onChange={(next) => {
        if (next !== MORE) choose(loop.key, next === null || next === ALL ? null : Number(next));
        else {
          staysOpen.current = true;
          more.load(inside, { onError: notifyError });
        }
      }}
    />
  );
}
