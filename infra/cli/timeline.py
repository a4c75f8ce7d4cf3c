"""A dry run, shown: a line per node for people, everything for programs, what went wrong for pull requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from rich.console import Group
from rich.table import Table
from rich.text import Text
from statewright.language.dry_run import DryRun
from statewright.language.engine import format_timestamp
from statewright.language.graph import Node
from statewright.language.timeline import NodeRun

from infra.cli.locating import Lines
from infra.cli.output import Output
from infra.cli.problems import annotation, printable
from infra.cli.reading import Source

_COLOURS: Final = {"succeeded": "green", "failed": "red", "skipped": "dim", "cancelled": "yellow", "running": "cyan"}
_SOURCES: Final = {"pin": "pinned", "fail": "told to fail"}
_BRIEF: Final = 200
_BRIEF_ERROR: Final = 300
_SHOWN_INPUT: Final = 4_000
_UNITS: Final = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000))


@dataclass(frozen=True, slots=True)
class Told:
    """A dry run with what is needed to speak of it.

    `missed`: the node to stop at, if it was never reached. `sampled_payload`: nobody said what the trigger gave.
    `doubts`: in what the trigger would not have given that.
    """

    source: Source
    nodes: Mapping[str, Node]
    trigger: str
    given: Mapping[str, Any]
    run: DryRun
    missed: str | None
    sampled_payload: bool
    doubts: Sequence[str] = ()

    @property
    def fine(self) -> bool:
        """Whether it succeeded, or came to the node it was to stop at."""
        return self.missed is None and (self.run.status == "SUCCEEDED" or self.run.stopped_at is not None)

    @property
    def status(self) -> str:
        """In the product's words."""
        if self.run.status is None:
            return "stopped" if self.run.stopped_at else "waiting"
        return {"ABORTED": "cancelled"}.get(self.run.status, self.run.status.lower())

    @property
    def failed(self) -> NodeRun | None:
        """The attempt that the run ended with."""
        if self.run.status in (None, "SUCCEEDED"):
            return None
        return next((run for run in reversed(self.run.nodes) if run.status == "failed" and run.handle is None), None)

    @property
    def reason(self) -> str | None:
        """Why it is not fine, in one sentence."""
        if self.missed is not None:
            return (
                f"the run never got to the end of node '{self.name(self.missed)}' ({self.missed}), where it was to stop"
            )
        if self.run.waiting:
            listed = ", ".join(f"'{self.name(key)}' ({key})" for key in self.run.waiting)
            return f"the run waits for an answer to {listed} that nobody gives: pin it"
        if self.failed is not None and self.failed.error is not None:
            error = self.failed.error
            what = f"node '{self.name(self.failed.key)}' ({self.failed.key}): {error['name']}: {error['message']}"
            return what + self._advice(error["name"])
        return None if self.fine else f"{self.run.error or self.status}: {self.run.cause or 'no cause was given'}"

    def name(self, key: str) -> str:
        """What people call the node."""
        return (self.nodes[key].name if key in self.nodes else "") or key

    def _advice(self, error: str) -> str:
        sampled = [key for (key, _, _), source in self.run.sources.items() if source == "sample"]
        wanted = ["--payload"] * self.sampled_payload + [f"--pin {key}=..." for key in sampled[:1]]
        if error not in ("ExpressionFailed", "InvalidInput") or not wanted:
            return ""
        return f" (the run had samples to work with: give {' or '.join(wanted)})"


def show(told: Told, output: Output, *, verbose: bool) -> None:
    """Writes the run in the output's format."""
    if output.format == "json":
        output.json(_as_json(told))
        return
    for doubt in map(printable, told.doubts):
        if output.format == "github":
            output.say(
                annotation(
                    "warning", doubt, file=told.source.label, line=_line_of(told, told.trigger), title="simulate"
                )
            )
        else:
            output.say(f"warning: {doubt}", style="yellow")
    with output.quoting():
        output.show(_table(told, verbose=verbose))
    if told.run.status == "SUCCEEDED":
        output.console.print(Text.assemble(("output  ", "bold"), _json(told.run.output, _SHOWN_INPUT)), soft_wrap=True)
    if told.reason is None:
        return
    if output.format == "github":
        output.say(
            annotation("error", printable(told.reason), file=told.source.label, line=_line(told), title="simulate")
        )
    else:
        output.say(printable(told.reason), style="red")


def duration(milliseconds: int) -> str:
    """`250 ms`, `12.5 s`, `1h 30m`, `30d`: the two largest units."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    if milliseconds < 60_000:
        return f"{milliseconds / 1_000:g} s"
    parts: list[str] = []
    rest = milliseconds
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(f"{count}{unit}" if count else "")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if part)


def _table(told: Told, *, verbose: bool) -> Table:
    run = told.run
    title = Text.assemble(
        (printable(told.source.label), "bold"),
        f"  started by {told.trigger} at {format_timestamp(run.started_at)}, ",
        (told.status, "green" if told.fine else "red"),
        f" after {duration(run.ended_at - run.started_at)} of virtual time",
    )
    table = Table(title=title, title_justify="left", title_style="", box=None, padding=(0, 2, 0, 0))
    for column in ("key", "node", "status"):
        table.add_column(column, no_wrap=column != "node")
    for column in ("start", "took"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("handle", no_wrap=True)
    table.add_column("from", no_wrap=True)
    table.add_column("output", overflow="fold")
    for each in run.nodes:
        brief = _brief(each)
        shown: Text | Group = brief
        if verbose and each.input is not None:
            shown = Group(brief, Text(f"config {_json(each.input, _SHOWN_INPUT)}", style="dim"))
        table.add_row(
            _key(each),
            Text(printable(told.name(each.key))),
            Text(each.status, style=_COLOURS[each.status]),
            "" if each.started_at is None else f"+{duration(each.started_at - run.started_at)}",
            _took(each),
            each.handle or "",
            _source(run, each),
            shown,
        )
    return table


def _source(run: DryRun, of: NodeRun) -> str:
    source = run.sources.get((of.key, of.iteration, of.attempt), "")
    return _SOURCES.get(source, source)


def _key(run: NodeRun) -> str:
    iteration = f"[{run.iteration}]" if run.iteration else ""
    return f"{run.key}{iteration}" + (f" #{run.attempt + 1}" if run.attempt else "")


def _took(run: NodeRun) -> str:
    return "" if run.started_at is None or run.ended_at is None else duration(run.ended_at - run.started_at)


def _brief(run: NodeRun) -> Text:
    """An error in full lines, an output as far as the line goes."""
    if run.error is not None:
        text = printable(f"{run.error['name']}: {run.error['message']}")
        return Text(text if len(text) <= _BRIEF_ERROR else f"{text[: _BRIEF_ERROR - 1]}…")
    text = "" if run.output is None else _json(run.output, _BRIEF)
    return Text(text, no_wrap=True, overflow="ellipsis")


def _json(value: Any, most: int) -> str:
    text = printable(orjson.dumps(value).decode())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _line(told: Told) -> int:
    return _line_of(told, told.failed.key if told.failed else told.missed or next(iter(told.run.waiting), None))


def _line_of(told: Told, key: str | None) -> int:
    if key is None or key not in told.nodes:
        return 1
    return Lines(told.source.text).of(("graph", "nodes", list(told.nodes).index(key)))


def _as_json(told: Told) -> dict[str, Any]:
    run = told.run
    return {
        "file": told.source.label,
        "status": told.status,
        "trigger": told.trigger,
        "input": told.given,
        "output": run.output,
        "error": None if run.error is None else {"name": run.error, "message": run.cause},
        "reason": told.reason,
        "warnings": list(told.doubts),
        "started_at": format_timestamp(run.started_at),
        "ended_at": format_timestamp(run.ended_at),
        "duration_ms": run.ended_at - run.started_at,
        "stopped_at": run.stopped_at,
        "nodes": [_node_json(told, each) for each in run.nodes],
    }


def _node_json(told: Told, run: NodeRun) -> dict[str, Any]:
    return {
        **run._asdict(),
        "name": told.name(run.key),
        "started_at": None if run.started_at is None else format_timestamp(run.started_at),
        "ended_at": None if run.ended_at is None else format_timestamp(run.ended_at),
        "duration_ms": None if run.started_at is None or run.ended_at is None else run.ended_at - run.started_at,
        "source": told.run.sources.get((run.key, run.iteration, run.attempt)),
    }
