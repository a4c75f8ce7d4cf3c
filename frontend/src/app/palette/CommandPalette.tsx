import { VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import { Keys } from "@/components/Keys";
import { ariaKeys } from "@/lib/commands/keys";
import { recentCommands, rememberCommand } from "@/lib/commands/recent";
import { closePalette, type Command, useCommandRegistry } from "@/lib/commands/registry";
import { returnFocus } from "@/lib/focus-return";
import { messages } from "@/lib/messages";
import styles from "./Palette.module.css";
import { type Found, listed, ranked } from "./rank";
import { useEverywhereCommands } from "./use-everywhere-commands";
import { useFoundWorkflows } from "./use-found-workflows";

const text = messages.commands;
const SEARCH_AFTER_MS = 150;

/**
 * Everything that can be done or gone to from here, by name. The field keeps the keyboard; the list is told to assistive
 * technology as its listbox.
 */
export function CommandPalette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const groups = useGroups(query);
  const found = useMemo(() => groups.flatMap((group) => group.found), [groups]);
  const current = Math.min(active, found.length - 1);

  useEffect(() => {
    dialog.current?.showModal();
    // Its own field had the keyboard before it was modal, so that is what it would give the keyboard back to.
    return returnFocus;
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);

  const run = (command: Command) => {
    // The keyboard goes back to where it was first, so that a command can send it on.
    dialog.current?.close();
    rememberCommand(command.id);
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined && found.length > 0) {
      const next = current + step;
      const wraps = Math.abs(step) === 1;
      setActive(wraps ? (next + found.length) % found.length : Math.max(0, Math.min(next, found.length - 1)));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      const chosen = found[current];
      if (chosen) run(chosen.command);
    } else return;
    event.preventDefault();
  };

  let index = 0;
  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label={text.title}
      onClose={closePalette}
      onClick={({ target }) => {
        // What is not in the dialog's own box is its backdrop.
        if (target === dialog.current) dialog.current?.close();
      }}
    >
      <div className={styles.field}>
        <IconSearch size={17} aria-hidden />
        <input
          // The panels below must not take the Escape that closes this.
          data-mantine-stop-propagation="true"
          autoFocus
          role="combobox"
          aria-label={text.open}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={text.placeholder}
          value={query}
          onChange={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.list} id={`${id}-list`} role="listbox" aria-label={text.results}>
        {groups.map(({ title, found: members }) => (
          <div key={title} role="group" aria-label={title}>
            <div className={styles.heading} aria-hidden>
              {title}
            </div>
            {members.map((each) => {
              const at = index++;
              return (
                <Option
                  key={each.command.id}
                  id={`${id}-${at}`}
                  found={each}
                  active={at === current}
                  onPoint={() => setActive(at)}
                  onPick={() => run(each.command)}
                />
              );
            })}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className={styles.none}>{text.none(query)}</p> : null}
      <VisuallyHidden role="status">
        {found.length === 0 ? text.none(query) : text.count(found.length)}
      </VisuallyHidden>
      <footer className={styles.footer} aria-hidden>
        <span>
          <Keys shortcut="arrowup+arrowdown" /> {text.hint.choose}
        </span>
        <span>
          <Keys shortcut="enter" /> {text.hint.run}
        </span>
        <span>
          <Keys shortcut="escape" /> {text.hint.close}
        </span>
      </footer>
    </dialog>
  );
}

function useGroups(query: string) {
  const sources = useCommandRegistry((state) => state.sources);
  const [recent] = useState(() => recentCommands());
  const everywhere = useEverywhereCommands(query);
  const [asked] = useDebouncedValue(query.trim(), SEARCH_AFTER_MS);
  const workflows = useFoundWorkflows(asked);
  // What is offered is what can be done now; nothing changes it while the palette has the keyboard.
  const offered = useMemo(() => sources.flatMap((source) => source()), [sources]);
  const typed = useDeferredValue(query.trim());
  return useMemo(() => {
    const commands = [...offered, ...everywhere, ...workflows];
    return typed === "" ? listed(commands, recent, text.recent) : ranked(commands, typed, recent);
  }, [offered, everywhere, workflows, typed, recent]);
}

interface OptionProps {
  id: string;
  found: Found;
  active: boolean;
  onPoint: () => void;
  onPick: () => void;
}

function Option({ id, found: { command, at }, active, onPoint, onPick }: OptionProps) {
  const { title, detail, icon: Icon, picture, shortcut } = command;
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-keyshortcuts={shortcut && ariaKeys(shortcut)}
      className={styles.option}
      onPointerMove={active ? undefined : onPoint}
      // The field keeps the keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <span className={styles.picture}>{picture ?? (Icon ? <Icon size={17} stroke={1.7} /> : null)}</span>
      <span className={styles.title}>
        <Marked text={title} at={at} />
      </span>
      {detail ? <span className={styles.detail}>{detail}</span> : null}
      {shortcut ? <Keys shortcut={shortcut} /> : null}
    </div>
  );
}

/** A text with the characters that answer the query set off. */
function Marked({ text: whole, at }: { text: string; at: readonly number[] }) {
  if (at.length === 0) return whole;
  const marked = new Set(at);
  const pieces: { text: string; on: boolean }[] = [];
  [...whole].forEach((character, index) => {
    const on = marked.has(index);
    const last = pieces.at(-1);
    if (last?.on === on) last.text += character;
    else pieces.push({ text: character, on });
  });
  return pieces.map((piece, index) =>
    piece.on ? (
      // Pieces have no identity but their place.
      <mark key={index}>{piece.text}</mark>
    ) : (
      piece.text
    ),
  );
}
