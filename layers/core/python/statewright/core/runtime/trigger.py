"""What the trigger functions share: routes, and starting an execution exactly once per event.

Step Functions is the arbiter: the execution's name is a hash of the event and its input the same bytes each time, so
an event that is delivered twice starts nothing twice (`ExecutionAlreadyExists` is success). Express executions have no
such arbiter: there a claim in Redis comes first (`express_starts`).
Triggers read Redis only, never PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from statewright.core import names
from statewright.core.runtime import express_starts, stepfunctions
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.stepfunctions import AlreadyExists, StartRefused, StartUnavailable

__all__ = ["BrokenRoute", "InputTooLarge", "Route", "StartRefused", "StartUnavailable", "Started", "start"]

MAX_INPUT_BYTES: Final = 262_144
"""Step Functions' limit on an execution's input, in bytes of UTF-8."""
MAX_EXPRESS_INPUT_BYTES: Final = 256_000
"""What an Express execution can still tell us of in one message, with what belongs to it."""


class InputTooLarge(Exception):
    """The event does not fit into an execution's input: it is too long, or nested too deeply."""


class BrokenRoute(Exception):
    """A route is not in the shape of docs/reference/contracts.md."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where one trigger instance leads. `generation` counts how often the instance's events became others;
    `version` is the workflow's published version."""

    instance_id: str
    generation: int
    workflow_id: str
    node_key: str
    version: int
    alias_arn: str
    config: Mapping[str, Any]
    express: bool = False
    skips_overlap: bool = False
    """Of a schedule: no tick starts a run while the one before goes on."""

    @classmethod
    def parse(cls, raw: bytes | str | Mapping[str, Any]) -> Route:
        """From the route's JSON or from an object that has it among other fields. Raises BrokenRoute."""
        try:
            fields = orjson.loads(raw) if isinstance(raw, bytes | str) else raw
            return cls(
                instance_id=str(fields["instance_id"]),
                generation=int(fields["generation"]),
                workflow_id=str(fields["workflow_id"]),
                node_key=str(fields["node_key"]),
                version=int(fields["version"]),
                alias_arn=str(fields["alias_arn"]),
                config=dict(fields["config"]),
                express=fields.get("durability") == "express",
                skips_overlap=fields.get("overlap") == "skip",
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenRoute(f"the route lacks or misuses {error}; publish the workflow again") from None


@dataclass(frozen=True, slots=True)
class Started:
    """The execution that an event belongs to; `started` is False when an earlier delivery had started it."""

    execution_id: str
    started: bool

    def as_json(self) -> dict[str, Any]:
        return {"execution_id": self.execution_id, "started": self.started}


def execution_name(route: Route, prefix: str, identity: tuple[str, ...]) -> str:
    """Name of the execution for one event of a trigger instance, as `start` gives it."""
    return names.execution_name(prefix, route.instance_id, str(route.generation), *identity)


def start(route: Route, prefix: str, identity: tuple[str, ...], trigger: Any) -> Started:
    """Start the route's workflow for one event.

    `prefix` begins the execution's name, `identity` tells this event from all others of this trigger instance, and
    `trigger` (JSON) becomes `$trigger`. Raises InputTooLarge, StartUnavailable or StartRefused.
    """
    name = execution_name(route, prefix, identity)
    execution_id = names.execution_id(route.workflow_id, name)
    try:
        document = orjson.dumps(
            {
                "trigger": trigger,
                "trigger_node": route.node_key,
                "instance_id": route.instance_id,
                "workflow_version": route.version,
            }
        )
    except orjson.JSONEncodeError as error:
        # orjson reads JSON that is nested more deeply than it writes.
        raise InputTooLarge(f"the event is nested too deeply to be handed on: {error}") from None
    limit = MAX_EXPRESS_INPUT_BYTES if route.express else MAX_INPUT_BYTES
    if len(document) > limit:
        raise InputTooLarge(f"the event is {len(document):,} bytes of JSON; an execution takes at most {limit:,}")
    if route.express:
        return _start_express(route, name, execution_id, document.decode())
    try:
        stepfunctions.shared().start_execution(route.alias_arn, name, document.decode())
    except AlreadyExists:
        return Started(execution_id, started=False)
    return Started(execution_id, started=True)


def _start_express(route: Route, name: str, execution_id: str, document: str) -> Started:
    try:
        started = express_starts.start_once(
            execution_id,
            lambda: stepfunctions.shared().start_execution(route.alias_arn, name, document, repeatable=False),
        )
    except CacheError as error:
        # Without a claim it could start twice: as with Step Functions away, it may be tried again.
        raise StartUnavailable(f"the start cannot be claimed: {error}") from error
    return Started(execution_id, started=started)
