import { ActionIcon, Modal, SegmentedControl, Select, Tooltip } from "@mantine/core";
import { IconArrowsMaximize, IconSearch } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { messages } from "@/lib/messages";
import { CopyButton } from "../CopyButton";
import { copied, jsonOf } from "./json";
import { expressionOf, type Path, pathId, valueAt } from "@/lib/path";
import { PathBar } from "./PathBar";
import { isContainer, isLongText, sizeOf } from "./readable";
import { findInLines, findInTree } from "./search";
import { SearchBar } from "./SearchBar";
import { cellsOf, columnsOf, pathTo, tablesIn } from "./table";
import { TablePane } from "./TablePane";
import { TextPane } from "./TextPane";
import { TreePane } from "./TreePane";
import { useFinder } from "./use-finder";
import styles from "./Data.module.css";

const text = messages.data;

type View = "tree" | "table" | "json";

/** How people looked at the last value: the next one is shown alike. */
let lastView: View = "tree";

interface Props {
  value: unknown;
  label?: string | undefined;
  /** The expression of the whole value, such as `$order`: what paths begin with. */
  root?: string | undefined;
  /** Takes the height of what is around it, instead of as much as it needs up to a limit. */
  fill?: boolean | undefined;
  /** Whether rows can be dragged into expressions (`application/x-statewright-path`). */
  draggable?: boolean | undefined;
  /** Offers to use a row; called with its expression. */
  onPick?: ((expression: string) => void) | undefined;
}

/** Any JSON value, however large: as a tree, as tables where it holds any, and as text, with search. */
export function DataView(props: Props) {
  const [enlarged, setEnlarged] = useState(false);
  const { value, label = text.value } = props;
  return (
    <>
      <Inspector {...props} onEnlarge={() => setEnlarged(true)} />
      <Modal
        opened={enlarged}
        onClose={() => setEnlarged(false)}
        title={label}
        size="min(1400px, calc(100vw - 32px))"
        centered
      >
        <div className={styles.enlarged}>
          <Inspector value={value} label={label} root={props.root} fill />
        </div>
      </Modal>
    </>
  );
}

function Inspector(props: Props & { onEnlarge?: () => void }) {
  const { value, label = text.value, root = "$", fill, draggable, onPick, onEnlarge } = props;
  const [chosen, setChosen] = useState(lastView);
  const [tableId, setTableId] = useState("");
  const [active, setActive] = useState<Path | null>(null);
  const [opened, setOpened] = useState<Path | null>(null);
  const [searching, setSearching] = useState(false);
  const searchButton = useRef<HTMLButtonElement>(null);
  /** What had the keyboard when the search began. */
  const before = useRef<HTMLElement | null>(null);
  const finder = useFinder(() => setActive(null));
  const { query } = finder;

  const tables = useMemo(() => tablesIn(value), [value]);
  const table = tables.find(({ path }) => pathId(path) === tableId) ?? tables[0];
  const view = chosen === "table" && !table ? "tree" : chosen;
  const lines = useMemo(() => (view === "json" ? jsonOf(value).split("\n") : []), [view, value]);
  const found = useMemo(() => (view === "json" ? [] : findInTree(value, query)), [view, value, query]);
  const columns = useMemo(() => columnsOf(view === "table" && table ? table.items : []), [view, table]);
  const cells = useMemo(
    () => (view === "table" && table ? cellsOf(found, table, columns.names) : []),
    [view, table, columns, found],
  );
  const foundLines = useMemo(() => findInLines(lines, query), [lines, query]);
  const count = { tree: found.length, table: cells.length, json: foundLines.length }[view];
  const current = finder.currentOf(count);

  const cell = cells[current] ?? null;
  const match = view === "tree" ? found[current] : cell && table && pathTo(table, cell, columns.names);
  const shownPath = active ?? match ?? null;

  const show = (next: View) => {
    lastView = next;
    setChosen(next);
    setActive(null);
    setOpened(null);
  };
  const search = () => {
    const { activeElement } = document;
    if (!searching) before.current = activeElement instanceof HTMLElement ? activeElement : null;
    setSearching(true);
  };
  const endSearch = () => {
    // Before the field goes, which would leave the keyboard nowhere.
    const held = before.current;
    (held?.isConnected && held !== document.body ? held : searchButton.current)?.focus();
    setSearching(false);
    finder.write("");
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "f") search();
    else if (event.key === "c" && shownPath && isPane(event.target) && getSelection()?.isCollapsed !== false)
      void navigator.clipboard.writeText(copied(valueAt(value, shownPath)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const dragRoot = draggable ? root : null;
  const pane = () => {
    if (view === "json") {
      return <TextPane lines={lines} label={label} query={query} target={foundLines[current] ?? null} />;
    }
    if (view === "table" && table) {
      return (
        <TablePane
          key={pathId(table.path)}
          {...{ table, columns, label, query, dragRoot }}
          target={cell}
          onActive={setActive}
          onOpen={(path) => {
            show("tree");
            setActive(path);
            setOpened(path);
          }}
        />
      );
    }
    return (
      <TreePane
        {...{ value, label, query, dragRoot }}
        target={query === "" ? opened : (found[current] ?? null)}
        onActive={setActive}
        onPick={onPick && ((path) => onPick(expressionOf(root, path)))}
      />
    );
  };
  return (
    <div
      className={styles.view}
      data-fill={fill || undefined}
      data-own-keys
      role="group"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {isStructured(value) ? (
        <div className={styles.toolbar}>
          <SegmentedControl
            size="xs"
            classNames={{ label: styles.viewName ?? "" }}
            aria-label={text.view}
            data={(["tree", ...(table ? ["table"] : []), "json"] as View[]).map((each) => ({
              value: each,
              label: text.views[each],
            }))}
            value={view}
            onChange={(next) => show(next as View)}
          />
          <span className={styles.tools}>
            <Tooltip label={text.search}>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={text.search}
                ref={searchButton}
                onClick={search}
              >
                <IconSearch size={15} />
              </ActionIcon>
            </Tooltip>
            <CopyButton value={() => jsonOf(value)} label={text.copyAll} />
            {onEnlarge ? (
              <Tooltip label={text.enlarge}>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={text.enlarge}
                  onClick={onEnlarge}
                >
                  <IconArrowsMaximize size={15} />
                </ActionIcon>
              </Tooltip>
            ) : null}
          </span>
        </div>
      ) : null}
      {searching ? <SearchBar finder={finder} count={count} onClose={endSearch} /> : null}
      {view === "table" && tables.length > 1 && table ? (
        <Select
          size="xs"
          className={styles.tables}
          aria-label={text.whichTable}
          allowDeselect={false}
          data={tables.map(({ path, items }) => ({
            value: pathId(path),
            label: `${expressionOf(root, path)} · ${text.rows(items.length)}`,
          }))}
          value={pathId(table.path)}
          onChange={(next) => setTableId(next ?? "")}
        />
      ) : null}
      {pane()}
      {shownPath ? <PathBar whole={value} path={shownPath} root={root} onPick={onPick} /> : null}
    </div>
  );
}

/** Whether there is anything to look around in. */
function isStructured(value: unknown): boolean {
  return isContainer(value) ? sizeOf(value) > 0 : isLongText(value);
}

/** Whether the keyboard is in the value itself rather than in a field or button beside it. */
function isPane(target: EventTarget): boolean {
  return target instanceof Element && ["tree", "grid"].includes(target.role ?? "");
}
