import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { api, unwrap } from "@/lib/api/client";
import type { Workflow } from "@/lib/api/types";
import { leaveGuide, skipGuideStep, useGuide } from "@/lib/guide";
import { messages } from "@/lib/messages";
import { useBuilder, useTesting } from "../state/context";
import styles from "./Guide.module.css";
import { currentStep, GUIDE_STEPS, type GuideStep } from "./guide-steps";
import { scrollToTarget, targetOf } from "./targets";
import { useRect } from "./use-rect";

const text = messages.guide;
const LOOK_FOR_RUN_MS = 2000;
const FOCUSABLE = "button:not(:disabled), a[href], input, textarea, [tabindex='0']";

/** Leads a new person to a first workflow that runs: says what is next, where, and sees by itself what was done. */
export function Guide({ workflow }: { workflow: Workflow }) {
  const on = useGuide((state) => state.workflowId === workflow.id);
  return on ? <Steps workflow={workflow} /> : null;
}

function Steps({ workflow }: { workflow: Workflow }) {
  const skipped = useGuide((state) => state.skipped);
  const graph = useBuilder((state) => state.document.graph);
  const problems = useBuilder((state) => state.problems);
  const checked = useBuilder((state) => state.validation === "current");
  const tested = useTesting((state) => state.last !== null);
  const published = workflow.live_version !== null;
  const ran = useHasRun(workflow.id, published);
  const facts = { graph, problems, checked, tested, published, ran };
  const step = currentStep(facts, skipped);
  return step ? <Step step={step} /> : <Finished />;
}

function useHasRun(workflowId: string, published: boolean): boolean {
  const { data } = useQuery({
    queryKey: ["executions", "any", workflowId],
    queryFn: async ({ signal }) => {
      const query = { workflow_id: workflowId, limit: 1 };
      return (await unwrap(api.GET("/api/executions", { params: { query }, signal }))).items.length > 0;
    },
    enabled: published,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data ? false : LOOK_FOR_RUN_MS),
  });
  return data ?? false;
}

function Step({ step }: { step: GuideStep }) {
  const graph = useBuilder((state) => state.document.graph);
  const selected = useBuilder((state) => state.selection.nodes);
  const find = useCallback(() => targetOf(step, graph, selected), [step, graph, selected]);
  const rect = useRect(find);
  const { title, hint } = text.steps[step];
  const before = GUIDE_STEPS.findIndex(({ id }) => id === step);
  const [asked, setAsked] = useState<{ step: GuideStep; times: number }>({ step, times: 0 });
  const times = asked.step === step ? asked.times : 0;
  // What lies further down its panel comes into sight with its card.
  const found = rect !== null;
  useEffect(() => {
    if (found) scrollToTarget(find());
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once: whoever scrolls away from it then wants to
  }, [found, step]);
  const show = () => {
    const target = find();
    scrollToTarget(target);
    setAsked({ step, times: times + 1 });
    const inside = target?.matches(FOCUSABLE) ? target : target?.querySelector<HTMLElement>(FOCUSABLE);
    (inside ?? target)?.focus();
  };
  return (
    <>
      {rect ? (
        <div
          // Another element each time: its animation says where to look.
          key={times}
          className={styles.ring}
          data-asked={times > 0 || undefined}
          style={{ left: rect.x - 4, top: rect.y - 4, width: rect.width + 8, height: rect.height + 8 }}
        />
      ) : null}
      <section className={styles.card} aria-label={text.label} style={placeBeside(rect)}>
        <Group justify="space-between" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {text.progress(before + 1, GUIDE_STEPS.length)}
          </Text>
          <Leave />
        </Group>
        <div className={styles.bar} aria-hidden>
          <div style={{ width: `${(before / GUIDE_STEPS.length) * 100}%` }} />
        </div>
        <div aria-live="polite">
          <Text fw={600} size="sm" mt={8}>
            {title}
          </Text>
          <Text size="sm" mt={2}>
            {hint}
          </Text>
        </div>
        <Group gap="xs" mt="sm">
          {rect ? (
            <Button size="compact-xs" variant="light" onClick={show}>
              {text.show}
            </Button>
          ) : null}
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => skipGuideStep(step)}>
            {text.skip}
          </Button>
        </Group>
      </section>
    </>
  );
}

function Finished() {
  return (
    <section className={styles.card} aria-label={text.label} style={placeBeside(null)}>
      <Group gap="xs" wrap="nowrap" align="start" role="status">
        <IconCheck size={18} color="var(--sw-succeeded)" />
        <div>
          <Text fw={600} size="sm">
            {text.doneTitle}
          </Text>
          <Text size="sm">{text.doneText}</Text>
        </div>
        <Leave />
      </Group>
    </section>
  );
}

function Leave() {
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={text.leave}
      title={text.leave}
      onClick={leaveGuide}
    >
      <IconX size={14} />
    </ActionIcon>
  );
}

const WIDTH = 280;
const HEIGHT = 190;
const GAP = 14;

/** Beside the control, on the side with room, and never over it; without a control, below the canvas's middle. */
function placeBeside(rect: DOMRect | null) {
  const { innerWidth, innerHeight } = window;
  const within = (value: number, most: number) => Math.max(GAP, Math.min(value, most - GAP));
  if (!rect) return { left: within((innerWidth - WIDTH) / 2, innerWidth), bottom: 56 };
  const top = within(rect.y + Math.min(rect.height, 160) / 2 - HEIGHT / 2, innerHeight - HEIGHT);
  if (rect.right + GAP + WIDTH < innerWidth) return { left: rect.right + GAP, top };
  if (rect.x - GAP - WIDTH > 0) {
    // A button of the bar above has its place below it.
    const below = rect.bottom < 120;
    if (!below) return { left: rect.x - GAP - WIDTH, top };
    return { left: within(rect.x - WIDTH / 2, innerWidth - WIDTH), top: rect.bottom + GAP };
  }
  return { left: within(rect.x, innerWidth - WIDTH), top: rect.bottom + GAP };
}
