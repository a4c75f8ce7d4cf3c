"""What is legal, and still not what somebody meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from statewright.core.schema_paths import secret_paths
from statewright.language.compiler.check.document import Parts
from statewright.language.compiler.check.report import Report
from statewright.language.compiler.registry import Registry
from statewright.language.expressions import is_expression
from statewright.language.graph.model import Edge, Node

_SECRET_NAME: Final = re.compile(
    r"(?i)(^|[_-])(password|passwd|secret|token|api[_-]?key|authorization|private[_-]?key)$"
)
_SECRET_VALUE: Final = re.compile(r"(?i)^(bearer |basic )?[\w.~+/=-]{8,}$")
_LONG_KEY: Final = 40
_MAX_DEPTH: Final = 20


def check_advice(parts: Parts, registry: Registry, report: Report) -> None:
    """Reports decisions without consequence, secrets in plain sight, routes that are taken twice, unwieldy keys."""
    leaving: dict[str, list[Edge]] = {}
    for edge in parts.edges:
        leaving.setdefault(edge.source, []).append(edge)
    routes: dict[str, Node] = {}
    for node in parts.nodes:
        _check_ways(node, leaving.get(node.id, []), report)
        _check_route(node, routes, report)
        if node.type == "action":
            definition = registry.actions.get(node.definition or "")
            kept = (
                {".".join(("config", *path)) for path in secret_paths(definition.config_schema)} if definition else ()
            )
            for field in _plain_secrets(node.config, "config", 0):
                if field in kept:
                    continue
                message = (
                    f"`{field.rpartition('.')[2][:60]}` looks like a secret in plain sight: "
                    "everyone who can read the workflow can read it; type it into a field for secrets, "
                    "such as those of an API call's authentication"
                )
                report.warning("plain_secret", message, node, field=field)
        if _LONG_KEY < len(node.key) <= 60:
            message = f"the key has {len(node.key)} characters: expressions that name it will be hard to read"
            report.warning("long_key", message, node, field="key")


def _check_ways(node: Node, leaving: list[Edge], report: Report) -> None:
    handles = {edge.source_handle for edge in leaving}
    if node.type == "condition" and handles == {"true", "false"}:
        targets = [{edge.target for edge in leaving if edge.source_handle == handle} for handle in handles]
        if targets[0] == targets[1]:
            message = f"both ways out of `{node.key[:60]}` lead to the same node: what it decides has no consequence"
            report.warning("decides_nothing", message, node)
    if node.settings.on_error == "branch" and "error" not in handles:
        message = "`on_error` is `branch`, but no edge leaves the `error` handle: a failure would end here, unnoticed"
        report.warning("unconnected_error", message, node, field="settings.on_error")


def _check_route(node: Node, routes: dict[str, Node], report: Report) -> None:
    if node.type != "trigger" or not (node.definition or "").startswith("api@"):
        return
    method, path = node.config.get("method", "POST"), node.config.get("path")
    if not isinstance(method, str) or not isinstance(path, str):
        return
    route = f"{method} /{path.strip('/')}"
    other = routes.setdefault(route, node)
    if other is not node:
        message = f"`{other.key[:60]}` already answers `{route[:200]}`: choose another path or method"
        report.error("duplicate_route", message, node, field="config.path")


def _plain_secrets(value: Any, field: str, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(item, str):
                if _SECRET_NAME.search(name) and _SECRET_VALUE.match(item) and not is_expression(item):
                    yield f"{field}.{name}"
            else:
                yield from _plain_secrets(item, f"{field}.{name}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _plain_secrets(item, f"{field}.{index}", depth + 1)
