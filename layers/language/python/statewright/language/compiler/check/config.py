"""Configurations against their schemas, and settings against what their nodes can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from statewright.core.names import state_machine_name, workflow_id_of
from statewright.core.payload_schemas import described, faults
from statewright.language.compiler.check.report import Report
from statewright.language.compiler.check.schema import findings
from statewright.language.compiler.kinds import approval, run_workflow, wait_for_events
from statewright.language.compiler.kinds.delay import unknown_zone
from statewright.language.compiler.registry import Definition, Registry
from statewright.language.compiler.retries import retry_names
from statewright.language.graph.model import MAX_EXPRESS_SECONDS, Edge, Node, WorkflowSettings
from statewright.language.graph.problems import closest, did_you_mean
from statewright.language.schedules.timing import problem_of

_MAX_PART: Final = 100


def check_config(node: Node, registry: Registry, report: Report) -> None:
    """Whether the node's configuration is one it can be compiled with."""
    checked = registry.config_check(node.type, node.definition)
    if checked is None:
        return
    found = list(findings(*checked, node.config, literal=node.type == "trigger"))
    untimely = dict(_untimely(node.config, checked[1])) if node.type == "trigger" else {}
    for name, message in untimely.items():
        report.error("invalid_schedule", message, node, field=f"config.{name}")
    if node.type == "trigger":
        _check_expected(node, checked[1], report)
    for finding in found:
        if finding.path and finding.path[0] in untimely:
            continue  # it is told what a pattern cannot tell
        field = ".".join(map(str, ("config", *finding.path)))
        report.error(finding.code, finding.message, node, field=field, suggestion=finding.suggestion)
    if not found and node.type in registry.logic:
        for path, message, code in registry.logic[node.type].findings(node.config):
            report.error(code, message, node, field=f"config.{path}".rstrip("."))


def _check_expected(node: Node, config_schema: Mapping[str, Any], report: Report) -> None:
    """Schemas by which the trigger says what it expects."""
    for name in (each.field for each in described(config_schema) if node.config.get(each.field) is not None):
        for fault in faults(node.config[name]):
            field = ".".join(str(part)[:_MAX_PART] for part in ("config", name, *fault.path))
            label = str(fault.path[-1])[:_MAX_PART] if fault.path else name
            report.error("invalid_payload_schema", f"`{label}` {fault.message}", node, field=field)


def _untimely(config: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields that say when, and why EventBridge Scheduler would refuse them when the workflow is published."""
    for name, field in schema.get("properties", {}).items():
        value = config.get(name)
        if isinstance(value, str) and field.get("widget") == "cron" and (problem := problem_of(value)):
            yield name, problem
        elif isinstance(value, str) and field.get("widget") == "timezone":
            yield from ((name, problem) for problem in unknown_zone(value))


def check_settings(
    node: Node, error_edges: Mapping[str, Edge], workflow: WorkflowSettings, registry: Registry, report: Report
) -> None:
    """Whether the node's settings mean something for it."""
    settings = node.settings
    definition = registry.actions.get(node.definition or "") if node.type == "action" else None
    if node.type == "action" and definition is None:
        return
    for name in _without_effect(node, definition):
        message = f"`{name}` has no effect on a {'calculation' if definition else node.type[:60]} node"
        report.warning("setting_without_effect", message, node, field=f"settings.{name}")
    if settings.retry is not None:
        _check_retry_names(node, definition, report)
    if node.id in error_edges and settings.on_error in ("fail", "continue"):
        message = f"an edge leaves the `error` handle, but `on_error` is `{settings.on_error}`: set it to `branch`"
        report.error("conflicting_settings", message, node, field="settings.on_error", suggestion="branch")
    seconds = node.config.get("seconds") if node.type == "delay" else None
    if workflow.durability == "express" and isinstance(seconds, int) and seconds > MAX_EXPRESS_SECONDS:
        message = f"an express run ends after {MAX_EXPRESS_SECONDS} seconds; make the workflow standard to wait longer"
        report.error("express_limit", message, node, field="config.seconds")
    if workflow.durability == "express" and node.type in (approval.KIND.name, wait_for_events.KIND.name):
        message = "an express run cannot wait for an answer from outside: make the workflow standard"
        report.error("express_limit", message, node)
    runs_another = node.type == run_workflow.KIND.name
    if workflow.durability == "express" and runs_another and node.config.get("wait", True) is True:
        message = "an express run cannot wait for another run: make the workflow standard, or do not wait"
        report.error("express_limit", message, node, field="config.wait")


def _without_effect(node: Node, definition: Definition | None) -> Iterator[str]:
    settings = node.settings
    loops, runs_another = node.type == "loop", node.type == run_workflow.KIND.name
    calls = definition is not None and not definition.native
    if settings.on_error is not None and definition is None and not loops and not runs_another:
        yield "on_error"
    if settings.offload and not calls:
        yield "offload"
    if loops:
        yield from (name for name in ("timeout_seconds", "select") if getattr(settings, name) is not None)
    elif runs_another:
        yield from (name for name in ("select",) if settings.select is not None)
    elif not calls:
        yield from (name for name in ("retry", "timeout_seconds", "select") if getattr(settings, name) is not None)
    if settings.disabled and node.type == "trigger":
        yield "disabled"


def _check_retry_names(node: Node, definition: Definition | None, report: Report) -> None:
    known = retry_names(node.type, definition.errors if definition else ())
    retry = node.settings.retry
    for index, name in enumerate((retry.on if retry else None) or ()):
        if name not in known:
            suggestion = closest(name, known)
            message = f"there is no error `{name[:100]}`{did_you_mean(suggestion)}"
            field = f"settings.retry.on.{index}"
            report.error("unknown_error_name", message, node, field=field, suggestion=suggestion)


def check_workflow_settings(settings: WorkflowSettings, report: Report) -> None:
    """Limits of the durability that was chosen."""
    if settings.durability == "express" and (settings.timeout_seconds or 0) > MAX_EXPRESS_SECONDS:
        message = f"an express run ends after {MAX_EXPRESS_SECONDS} seconds; choose less, or `standard`"
        report.error("express_limit", message, field="settings.timeout_seconds")
    given = settings.error_workflow
    if given is not None and workflow_id_of(state_machine_name(given)) != given:
        message = f"`{given[:60]}` is not the id of a workflow: choose the workflow to start when a run fails"
        report.error("invalid_setting", message, field="settings.error_workflow")
    if given is not None and settings.durability == "express":
        message = "express runs tell nobody in time that they fail: choose no error workflow, or `standard`"
        report.error("express_limit", message, field="settings.error_workflow")
    if settings.overlap == "skip" and settings.durability == "express":
        message = "whether an express run goes on cannot be asked: let its schedules overlap, or choose `standard`"
        report.error("express_limit", message, field="settings.overlap")
    for message in unknown_zone(settings.timezone):
        report.error("invalid_setting", message, field="settings.timezone")
