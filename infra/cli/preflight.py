"""`statewright preflight`: what a workflow will take and cost."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from rich.table import Table
from rich.text import Text
from statewright.language.compiler import Target
from statewright.language.graph import Workflow
from statewright.language.preflight import Preflight
from statewright.language.preflight import preflight as preflight_of
from statewright.language.preflight.limits import spoken
from statewright.language.preflight.model import PathChoice, PathCost, RunBound

from infra.cli.catalog import registry
from infra.cli.compile import FUNCTION_ARN_PREFIX, WORKFLOW_ID, compiled_or_told
from infra.cli.output import Output
from infra.cli.problems import locate, printable
from infra.cli.reading import read_source
from infra.cli.status import FINE, PROBLEMS

_SHOWN_PATHS = 8
_SHOWN_NAMES = 8
_SAID_EXACTLY = 1_000_000


def preflight(name: str, output: Output, *, runs: int) -> int:
    """Shows limits and cost of the workflow in the file `name`; the status is 1 if a limit would be passed."""
    source = read_source(name)
    target = Target(FUNCTION_ARN_PREFIX, workflow_id=WORKFLOW_ID)
    compiled = compiled_or_told(source, output, target, aside=False)
    if compiled is None:
        return PROBLEMS
    found = preflight_of(compiled, Workflow.model_validate(source.value), registry(), runs=runs)
    located = locate(source, found.problems)
    if output.format == "json":
        told = found.to_json()
        output.raw(orjson.dumps({"file": source.label, **told}, option=orjson.OPT_INDENT_2).decode())
    else:
        if output.format == "text":
            _show(found, source.label, output)
        output.problems(located)
    return FINE if found.fits else PROBLEMS


def _show(found: Preflight, label: str, output: Output) -> None:
    output.console.print(Text(printable(label), style="bold"))
    for table in (_limits(found), *([_loops(found)] if found.loops else []), _paths(found)):
        output.show(table)
        output.say("")
    cost, prices = found.cost, found.prices
    if cost.paths_left_out or len(cost.paths) > _SHOWN_PATHS:
        left_out = cost.paths_left_out + max(0, len(cost.paths) - _SHOWN_PATHS)
        many = "more than a million" if left_out > _SAID_EXACTLY else f"{left_out:,}"
        output.say(f"and {many} more {_plural(left_out, 'path')}")
    output.say(
        f"{cost.runs:,} {_plural(cost.runs, 'run')}: {_money(cost.average)} on average, "
        f"{_money(cost.cheapest)} to {_money(cost.costliest)}; {_money(cost.worst)} if everything is tried again"
    )
    if found.express:
        for reason in found.express:
            output.say(
                f"not Express: {reason.node}: {reason.message}" if reason.node else f"not Express: {reason.message}"
            )
    output.say(
        f"{prices.currency}, {prices.region}, {prices.date}, free tier {prices.free_tier}; Step Functions and actions "
        "only; a call takes "
        + ", ".join(f"{milliseconds:g} ms ({name})" for name, milliseconds in prices.call_milliseconds.items())
        + f"; a loop has {prices.loop_items} items where it does not say; decisions go each way as often",
        style="dim",
    )


def _limits(found: Preflight) -> Table:
    table = _table("what", ">a run takes", ">with every retry", ">limit", "because of")
    definition, duration, payload = found.definition, found.duration, found.payload
    table.add_row("definition", f"{definition.bytes:,} bytes", "", f"{definition.bytes_limit:,}", "")
    table.add_row("states", f"{definition.states:,}", "", "", "")
    if definition.depth:
        table.add_row("nesting", f"{definition.depth}", "", "", definition.deepest)
    table.add_row("transitions", *_bound(found.transitions))
    table.add_row("history events", *_bound(found.events))
    table.add_row(
        "duration",
        "as long as it may" if duration.longest is None else spoken(duration.longest),
        "as long as it may" if duration.worst is None else spoken(duration.worst),
        spoken(duration.limit),
        duration.node or "",
    )
    for wait in found.token_waits:
        until = "the run's end" if wait.timeout_seconds is None else spoken(wait.timeout_seconds)
        table.add_row("waits for an answer", until, "", "", wait.node)
    table.add_row("payload", f"{payload.literal:,} bytes written", "", f"{payload.limit:,}", payload.literal_node or "")
    if payload.bounded is not None:
        table.add_row("largest bounded output", f"{payload.bounded:,} bytes", "", "", payload.bounded_node or "")
    if payload.unknown:
        table.add_row("outputs without a bound", "unknown", "", f"{payload.limit:,}", _some(payload.unknown, ", "))
    return table


def _bound(bound: RunBound) -> tuple[str, str, str, str]:
    limit = "" if bound.limit is None else f"{bound.limit:,}"
    return f"{bound.usual:,}", f"{bound.worst:,}", limit, bound.node or ""


def _loops(found: Preflight) -> Table:
    table = _table("loop", "mode", "why")
    for loop in found.loops:
        table.add_row(loop.node, loop.mode, loop.reason)
    return table


def _paths(found: Preflight) -> Table:
    runs = found.cost.runs
    table = _table("path", ">transitions", ">calls", f">{runs:,} {_plural(runs, 'run')}", ">as Express", "largest part")
    for path in found.cost.paths[:_SHOWN_PATHS]:
        most = "" if path.node is None else f"{path.node} {_money(path.node_cost)}"
        express = "" if path.express is None else _money(path.express)
        table.add_row(
            Text(printable(_named(path)), overflow="fold"),
            f"{path.transitions:,}",
            f"{path.calls:,}",
            _money(path.standard),
            express,
            most,
        )
    return table


def _named(path: PathCost) -> str:
    return _some([_choice(choice) for choice in path.choices], " → ") or "when nothing fails"


def _some(names: Sequence[str], between: str) -> str:
    """The first of them, and how many more there are; --json has all."""
    more = len(names) - _SHOWN_NAMES
    return between.join([*names[:_SHOWN_NAMES], *([f"and {more:,} more"] if more > 0 else [])])


def _choice(choice: PathChoice) -> str:
    loops = "".join(f"each {loop}: " for loop in choice.loop)
    return f"{loops}{choice.node}: {choice.handle}" + (
        " (failed)" if choice.failed and choice.handle != "error" else ""
    )


def _money(amount: float) -> str:
    return f"${amount:,.4f}" if amount < 1 else f"${amount:,.2f}"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _table(*columns: str) -> Table:
    """Columns by their headings; `>` before one: numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left")
    for column in columns:
        number = column.startswith(">")
        table.add_column(column.removeprefix(">"), justify="right" if number else "left", no_wrap=number)
    return table
