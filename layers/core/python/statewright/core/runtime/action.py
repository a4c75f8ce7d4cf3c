"""`handler = action(SPEC, run)`: everything an action needs around its effect.

    def run(config: Config, ctx: ActionContext) -> Output | JSON

One invocation is one attempt of one node:

1. parse the payload and validate the configuration        -> InvalidInput
2. begin: claim, running record (round trip 1)             -> ClaimHeld, or the stored output
3. run, within Lambda's time
4. `select`, then S3 where the node says so, then the size limit -> ExpressionFailed, OutputTooLarge
5. finish: claim and final record (round trip 2)

An error leaves as a leaf class of `statewright.core.errors` that the spec declares; anything else becomes
ActionFailed. Messages are redacted.

When Redis cannot be reached: before the effect, an action without effect goes on, unrecorded, and every other one
fails with a retryable error, since it cannot know whether it has run already. After the effect the output is
returned all the same, because failing would repeat the effect; the record is rebuilt from the execution's history.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from aws_lambda_powertools.metrics import MetricUnit
from pydantic import BaseModel, ValidationError
from statewright.core import errors
from statewright.core.errors import (
    ActionFailed,
    ClaimHeld,
    InvalidInput,
    OutputTooLarge,
    ProviderUnavailable,
    StatewrightError,
)
from statewright.core.pattern_help import misfit
from statewright.core.runtime import cache, invocation, payloads, telemetry
from statewright.core.runtime.aws import AwsError
from statewright.core.runtime.cache import CacheError
from statewright.core.runtime.context import ActionContext, LambdaContext
from statewright.core.runtime.deadline import limit
from statewright.core.runtime.invocation import Invocation
from statewright.core.runtime.ledger import Ledger
from statewright.core.runtime.redaction import redact
from statewright.core.specs import ActionSpec

MAX_OUTPUT_BYTES: Final = 240 * 1024
"""Of Step Functions' 262,144 bytes per payload; the rest is for what the state adds around it."""

FINISH_MARGIN_SECONDS: Final = 1.5
"""Kept back from Lambda's time limit for storing the outcome."""

RAISED_HERE: Final = frozenset(
    {
        "InvalidInput",
        "OutputTooLarge",
        "ExpressionFailed",
        "ClaimHeld",
        "ActionFailed",
        "ProviderTimeout",
        "ProviderUnavailable",
    }
)
"""Leaf names that the wrapper itself may end an attempt with; an action need not declare them."""

C = TypeVar("C", bound=BaseModel)
Run = Callable[[C, ActionContext], Any]
Handler = Callable[[Mapping[str, Any], LambdaContext], dict[str, Any]]


def action(spec: ActionSpec, run: Run[Any]) -> Handler:
    """Wrap `run` as the Lambda handler of `spec`; the handler returns `{"output": <JSON>}`."""
    runner = _Action(spec, run, frozenset(spec.errors) | RAISED_HERE)
    return runner.handle


def _now() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class _Action:
    spec: ActionSpec
    run: Run[Any]
    allowed: frozenset[str]

    def handle(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        call = invocation.parse(event, f"{self.spec.name}@{self.spec.version}")
        remaining_ms = context.get_remaining_time_in_millis()
        attempt = _Attempt(
            spec=self.spec,
            call=call,
            ledger=Ledger(cache.shared(), call, context.aws_request_id, claims=self.spec.effect != "none"),
            started_at=_now(),
            remaining_ms=remaining_ms,
            ends_at=time.monotonic() + remaining_ms / 1000 - _finish_seconds(call),
        )
        config: BaseModel | None = None
        try:
            config = _validated(self.spec, payloads.resolved(call.config, call))
            stored = attempt.begin()
            output = attempt.output_of(self.run, config) if stored is None else stored
        except Exception as error:  # noqa: BLE001  the border: whatever an author's code raises gets a closed name
            raise attempt.failed(self._closed(error, config)) from None
        attempt.succeeded(output)
        return {"output": orjson.loads(output)}

    def _closed(self, error: Exception, config: BaseModel | None) -> StatewrightError:
        name = type(error).__name__
        if isinstance(error, StatewrightError) and getattr(errors, name, None) is type(error) and name in self.allowed:
            return type(error)(redact(str(error), config))
        return ActionFailed(redact(f"{name}: {error}" if str(error) else name, config))


def _finish_seconds(call: Invocation) -> float:
    """What has to be left when the work is done: for its record, and for its result on the way to S3."""
    return FINISH_MARGIN_SECONDS + (payloads.STORE_SECONDS if call.offload else 0)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The state of one invocation. Times: `started_at` epoch ms, `ends_at` monotonic seconds."""

    spec: ActionSpec
    call: Invocation
    ledger: Ledger
    started_at: int
    remaining_ms: int
    ends_at: float

    def begin(self) -> bytes | None:
        """The output of an earlier attempt that had done the work, or None: go on."""
        try:
            begun = self.ledger.begin(self.started_at, self.started_at + self.remaining_ms)
        except CacheError as error:
            if self.ledger.claims:
                raise ProviderUnavailable(f"the step was not started: {error}") from None
            telemetry.logger().warning("unrecorded attempt", extra=self._labels() | {"reason": str(error)})
            return None
        match begun.verdict:
            case "held":
                seconds = max(0, begun.lease_until - self.started_at) / 1000
                raise ClaimHeld(
                    f"attempt {begun.holder} of this step may still be at work, for {seconds:.0f} s at the longest"
                )
            case "done":
                return begun.output
            case "run":
                return None

    def output_of(self, run: Run[Any], config: BaseModel) -> bytes:
        """Run the action and return its output as JSON, trimmed by `select` and within the size limit."""
        call = self.call
        context = ActionContext(
            execution_id=call.execution_id,
            workflow_id=call.workflow_id,
            node_id=call.node_id,
            node_key=call.node_key,
            iteration=call.iteration,
            attempt=call.attempt,
            claim=call.claim_key,
            ends_at=self.ends_at,
            logger=telemetry.logger(),
        )
        with (
            telemetry.traced(self.spec.name, {"execution_id": call.execution_id, "node": call.node_key}),
            limit(context.remaining_seconds()),
        ):
            result = run(config, context)
        output = _serialised(result)
        if call.select is not None:
            from statewright.core.runtime.select import select  # noqa: PLC0415  brings jlens: only where it is used

            output = select(call.select, output)
        if call.offload:
            return _offloaded(call, output)
        if len(output) > MAX_OUTPUT_BYTES:
            raise OutputTooLarge(
                f"the result is {len(output):,} bytes of JSON; at most {MAX_OUTPUT_BYTES:,} can travel on. "
                "Choose the part you need with the step's Select setting, such as {% $result.body.id %}, or turn on "
                "its setting Keep the result in S3"
            )
        return output

    def succeeded(self, output: bytes) -> None:
        ended_at = _now()
        try:
            self.ledger.succeed(self.started_at, ended_at, output)
        except CacheError as error:
            telemetry.logger().error("outcome not stored", extra=self._labels() | {"reason": str(error)})
        self._count("Succeeded", ended_at)

    def failed(self, error: StatewrightError) -> StatewrightError:
        """Store and count the failure; gives the error back for raising."""
        ended_at, name, message = _now(), type(error).__name__, str(error)
        try:
            self.ledger.fail(self.started_at, ended_at, name, message)
        except CacheError as problem:
            telemetry.logger().error("outcome not stored", extra=self._labels() | {"reason": str(problem)})
        telemetry.logger().warning("step failed", extra=self._labels() | {"error": name, "reason": message})
        self._count("Failed", ended_at, error=name)
        return error

    def _labels(self) -> dict[str, str]:
        call = self.call
        return {
            "execution_id": call.execution_id,
            "node": call.node_key,
            "iteration": call.iteration,
            "attempt": str(call.attempt),
        }

    def _count(self, outcome: str, ended_at: int, **more: str) -> None:
        telemetry.count(
            {"action": self.spec.name},
            {
                outcome: (MetricUnit.Count, 1),
                "Duration": (MetricUnit.Milliseconds, max(0, ended_at - self.started_at)),
            },
            **self._labels(),
            **more,
        )


def _offloaded(call: Invocation, output: bytes) -> bytes:
    try:
        return payloads.put(call, output)
    except AwsError as error:
        # permanent: another attempt would repeat the effect, which has been had
        raise ActionFailed(f"the step did its work, but its result could not be stored in S3: {error}") from None


def _validated(spec: ActionSpec, config: Any) -> BaseModel:
    try:
        # strict: what the schema in the catalog refuses is refused here too, so that a test run tells what a run will
        return spec.Config.model_validate(config, strict=True)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        schema = spec.Config.model_json_schema()
        shown = [
            f"{'.'.join(('config', *map(str, problem['loc'])))}: {_told(problem, schema)}" for problem in problems[:10]
        ]
        more = f" (and {len(problems) - 10} more)" if len(problems) > 10 else ""
        raise InvalidInput("; ".join(shown) + more) from None


def _told(problem: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    told: str = problem["msg"]
    if problem["type"] != "string_pattern_mismatch":
        return told
    # redacted before it is cut: half of what gives a secret away would not be known for one
    return misfit(schema, problem["ctx"]["pattern"], redact(str(problem["input"]), None)) or told


def _serialised(result: Any) -> bytes:
    if isinstance(result, BaseModel):
        return result.model_dump_json(by_alias=True).encode()
    try:
        return orjson.dumps(result)
    except TypeError as error:
        raise ActionFailed(f"the action gave a result that is not JSON: {error}") from None
