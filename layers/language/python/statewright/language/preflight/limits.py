"""Where a limit would be passed, or is half used up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from statewright.language.preflight.model import (
    LimitProblem,
    LoopPlan,
    LoopResults,
    MachineSize,
    PayloadSize,
    RunBound,
    RunDuration,
)
from statewright.language.preflight.nodes import Nodes

HALF: Final = 0.5
MANY_ITEMS: Final = 1_000
"""Items that a list in S3 may well have."""


class Findings:
    """Collects problems, each with the node that is responsible."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self.found: list[LimitProblem] = []

    def add(self, severity: Literal["error", "warning"], code: str, message: str, node: str | None) -> None:
        """One problem."""
        node_id = self._nodes[node].id if node is not None and node in self._nodes else None
        self.found.append(LimitProblem(code=code, message=message, severity=severity, node_id=node_id))

    def of_workflow(self, severity: Literal["error", "warning"], code: str, message: str, field: str) -> None:
        """One problem of a setting of the workflow."""
        self.found.append(LimitProblem(code=code, message=message, severity=severity, field=field))

    def limit(self, code: str, value: float, limit: float, message: str, node: str | None) -> None:
        """An error above the limit, a warning from half of it on."""
        if value > limit:
            self.add("error", code, message, node)
        elif value >= HALF * limit:
            self.add("warning", code, message, node)


def check_definition(findings: Findings, definition: MachineSize) -> None:
    message = (
        f"the state machine has {definition.bytes:,} of the {definition.bytes_limit:,} bytes Step Functions takes: "
        "move a part of it to a workflow of its own"
    )
    findings.limit("definition_size", definition.bytes, definition.bytes_limit, message, None)
    if len(definition.longest_name) > definition.name_limit:
        message = f"the state name {definition.longest_name!r} has more than {definition.name_limit} characters"
        findings.add("error", "state_name", message, definition.longest_name.partition("-")[0])


def check_events(findings: Findings, events: RunBound, loops: tuple[LoopPlan, ...]) -> None:
    """Without retries passing the limit is an error; with all of them it is something to know."""
    limit = events.limit or 0
    advice = "make its loop distributed, or move a part of it to a workflow of its own"
    message = f"a run takes up to {events.usual:,} of the {limit:,} history events of an execution: {advice}"
    findings.limit("history_events", events.usual, limit, message, events.node)
    if events.usual < HALF * limit and events.worst > limit:
        message = (
            f"a run in which everything is tried again as often as it may takes {events.worst:,} history events; an "
            f"execution has {limit:,} (without retries: {events.usual:,})"
        )
        findings.add("warning", "history_events_with_retries", message, events.node)
    for loop in loops:
        if loop.mode == "distributed":
            message = f"one item takes up to {loop.events:,} of the {limit:,} history events of an execution"
            findings.limit("item_history_events", loop.events, limit, message, loop.node)


def check_duration(findings: Findings, duration: RunDuration, most: int, token_nodes: frozenset[str]) -> None:
    """`most` is what Step Functions allows, in seconds."""
    if duration.waiting > duration.limit:
        message = (
            f"the waits, `{duration.waits}` above all, take {spoken(duration.waiting)}, and a run ends after "
            f"{spoken(duration.limit)}: raise the workflow's time limit or wait less"
        )
        findings.of_workflow("error", "duration", message, "settings.timeout_seconds")
    elif duration.waiting >= HALF * most:
        message = f"the waits take {spoken(duration.waiting)} of the {spoken(most)} that an execution may last"
        findings.add("warning", "duration", message, duration.waits)
    elif duration.longest is not None and duration.longest > duration.limit:
        what = "the answer may be waited for" if duration.node in token_nodes else "its steps may take"
        message = (
            f"{what} until {spoken(duration.longest)} after the start, and a run ends after "
            f"{spoken(duration.limit)}: raise the workflow's time limit, or lower that of the step"
        )
        findings.add("warning", "timeout", message, duration.node)


def check_payload(findings: Findings, payload: PayloadSize) -> None:
    message = f"{payload.literal:,} of the {payload.limit:,} bytes a payload may have are written in the workflow"
    findings.limit("payload_size", payload.literal, payload.limit, message, payload.literal_node)
    if payload.bounded is not None and payload.bounded > payload.limit:
        message = (
            f"the output may have {payload.bounded:,} bytes, more than the {payload.limit:,} of a payload: "
            "trim it with `select`"
        )
        findings.add("warning", "output_size", message, payload.bounded_node)


def check_results(findings: Findings, loops: tuple[LoopResults, ...], limit: int) -> None:
    """Sizes of results are estimates, so passing the limit of a payload is never more than a warning."""
    advice = (
        "give each item a small `result` (`{% null %}` if nobody reads it), or keep from inside of the loop what the "
        "items give"
    )
    for loop in loops:
        room = limit // (loop.each + 1)
        if loop.bytes > limit:
            message = (
                f"the results of {loop.items:,} items, each of about {loop.each:,} bytes, may pass the {limit:,} bytes "
                f"that a loop gives: {advice}"
            )
            findings.add("warning", "loop_results", message, loop.node)
        elif loop.stored and loop.items_from == "assumption" and room < MANY_ITEMS:
            message = (
                f"the results of more than {room:,} items, each of about {loop.each:,} bytes, pass the {limit:,} bytes "
                f"that a loop gives, and nobody said how many there will be (`expected_items`): {advice}"
            )
            findings.add("warning", "loop_results", message, loop.node)


_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def spoken(seconds: float) -> str:
    """`30 days`, `1 hour 30 minutes`: the two largest units."""
    parts = list(_parts(round(seconds)))[:2]
    return " ".join(parts) or "no time"


def _parts(rest: int) -> Iterator[str]:
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            yield f"{count:,} {unit}{'' if count == 1 else 's'}"
