import { ActionIcon, Button, Select, Text, Tooltip } from "@mantine/core";
import { getHotkeyHandler, type HotkeyItem, useHotkeys } from "@mantine/hooks";
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messages } from "@/lib/messages";
import { formatDuration } from "@/lib/time";
import { useRunView } from "../run-view";
import styles from "./Playback.module.css";

const text = messages.playback;
const SPEEDS = ["0.5", "1", "2", "4", "8"];

/** Goes through a run in the order in which it happened: by step, by hand, or played. */
export function PlaybackBar() {
  const { execution, graph, playback, now } = useRunView();
  const { moments, index, following, playing, speed, go, follow, toggle, setSpeed } = playback;
  const keys: HotkeyItem[] = [
    [",", () => go(index - 1)],
    [".", () => go(index + 1)],
    ["p", toggle],
  ];
  useHotkeys(keys);
  const moment = moments[index];
  if (!moment || moments.length < 2) return null;
  const { run, kind, at } = moment;
  const node = graph.nodes.find(({ key }) => key === run.key);
  const name = node?.name || run.key;
  const what =
    kind === "start" ? text.began(name) : text.ended(name, messages.nodeStatus[run.status].toLowerCase());
  const where = run.iteration ? ` · ${messages.execution.iteration(run.iteration)}` : "";
  const tries = run.attempt > 0 ? ` · ${messages.execution.attempt(run.attempt + 1)}` : "";
  const time = formatDuration((following ? now : at) - Date.parse(execution.started_at));
  const told = following ? (execution.ended_at ? text.atEnd : text.now) : `${what}${where}${tries}`;
  return (
    <section className={styles.bar} aria-label={text.title}>
      <Control label={text.previous} keys="," disabled={index <= 0} onClick={() => go(index - 1)}>
        <IconPlayerSkipBack size={16} />
      </Control>
      <Control label={playing ? text.pause : text.play} keys="P" onClick={toggle}>
        {playing ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
      </Control>
      <Control
        label={text.next}
        keys="."
        disabled={index >= moments.length - 1}
        onClick={() => go(index + 1)}
      >
        <IconPlayerSkipForward size={16} />
      </Control>
      <input
        type="range"
        className={styles.scrubber}
        // A field to the page's keys, which leave it alone.
        onKeyDown={getHotkeyHandler(keys)}
        aria-label={text.scrubber}
        aria-valuetext={`${told}, ${time}`}
        min={0}
        max={moments.length - 1}
        value={index}
        onChange={({ currentTarget }) => go(Number(currentTarget.value))}
      />
      <Text size="xs" className={styles.told} title={told} truncate>
        {told}
      </Text>
      <Text size="xs" c="dimmed" className={styles.count}>
        {text.position(index + 1, moments.length, time)}
      </Text>
      <Select
        size="xs"
        w={74}
        aria-label={text.speed}
        allowDeselect={false}
        data={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        value={String(speed)}
        onChange={(next) => setSpeed(Number(next))}
      />
      <Button size="compact-xs" variant="subtle" disabled={following} onClick={follow}>
        {execution.ended_at ? text.toEnd : text.toNow}
      </Button>
    </section>
  );
}

interface ControlProps {
  label: string;
  keys: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Control({ label, keys, disabled = false, onClick, children }: ControlProps) {
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
