"""Every name that two parts of Statewright must agree on: functions, machines, executions, Redis keys.

Nothing else may build these strings. ARNs, which begin with what the environment says, are in `runtime.arns`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final, Literal

PREFIX: Final = "statewright"
LIVE_ALIAS: Final = "live"
_EXECUTION_NAME = re.compile(r"[0-9A-Za-z_-]{1,80}")

FunctionKind = Literal["action", "trigger", "service", "system"]
Durability = Literal["standard", "express"]
"""Of a workflow: the type of its state machine."""


def function_name(kind: FunctionKind, name: str) -> str:
    """Name of the Lambda function, e.g. `statewright-action-api-call`."""
    return f"{PREFIX}-{kind}-{name.replace('_', '-')}"


SYNC_ROUTES: Final = function_name("system", "sync_routes")
"""The function that rebuilds the routes below: who misses one invokes it."""
REGISTER_WAIT: Final = function_name("system", "register_wait")
"""The function that keeps the task tokens of waiting nodes: their states invoke it."""


EXECUTION_EVENTS: Final = f"{PREFIX}-execution-events"
"""The queue of status changes: EventBridge tells it of Standard executions, Express ones tell it themselves."""
FAILED_EXECUTIONS: Final = f"{PREFIX}-failed-executions"
"""The queue of those Standard executions that failed or timed out: EventBridge tells it of them."""
EXPRESS_REPORT: Final = "Statewright Express Execution Status Change"
"""`detail-type` of what an Express execution tells of itself."""


def state_machine_name(workflow_id: str, durability: Durability = "standard") -> str:
    """Name of a workflow's state machine; `workflow_id` is a UUID in its 36-character form.

    A machine's type cannot be changed, and a Standard one must stay as long as its runs: each type has its own name.
    """
    return f"{PREFIX}-{workflow_id}{'-express' if durability == 'express' else ''}"


def is_express(arn: str) -> bool:
    """Whether an execution's ARN is that of an Express one."""
    return arn.split(":", 6)[5:6] == ["express"]


def workflow_id_of(state_machine_name_or_arn: str) -> str | None:
    """The workflow a state machine (name, ARN, version ARN or execution ARN) belongs to; None if it is not ours."""
    found = re.search(rf"\b{PREFIX}-([0-9a-f]{{8}}-[0-9a-f-]{{27}})", state_machine_name_or_arn)
    return found.group(1) if found else None


def execution_name(prefix: str, *identity: str) -> str:
    """Deterministic execution name: a short prefix and 160 bits of SHA-256 over the identity of the event.

    The same event delivered twice gives the same name, and Step Functions refuses the second start
    (`ExecutionAlreadyExists`). Parts are length-prefixed, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256("".join(f"{len(part)}:{part}" for part in identity).encode()).digest()[:20]
    return f"{prefix}-{base64.b32encode(digest).decode().lower()}"


CHILD_PREFIX: Final = "run-"
"""How the names of executions begin that another execution has started; 40 hexadecimal digits of a hash follow."""

ERROR_PREFIX: Final = "error"
"""How the names of executions begin that an error workflow runs as: `execution_name` makes them."""


def is_error_run(name: str) -> bool:
    """Whether an execution of this name is an error workflow's, started for another run that failed."""
    return name.startswith(f"{ERROR_PREFIX}-")


def execution_id(workflow_id: str, name: str) -> str:
    """Public id of an execution: `<workflow id>.<execution name>`. Execution names never hold a dot."""
    if not _EXECUTION_NAME.fullmatch(name):
        raise ValueError(f"execution name {name!r} must be 1 to 80 of 0-9 A-Z a-z - _")
    return f"{workflow_id}.{name}"


def split_execution_id(value: str) -> tuple[str, str]:
    """(workflow id, execution name). Raises ValueError for anything that is not an execution id."""
    workflow_id, dot, name = value.partition(".")
    if not dot or workflow_id_of(state_machine_name(workflow_id)) != workflow_id or not _EXECUTION_NAME.fullmatch(name):
        raise ValueError(f"{value!r} is not an execution id (<workflow id>.<execution name>)")
    return workflow_id, name


def payloads_of(execution: str) -> str:
    """How the keys of an execution's payloads begin in the payload bucket."""
    workflow_id, name = split_execution_id(execution)
    return f"{workflow_id}/{name}/"


def payload_key(execution: str, node_key: str, iteration: str) -> str:
    """Object in the payload bucket with the output of one node in one iteration; each attempt writes the same one."""
    return f"{payloads_of(execution)}{node_key}/{iteration or 'output'}.json"


# Redis. One hash tag per execution keeps its keys in one slot: ElastiCache Serverless is always cluster mode.


def live_context_key(execution: str) -> str:
    """Hash of the run's node attempt records: field `<node key>|<iteration>|<attempt>` -> JSON."""
    return f"exec:{{{execution}}}"


def record_field(node_key: str, iteration: str, attempt: int) -> str:
    """Field of an attempt's record in the live context."""
    return f"{node_key}|{iteration}|{attempt}"


def claim_key(execution: str, node_key: str, iteration: str) -> str:
    """Idempotency claim of one node in one iteration."""
    return f"claim:{{{execution}}}:{node_key}|{iteration}"


def start_key(execution: str) -> str:
    """Hash: who starts, or has started, an Express execution of this id."""
    return f"start:{{{execution}}}"


RECORDED_KEY: Final = "recorded"
"""String: a new one with every batch of status changes that was recorded."""
NOTHING_OPEN_KEY: Final = "nothing-open"
"""String: what the key above held before a sweep that left nothing open."""

API_ROUTES_KEY: Final = "routes:api"
"""Hash: `<METHOD> <path>` -> route JSON (see docs/reference/contracts.md). Field `#ready` marks it complete."""
NEW_API_ROUTES_KEY: Final = f"{{{API_ROUTES_KEY}}}:new"
"""The same while it is being rebuilt, in the slot of the one that it will replace."""


def throttle_key(what: str, who: str) -> str:
    """Counter of what one caller, or one link, asked for within a minute."""
    return f"throttle:{what}:{who}"


def trigger_route_key(instance_id: str) -> str:
    """String: the route JSON of one trigger instance."""
    return f"trigger:{instance_id}"


def last_tick_key(instance_id: str) -> str:
    """String: the run that a schedule trigger started last, as JSON (see docs/reference/contracts.md)."""
    return f"tick:{{{instance_id}}}"


def skipped_tick_key(instance_id: str, due: str) -> str:
    """String: why the tick that was due then started nothing, as JSON."""
    return f"tick:{{{instance_id}}}:skipped:{due}"


def last_skip_key(instance_id: str) -> str:
    """String: the same of the last tick that was skipped."""
    return f"tick:{{{instance_id}}}:last-skipped"


def presence_key(workflow_id: str) -> str:
    """Hash of who has the workflow open: field `<tab>` -> JSON (see docs/reference/contracts.md)."""
    return f"presence:{{{workflow_id}}}"


def last_edit_key(workflow_id: str) -> str:
    """Sorted set: the draft's newest revision -> JSON of its edit (see docs/reference/contracts.md)."""
    return f"last-edit:{{{workflow_id}}}"
