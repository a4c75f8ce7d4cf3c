"""One run of a drawing on a virtual clock."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import orjson
from statewright.api.validation import ValidationProblem, output_schemas, registry
from statewright.core import names
from statewright.core.runtime.select import select
from statewright.core.runtime.service import FieldError, Problem, not_found
from statewright.core.runtime.trigger import MAX_INPUT_BYTES
from statewright.data import executions, versions
from statewright.data.connect import Connection, Database
from statewright.data.executions import NodeExecution
from statewright.data.secret_fields import SecretPaths, by_definition, mask
from statewright.data.shown_nodes import telling_first
from statewright.language.dry_run import DryRun, Failure, Stubs, dry_run, start_input, trigger_payload
from statewright.language.engine import parse_timestamp
from statewright.language.expected import payload_misfits, trigger_output
from statewright.language.graph import Graph, Node
from statewright.language.graph.problems import closest, did_you_mean
from statewright.language.paths import nodes_of
from statewright.language.renamed import keys_since
from statewright.language.saved_tests import FailingNode, PinnedNode
from statewright.language.timeline import NodeRun, Records, message_of
from statewright.recording.payloads import payload_reader

from . import subject
from .live import LiveCalls, record_live_calls
from .models import TestRun, TestRunError, TestRunNode, TestRunRequest
from .recorded import recorded_run, run_context

NODES_LIMIT: Final = 2_000
"""Node runs in one answer."""


def run(database: Database, workflow_id: str, request: TestRunRequest, actor: str) -> TestRun:
    """Runs it once. Raises a `Problem`: 404; 422 with problems of the drawing or with what does not fit."""
    began = time.monotonic()
    connection = database.connection()
    drawn = subject.find(
        connection,
        workflow_id,
        version=request.version,
        graph=request.graph,
        settings=request.settings,
        secrets_as_of=request.secrets_as_of,
    )
    nodes = {node.key: node for node in nodes_of(drawn.workflow.graph)}
    for key in request.nodes:
        _known(key, nodes, f"nodes.{key}")
    if request.stop_at is not None:
        _known(request.stop_at, nodes, "stop_at")
    trigger = _trigger(request.trigger_node, drawn.workflow.graph.nodes)
    start_at = _start(request.start_at)
    said = request.payload
    if request.last_payload:
        said = (executions.last_input(connection, workflow_id, trigger.key) or {}).get("trigger")
    schema = trigger_output(registry(), trigger.definition, trigger.config)
    payload = trigger_payload(said, schema, trigger.config, start_at)
    given = start_input(trigger.key, payload)
    if len(orjson.dumps(given)) > MAX_INPUT_BYTES:
        raise _unfit("payload", f"with it the input is over {MAX_INPUT_BYTES:,} bytes: no run takes more", "too_large")
    modes = {key: each.mode for key, each in request.nodes.items()}
    live = LiveCalls(began) if "live" in (request.default_mode, *modes.values()) else None
    if live:
        called = [key for key, mode in modes.items() if mode == "live"]
        record_live_calls(database, workflow_id, actor, nodes=called, others=request.default_mode == "live")
    # a live call must find no claim of an earlier test run; without one the same request gives the same run
    identity = str(uuid.uuid4()) if live else str(request.seed)
    name = names.execution_name("test", workflow_id, identity)
    kept_by = [names.execution_id(workflow_id, name), *([request.execution_id] if request.execution_id else [])]
    result = dry_run(
        drawn.compiled,
        registry(),
        Stubs(
            outputs=output_schemas(),
            select=select,
            pins={key: each.output for key, each in request.nodes.items() if isinstance(each, PinnedNode)},
            failures={
                key: Failure(each.error, each.times)
                for key, each in request.nodes.items()
                if isinstance(each, FailingNode)
            },
            modes={key: mode for key, mode in modes.items() if mode in ("sample", "recorded", "live")},
            default=request.default_mode,
            records=_records(connection, drawn, request, modes),
            live=live,
            read_payload=payload_reader(*kept_by),
        ),
        given,
        start_at=start_at,
        seed=request.seed,
        stop_at=request.stop_at,
        context=run_context(workflow_id, name),
    )
    return view(result, nodes, trigger.key, payload, [*drawn.problems, *_doubts(trigger, said)])


def view(
    result: DryRun, nodes: Mapping[str, Node], trigger: str, payload: Any, problems: list[ValidationProblem]
) -> TestRun:
    """What the API shows of a run: secrets in configurations are masked."""
    known = by_definition()
    secrets = {key: known.get(node.definition or "", ()) for key, node in nodes.items()}
    return TestRun(
        status=_status(result),
        trigger_node=trigger,
        payload=payload,
        output=result.output,
        error=TestRunError(name=result.error, message=message_of(result.cause)) if result.error else None,
        started_at=_moment(result.started_at),
        ended_at=_moment(result.ended_at),
        stopped_at=result.stopped_at,
        waiting=list(result.waiting),
        nodes=_nodes(result, secrets),
        nodes_total=len(result.nodes),
        problems=problems,
    )


def _records(
    connection: Connection, drawn: subject.Subject, request: TestRunRequest, modes: Mapping[str, str]
) -> Records:
    """What the nodes gave in the execution, by the keys that they have in the drawing."""
    if "recorded" not in (request.default_mode, *modes.values()):
        return {}
    if request.execution_id is None:
        raise _unfit("execution_id", "`recorded` needs the execution to take the outputs from", "missing")
    row = executions.get(connection, request.execution_id)
    if row is None or row.workflow_id != drawn.workflow_id:
        raise not_found("execution of this workflow")
    if row.ended_at is None:
        raise _unfit("execution_id", "this execution has not ended: its record is not complete", "not_ended")
    run = recorded_run(row, executions.list_nodes(connection, row.id, row.started_at))
    ran = versions.get(connection, drawn.workflow_id, row.version) if row.version is not None else None
    return run.since(keys_since(Graph.model_validate(ran.graph), drawn.workflow.graph) if ran else {}).records()


def _doubts(trigger: Node, said: Any) -> list[ValidationProblem]:
    """What of the given payload the trigger itself would not take: a test may try it all the same.

    A sample is nobody's claim: it may misfit a pattern, which it does not look at.
    """
    return [
        ValidationProblem(
            severity="warning",
            code="payload_misfit",
            message=misfit.message,
            node_id=trigger.id,
            field=misfit.place("payload"),
        )
        for misfit in payload_misfits(registry(), trigger.definition, trigger.config, said)
    ]


def _trigger(key: str | None, nodes: tuple[Node, ...]) -> Node:
    triggers = {node.key: node for node in nodes if node.type == "trigger"}
    return next(iter(triggers.values())) if key is None else _known(key, triggers, "trigger_node")


def _known(key: str, nodes: Mapping[str, Node], field: str) -> Node:
    if key not in nodes:
        hint = did_you_mean(closest(key, nodes))
        raise _unfit(field, f"there is no such node here: {key!r}{hint}", "unknown_node")
    return nodes[key]


def _start(text: str | None) -> int:
    if text is None:
        return time.time_ns() // 1_000_000
    at = parse_timestamp(text)
    if at is None:
        raise _unfit("start_at", "must be a time with its zone, such as 2026-03-01T09:00:00Z", "invalid_time")
    return at


def _unfit(field: str, message: str, code: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [FieldError(field, message, code)])


def _status(run: DryRun) -> Any:
    if run.status is None:
        return "stopped" if run.stopped_at else "waiting"
    return {"ABORTED": "cancelled"}.get(run.status, run.status.lower())


def _nodes(whole: DryRun, secrets: Mapping[str, SecretPaths]) -> list[TestRunNode]:
    """As many nodes, and as much of what went in and came out, as an answer holds."""
    runs = [_masked(each, secrets) for each in whole.nodes]
    shown = telling_first(runs, limit=NODES_LIMIT)
    fields = NodeExecution.__dataclass_fields__.keys() | {"values_omitted"}
    return [
        TestRunNode.model_validate(
            {name: getattr(node, name) for name in fields}
            | {"source": whole.sources.get((node.key, node.iteration, node.attempt))}
        )
        for node in shown
    ]


def _masked(run: NodeRun, secrets: Mapping[str, SecretPaths]) -> NodeExecution:
    return NodeExecution(
        **run._asdict()
        | {
            "input": mask(run.input, secrets.get(run.key, ())),
            "started_at": None if run.started_at is None else _moment(run.started_at),
            "ended_at": None if run.ended_at is None else _moment(run.ended_at),
        }
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
