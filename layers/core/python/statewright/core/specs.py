"""What a deployed function says about itself: the contract behind "one folder = one extension".

Every folder below `functions/` has a `spec.py` with one `SPEC`. Everything else is derived from it by
`scripts/build_catalog.py`: the registry's built-in definitions, the palette, the property form, the
compiler's table, the CDK function with its grants, and the local function host's settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

Kind = Literal["action", "trigger", "service", "system"]
NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


class Grant(StrEnum):
    """One thing a function may do beyond writing its own logs. Infrastructure maps each to least privilege."""

    START_EXECUTIONS = "start_executions"
    STOP_EXECUTIONS = "stop_executions"
    REDRIVE_EXECUTIONS = "redrive_executions"
    """Let executions that ended badly go on from where they failed."""
    ANSWER_TASKS = "answer_tasks"
    """Complete the task a run waits for."""
    DESCRIBE_EXECUTIONS = "describe_executions"
    """Ask whether an execution goes on."""
    READ_EXECUTIONS = "read_executions"
    """ListExecutions, DescribeExecution and GetExecutionHistory on the workflows' state machines."""
    MANAGE_STATE_MACHINES = "manage_state_machines"
    RETIRE_STATE_MACHINES = "retire_state_machines"
    """Delete state machines and versions that nothing uses any more; needs READ_EXECUTIONS to know."""
    MANAGE_SCHEDULES = "manage_schedules"
    MANAGE_EVENT_SOURCES = "manage_event_sources"
    """Event source mappings and the aliases they target, on the event trigger's function only."""
    SEND_EMAIL = "send_email"
    SIGN_CALLBACKS = "sign_callbacks"
    """Make and check the addresses by which a wait is answered without signing in."""
    INVOKE_ACTIONS = "invoke_actions"
    """Call actions as a machine would: what a test run does live."""
    READ_PAYLOADS = "read_payloads"
    """What steps keep in S3: to tell what a loop did with it. Actions may without saying so."""
    INVOKE_SYSTEM = "invoke_system"
    """Have lost routes rebuilt: invoke `sync_routes`, and no other system function."""


class Reach(StrEnum):
    """What a function connects to. Infrastructure turns each into network access and settings.

    An action always reaches Redis, where its wrapper keeps claims and records: it need not say so.
    """

    DATABASE = "database"
    REDIS = "redis"
    KAFKA = "kafka"
    INTERNET = "internet"


class Layer(StrEnum):
    """A shared dependency layer (`layers/<name>`)."""

    CORE = "core"
    DATA = "data"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """How a function is deployed.

    `memory_mb` is Lambda memory, `timeout_seconds` its limit (1 to 900). `layers` always include `core`.
    `environment` holds plain settings only, never a secret.
    """

    memory_mb: int = 256
    timeout_seconds: int = 30
    layers: tuple[Layer, ...] = (Layer.CORE,)
    reach: tuple[Reach, ...] = ()
    grants: tuple[Grant, ...] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: NO_ENVIRONMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Default retry of an action, in Step Functions' terms. `max_attempts` counts retries, not the first try."""

    max_attempts: int = 3
    interval_seconds: int = 1
    backoff_rate: float = 2.0
    max_delay_seconds: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """Everything about one action type.

    `Config` and `Output` are the Pydantic models of what `run` takes and gives; their JSON Schema is the
    property form and the autocompletion. A field's `title`, `description` and `examples` are what people
    read. Widgets: `json_schema_extra={"widget": "expression" | "template" | "json" | "key_value" | "code"
    | "secret" | "cron" | "topic" | "schema" | "hook_path"}`. A `pattern` has its words for people beside it:
    `"pattern_help"`.

    `effect`: `none` (reads only, safe to repeat), `normal` (claimed in Redis), `strict` (claimed in PostgreSQL;
    not available yet: the catalog refuses it).
    `native`: compiled to a state of its own, no Lambda (`function` is None then).
    `errors`: the leaf names of `statewright.core.errors` that `run` may raise.
    """

    name: str
    version: int = 1
    title: str
    description: str
    icon: str
    """A Tabler icon name without the `Icon` prefix, in kebab case: `mail`, `world-www`."""
    category: str
    Config: type[BaseModel]
    Output: type[BaseModel] | None
    connection: str | None = None
    effect: Literal["none", "normal", "strict"] = "normal"
    native: bool = False
    errors: tuple[str, ...] = ()
    retry: Retry = field(default_factory=Retry)
    function: Function | None = field(default_factory=Function)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSpec:
    """Everything about one trigger type. `Output` is the shape of `$trigger`.

    A field of `Config` with `json_schema_extra={"widget": "schema", "describes": "body"}` holds the JSON Schema of that
    property of `Output` (`statewright.core.payload_schemas`): it is checked with the workflow, offered to
    expressions, and held against payloads that people write. `"unless"` names a property of `Output` that tells of a
    value which does not fit: beside it the value is not held against the schema. What comes from outside is judged
    by the trigger's own function.
    """

    name: str
    version: int = 1
    title: str
    description: str
    icon: str
    Config: type[BaseModel]
    Output: type[BaseModel]
    function: Function = field(default_factory=Function)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpec:
    """A part of the REST API.

    `routes` are paths below `/api`; it answers each of them and everything below. A part in braces stands for any one
    segment. The most specific route wins: `workflows/{id}/tests` before `workflows`.
    `public_routes` are single segments below the root; what is below them is served without a token, because the
    address itself is the proof.
    """

    name: str
    routes: tuple[str, ...]
    public_routes: tuple[str, ...] = ()
    function: Function = field(default_factory=Function)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSpec:
    """A job of the platform itself.

    `source`: what invokes it - `execution_events` (batches of status changes), `failed_executions` (batches of those
    by which Standard executions failed or timed out), `schedule` (with `schedule_expression` in EventBridge
    Scheduler's syntax) or `invoke` (called by name).
    """

    name: str
    source: Literal["execution_events", "failed_executions", "schedule", "invoke"]
    schedule_expression: str | None = None
    function: Function = field(default_factory=Function)


Spec = ActionSpec | TriggerSpec | ServiceSpec | SystemSpec
