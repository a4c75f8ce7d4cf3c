import { Avatar, Tooltip } from "@mantine/core";
import { useEffect } from "react";
import { messages } from "@/lib/messages";
import { colorOfTab } from "@/lib/tab-color";
import { endPresence } from "../api/presence-query";
import { usePresence } from "../api/use-presence";
import { useBuilder, useBuilderContext } from "../state/context";

const text = messages.presence;
const SHOWN = 4;

/** Who else has the workflow open, and where they are at; a newer draft of theirs is fetched as soon as it is known. */
export function Presence() {
  const { workflowId, autosave } = useBuilderContext();
  const nodes = useBuilder((state) => state.document.graph.nodes);
  const { data, dataUpdatedAt } = usePresence();
  useEffect(() => {
    if (data && data.revision > autosave.state.getState().revision)
      autosave.catchUp(data.edited_by ?? messages.conflict.somebody).catch(() => undefined);
    // An answer like the last one is the same object: what could not be fetched then is tried again all the same.
  }, [data, dataUpdatedAt, autosave]);
  useEffect(() => {
    const leave = () => endPresence(workflowId);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [workflowId]);
  const editors = data?.editors ?? [];
  if (editors.length === 0) return null;
  const names = new Map(nodes.map(({ key, name }) => [key, name || key]));
  const rest = editors.length - SHOWN;
  return (
    <Avatar.Group spacing={6} role="group" aria-label={text.label}>
      {editors.slice(0, SHOWN).map(({ tab, name, yourself, selection }) => {
        const who = text.person(name, yourself);
        const steps = selection.map((key) => names.get(key) ?? key).join(", ");
        const label = steps ? text.at(who, steps) : who;
        return (
          <Tooltip key={tab} label={label}>
            <Avatar
              size={26}
              radius="xl"
              name={name}
              color={colorOfTab(tab)}
              role="img"
              aria-label={label}
              tabIndex={0}
            />
          </Tooltip>
        );
      })}
      {rest > 0 ? (
        <Avatar size={26} radius="xl" role="img" aria-label={text.more(rest)}>
          +{rest}
        </Avatar>
      ) : null}
    </Avatar.Group>
  );
}
