"""`run_workflow`: start another workflow, and wait for its result or go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from statewright.core.names import state_machine_name, workflow_id_of
from statewright.language.compiler.ir import RunWorkflow
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place, always

RETRIED: Final = ("States.TaskFailed",)
"""What is retried unless the node says otherwise. Step Functions reports every failed child so, whatever it died of."""
RETRY_NAMES: Final = (*RETRIED, "States.Timeout")
"""The errors a retry can tell apart."""


def _build(config: Mapping[str, Any], place: Place) -> RunWorkflow:
    settings = place.node.settings
    retry = settings.retry
    return RunWorkflow(
        workflow_id=config["workflow_id"],
        payload=config["payload"],
        wait=config.get("wait", True),
        timeout_seconds=settings.timeout_seconds,
        retry=retry,
        on=() if retry is None else RETRIED if retry.on is None else retry.on,
        catches=place.catches,
        continues=place.continues,
    )


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    given = config["workflow_id"]
    if workflow_id_of(state_machine_name(given)) != given:
        yield Finding("workflow_id", f"`{given[:60]}` is not the id of a workflow: choose the workflow to run")


KIND = LogicKind(
    name="run_workflow",
    title="Run a workflow",
    description="Run another workflow and use its result, or start it and go on.",
    icon="sitemap",
    config_schema={
        "type": "object",
        "title": "Run a workflow",
        "properties": {
            "workflow_id": {
                "type": "string",
                "title": "Workflow",
                "description": "Its live version is run, from its first trigger on.",
                "maxLength": 100,
                "literal": True,
                "examples": ["6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"],
                "widget": "workflow",
            },
            "payload": {
                "title": "Payload",
                "description": "What the other workflow reads as $trigger.",
                "examples": [{"order": "{% $order.body.id %}"}],
                "widget": "json",
            },
            "wait": {
                "type": "boolean",
                "title": "Wait for the result",
                "description": "Without waiting, the output is the id of the run that was started.",
                "literal": True,
                "default": True,
            },
        },
        "required": ["workflow_id", "payload"],
        "additionalProperties": False,
    },
    output_schema={"description": "The result of the run; `{execution_id}` without waiting."},
    handles=always("out", "error"),
    optional_handles=frozenset({"error"}),
    build=_build,
    findings=_findings,
)
