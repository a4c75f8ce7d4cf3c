"""The payload that an action's state sends: parsed and checked by hand, for it is on every node's path.

Shape: docs/reference/contracts.md, "Invoking an action".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import orjson
from statewright.core import names
from statewright.core.errors import InvalidInput

_ITERATION: Final = re.compile(r"(\d+(\.\d+)*)?")


@dataclass(frozen=True)
class Invocation:
    """One attempt of one node. `iteration` is the loop path, outermost first ("3.0"), empty outside loops.

    `observed` is what nodes before this one gave that cannot be evaluated again: it is kept with the attempt's record.
    """

    config: Any
    node_id: str
    node_key: str
    execution_arn: str
    workflow_id: str
    execution_id: str
    iteration: str
    attempt: int
    select: str | None
    observed: Mapping[str, Any] | None = None
    offload: bool = False
    """Whether the output goes to S3, and a reference to it travels."""

    @cached_property
    def config_json(self) -> bytes:
        return orjson.dumps(self.config)

    @property
    def claim_key(self) -> str:
        return names.claim_key(self.execution_id, self.node_key, self.iteration)

    @property
    def record_field(self) -> str:
        return names.record_field(self.node_key, self.iteration, self.attempt)


def _text(event: Mapping[str, Any], *path: str) -> str:
    value: Any = event
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"the invocation has no {'.'.join(path)}: it must be a non-empty string")
    return value


def parse(event: Mapping[str, Any], definition: str) -> Invocation:
    """Read a payload that is meant for `definition` (`<name>@<version>`).

    Raises InvalidInput naming the field; the configuration itself is checked later, by the action's model.
    """
    if not isinstance(event, Mapping):
        raise InvalidInput("the invocation must be a JSON object")
    asked = _text(event, "node", "definition")
    if asked != definition:
        raise InvalidInput(f"node.definition is {asked!r}, but this function is {definition!r}")
    workflow_id, name = _text(event, "workflow", "id"), _text(event, "execution", "name")
    try:
        execution_id = names.execution_id(workflow_id, name)
    except ValueError as error:
        raise InvalidInput(f"execution.name: {error}") from None
    iteration, attempt, select = event.get("iteration", ""), event.get("attempt", 0), event.get("select")
    if not isinstance(iteration, str) or not _ITERATION.fullmatch(iteration):
        raise InvalidInput('iteration must be a dot-separated list of numbers such as "3.0", or empty')
    if not isinstance(attempt, int) or isinstance(attempt, bool) or attempt < 0:
        raise InvalidInput("attempt must be a whole number from 0")
    if select is not None and not isinstance(select, str):
        raise InvalidInput("select must be an expression: a string that starts with {% and ends with %}")
    observed = event.get("observed")
    if observed is not None and not isinstance(observed, Mapping):
        raise InvalidInput("observed must be an object: node keys and what those nodes gave")
    offload = event.get("offload", False)
    if not isinstance(offload, bool):
        raise InvalidInput("offload must be true or false")
    if "config" not in event:
        raise InvalidInput("the invocation has no config")
    return Invocation(
        config=event["config"],
        node_id=_text(event, "node", "id"),
        node_key=_text(event, "node", "key"),
        execution_arn=_text(event, "execution", "arn"),
        workflow_id=workflow_id,
        execution_id=execution_id,
        iteration=iteration,
        attempt=attempt,
        select=select,
        observed=observed,
        offload=offload,
    )
