"""A published workflow and what its runs leave behind: status changes and live contexts, as AWS and the runtime write
them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from statewright.core import catalog, names
from statewright.core.runtime.cache import Cache
from statewright.data import versions, workflows
from statewright.data.connect import Connection
from statewright.language.compiler import Registry, Target, compile_workflow
from statewright.language.engine import HistoryEvent
from statewright.language.graph import Workflow

from tests.support.graphs import Json, api_trigger, drawn, node, set_values

WORKFLOW = "11111111-1111-4111-8111-111111111111"
MACHINE = f"arn:aws:states:eu-central-1:000000000000:stateMachine:statewright-{WORKFLOW}"
VERSION = f"{MACHINE}:1"
STARTED = 1_795_000_000_123
"""2026-11-18, in ms."""
SECRET = "correct horse battery"


def five_nodes() -> Json:
    """trigger -> set -> condition -true-> call -> set."""
    nodes = [
        api_trigger(),
        set_values("prepare", total="{% $trigger.body.total %}"),
        node("big", "condition", {"expression": "{% $prepare.total > 100 %}"}),
        node(
            "call",
            "api_call@1",
            {
                "method": "POST",
                "url": "https://example.com/orders",
                "auth": {"type": "bearer", "token": SECRET},
            },
        ),
        set_values("done", status="{% $call.status %}"),
    ]
    return drawn(nodes, "order -> prepare", "prepare -> big", "big.true -> call", "call -> done")


def publish(connection: Connection, graph: Json | None = None, settings: Json | None = None) -> None:
    """Write version 1 of `WORKFLOW`, as publishing does."""
    graph = graph or five_nodes()
    settings = settings or {"durability": "standard", "timeout_seconds": 3600, "timezone": "UTC"}
    document = {"name": "Orders", "description": "", "settings": settings, "graph": graph}
    target = Target(function_arn_prefix="arn:aws:lambda:eu-central-1:000000000000:function:", workflow_id=WORKFLOW)
    registry = Registry.from_catalog(catalog.load().raw)
    compiled = compile_workflow(Workflow.model_validate(document), registry, target)
    workflows.insert(connection, workflow_id=WORKFLOW, name="Orders", description="", graph=graph, settings=settings)
    versions.prepare(
        connection,
        workflow_id=WORKFLOW,
        version=1,
        revision=1,
        name="Orders",
        graph=graph,
        settings=settings,
        definition_json=compiled.definition_json,
        trace=compiled.trace,
        published_by="ada@example.com",
    )
    versions.complete(connection, WORKFLOW, 1, VERSION)
    workflows.set_status(connection, WORKFLOW, "published", live_version=1)


def execution_input(total: int = 150) -> Json:
    trigger = {"method": "POST", "path": "orders", "query": {}, "headers": {}, "body": {"total": total}}
    return {"trigger": trigger, "trigger_node": "order", "instance_id": None, "workflow_version": 1}


def status_change(name: str, status: str, *, total: int = 150, **detail: Any) -> str:
    """The queue record's body. `output` is given as JSON text, as in EventBridge's event."""
    ended = status != "RUNNING"
    return json.dumps(
        {
            "version": "0",
            "id": "00000000-0000-4000-8000-000000000000",
            "detail-type": "Step Functions Execution Status Change",
            "source": "aws.states",
            "detail": {
                "executionArn": f"{MACHINE.replace(':stateMachine:', ':execution:')}:{name}",
                "stateMachineArn": MACHINE,
                "stateMachineVersionArn": VERSION,
                "stateMachineAliasArn": f"{MACHINE}:live",
                "name": name,
                "status": status,
                "startDate": STARTED,
                "stopDate": STARTED + 40 if ended else None,
                "input": json.dumps(execution_input(total)),
                "output": None,
                "error": None,
                "cause": None,
                **detail,
            },
        }
    )


def record_of(
    key: str, *, status: str = "succeeded", iteration: str = "", attempt: int = 0, **fields: Any
) -> tuple[str, Json]:
    """Field and value in the live context."""
    value = {
        "status": status,
        "started_at": STARTED + 5,
        "ended_at": None if status == "running" else STARTED + 30,
        "input": {
            "method": "POST",
            "url": "https://example.com/orders",
            "auth": {"type": "bearer", "token": SECRET},
        },
        "output": {"status": 200, "headers": {}, "body": {"ok": True}} if status == "succeeded" else None,
        "error": None,
        **fields,
    }
    return f"{key}|{iteration}|{attempt}", value


def leave(cache: Cache, name: str, *records: tuple[str, Json]) -> None:
    """What the actions of a run left in its live context."""
    fields: Sequence[str | bytes] = [part for field, value in records for part in (field, orjson.dumps(value))]
    cache.call("HSET", names.live_context_key(names.execution_id(WORKFLOW, name)), *fields)


def told_history(events: Iterable[HistoryEvent]) -> list[Json]:
    """A history of the engine as GetExecutionHistory answers it."""
    return [
        {
            "id": event.id,
            "previousEventId": event.previous_id,
            "timestamp": event.at / 1000,
            "type": event.type,
            **_details(event.type, event.details),
        }
        for event in events
    ]


def _details(kind: str, details: Mapping[str, Any]) -> Json:
    """Under AWS's name, with values as JSON text where AWS has it."""
    state = re.search(r"State(Entered|Exited)$", kind)
    name = f"state{state.group(1)}" if state else kind[0].lower() + kind[1:]
    texts = {
        key: json.dumps(value) if key in {"input", "output", "parameters"} else value for key, value in details.items()
    }
    if "assignedVariables" in texts:
        texts["assignedVariables"] = {key: json.dumps(value) for key, value in details["assignedVariables"].items()}
    return {f"{name}EventDetails": texts}
