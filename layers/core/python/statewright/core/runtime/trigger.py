"""What the trigger functions share: routes, and starting an execution exactly once per event.

Step Functions is the arbiter: the execution's name is a hash of the event and its input the same bytes each time, so
an event that is delivered twice starts nothing twice (`ExecutionAlreadyExists` is success).
Triggers read Redis only, never PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import orjson
from statewright.core import names

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

MAX_INPUT_BYTES: Final = 262_144
"""Step Functions' limit on an execution's input, in bytes of UTF-8."""

CONNECT_TIMEOUT_SECONDS: Final = 2
READ_TIMEOUT_SECONDS: Final = 5
ATTEMPTS: Final = 3


class InputTooLarge(Exception):
    """The event does not fit into an execution's input."""


class StartUnavailable(Exception):
    """Step Functions cannot be reached or asks to slow down: the same start may be tried again later."""


class StartRefused(Exception):
    """Step Functions refuses this start for good: the state machine or its alias is gone, or access is denied."""


class BrokenRoute(Exception):
    """A route is not in the shape of docs/reference/contracts.md."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where one trigger instance leads. `generation` counts the instance's re-initialisations; `version` is the
    workflow's published version."""

    instance_id: str
    generation: int
    workflow_id: str
    node_key: str
    version: int
    alias_arn: str
    config: Mapping[str, Any]

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


@lru_cache(maxsize=1)
def _client() -> SFNClient:
    # The session and its client cost about 0.2 s: made once, by the first start and not at import.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    client: SFNClient = boto3.client(
        "stepfunctions",
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=READ_TIMEOUT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            # Per call: composing the default User-Agent takes 0.1 ms, checking our three strings 0.03 ms.
            user_agent="statewright",
            parameter_validation=False,
            disable_request_compression=True,
        ),
    )
    return client


def start(route: Route, prefix: str, identity: tuple[str, ...], trigger: Any) -> Started:
    """Start the route's workflow for one event.

    `prefix` begins the execution's name, `identity` tells this event from all others of this trigger instance, and
    `trigger` (JSON) becomes `$trigger`. Raises InputTooLarge, StartUnavailable or StartRefused.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    name = names.execution_name(prefix, route.instance_id, str(route.generation), *identity)
    execution_id = names.execution_id(route.workflow_id, name)
    document = orjson.dumps(
        {
            "trigger": trigger,
            "trigger_node": route.node_key,
            "instance_id": route.instance_id,
            "workflow_version": route.version,
        }
    )
    if len(document) > MAX_INPUT_BYTES:
        raise InputTooLarge(
            f"the event is {len(document):,} bytes of JSON; an execution takes at most {MAX_INPUT_BYTES:,}"
        )
    client = _client()
    try:
        client.start_execution(stateMachineArn=route.alias_arn, name=name, input=document.decode())
    except client.exceptions.ExecutionAlreadyExists:
        return Started(execution_id, started=False)
    except ClientError as error:
        raise _translated(error.response, route) from error
    except BotoCoreError as error:
        raise StartUnavailable(f"Step Functions: {error}") from error
    return Started(execution_id, started=True)


def _translated(response: Any, route: Route) -> StartUnavailable | StartRefused:
    code, message = response["Error"].get("Code", ""), response["Error"].get("Message", "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    if status >= 500 or status == 429 or "Throttl" in code or code == "ExecutionLimitExceeded":
        return StartUnavailable(f"Step Functions: {code}: {message}")
    return StartRefused(f"Step Functions refuses to start {route.alias_arn}: {code}: {message}")
