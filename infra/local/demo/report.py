"""The demo's output: a timeline per run, the mail, the record, and whether all is as expected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from infra.local.demo.expectations import Check
from infra.local.demo.scenario import Run

_COLOURS = {"succeeded": "green", "failed": "red", "skipped": "dim", "cancelled": "yellow", "running": "cyan"}
_OUTPUT_SHOWN = 60


def show_run(console: Console, run: Run) -> None:
    """One line per node attempt, in the order they started."""
    execution = run.execution
    table = Table(
        title=(
            f"{run.title}   [dim]started by {run.started_by}, {execution['status']} in {execution['duration_ms']} ms[/]"
        ),
        title_justify="left",
        title_style="bold",
    )
    for column in ("node", "status"):
        table.add_column(column, min_width=9, no_wrap=True)
    for column in ("start", "duration"):
        table.add_column(column, justify="right", min_width=8, no_wrap=True)
    table.add_column("output", overflow="ellipsis", no_wrap=True)
    began = execution["started_at"]
    drawn = [node["key"] for node in execution["graph"]["nodes"]]
    for node in sorted(execution["nodes"], key=lambda node: (node["started_at"] or "~", drawn.index(node["key"]))):
        table.add_row(
            node["key"],
            Text(node["status"], style=_COLOURS.get(node["status"], "")),
            _milliseconds(began, node["started_at"], "+"),
            _milliseconds(node["started_at"], node["ended_at"]),
            Text(_brief(node["error"] or node["output"])),
        )
    console.print(table)


def show_mail(console: Console, mails: Sequence[Mapping[str, Any]]) -> None:
    """The mails that arrived."""
    for mail in mails:
        summary = mail["summary"]
        console.print(
            Panel(
                Text((mail["text"] or "").strip()),
                title=Text(f"Mail to {summary['recipients']}: {summary['subject']}"),
                title_align="left",
                expand=False,
            )
        )


def show_records(console: Console, topic: str, records: Sequence[Mapping[str, Any]]) -> None:
    """The records that were published."""
    for record in records:
        console.print(
            Panel(
                Text(f"{record['key']}  {record['value']}"),
                title=f"Kafka record in {topic}",
                title_align="left",
                expand=False,
            )
        )


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """Every check, and what was seen instead where one does not hold."""
    for each in checks:
        console.print(Text.assemble(("  ok  ", "green") if each.holds else (" FAIL ", "bold red"), each.what))
        if not each.holds:
            console.print(Text(f"       seen: {json.dumps(each.seen, default=str)[:2000]}"))


def _milliseconds(start: str | None, end: str | None, sign: str = "") -> str:
    if start is None or end is None:
        return ""
    elapsed = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    return f"{sign}{elapsed.total_seconds() * 1000:.0f} ms"


def _brief(value: object) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _OUTPUT_SHOWN else f"{text[: _OUTPUT_SHOWN - 1]}…"
