"""`statewright simulate`: what a workflow would do, on a virtual clock and without calling anything."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from statewright.core.errors import LAMBDA_TRANSIENT, PERMANENT, RETRYABLE
from statewright.core.runtime.select import select
from statewright.language.compiler import Target
from statewright.language.dry_run import Failure, Stubs, dry_run, sample_payload, start_input
from statewright.language.engine import parse_timestamp
from statewright.language.engine.simulation import START
from statewright.language.expected import payload_misfits, trigger_output
from statewright.language.expressions import MAX_PAYLOAD
from statewright.language.graph import Node, Workflow
from statewright.language.graph.problems import closest, did_you_mean
from statewright.language.paths import nodes_of

from infra.cli.catalog import output_schemas, registry
from infra.cli.compile import FUNCTION_ARN_PREFIX, WORKFLOW_ID, compiled_or_told
from infra.cli.output import Output
from infra.cli.reading import STANDARD_INPUT, json_argument, read_source
from infra.cli.status import FINE, PROBLEMS, CommandError
from infra.cli.timeline import Told, show

ERROR_NAMES: Final = (
    *RETRYABLE,
    *PERMANENT,
    *LAMBDA_TRANSIENT,
    "Lambda.Unknown",
    "States.Timeout",
    "States.TaskFailed",
)
_FAILURE: Final = re.compile(r"(?P<error>[A-Za-z.]+)(?::(?P<times>[1-9]\d{0,3}))?")
_STANDS_FOR_ITSELF: Final = "is evaluated for real: only actions can be pinned or told to fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the command, as they were written."""

    payload: str | None = None
    trigger: str | None = None
    pins: Sequence[str] = ()
    failures: Sequence[str] = ()
    seed: int = 0
    start_at: str | None = None
    stop_at: str | None = None
    verbose: bool = False


def simulate(name: str, output: Output, options: Options) -> int:
    """Runs the workflow of the file `name` once and shows what each node did."""
    values = [options.payload or "", *(pin.partition("=")[2] for pin in options.pins)]
    if [name, *(value.removeprefix("@") for value in values if value.startswith("@"))].count(STANDARD_INPUT) > 1:
        raise CommandError("standard input (-) can be read once only")
    source = read_source(name)
    compiled = compiled_or_told(source, output, Target(FUNCTION_ARN_PREFIX, workflow_id=WORKFLOW_ID), aside=False)
    if compiled is None:
        return PROBLEMS
    nodes = {node.key: node for node in nodes_of(Workflow.model_validate(source.value).graph)}
    start_at = _time(options.start_at)
    trigger = _trigger(options.trigger, nodes)
    said = None if options.payload is None else json_argument("--payload", options.payload)
    payload = _payload(said, trigger, start_at)
    stubs = Stubs(
        outputs=output_schemas(),
        select=select,
        pins=_pins(options.pins, nodes),
        failures=_fails(options.failures, nodes),
    )
    stop_at = None if options.stop_at is None else _known(options.stop_at, "--stop-at", nodes).key
    given = start_input(trigger.key, payload)
    run = dry_run(compiled, registry(), stubs, given, start_at=start_at, seed=options.seed, stop_at=stop_at)
    told = Told(
        source,
        nodes,
        trigger.key,
        given,
        run,
        missed=stop_at if run.stopped_at is None else None,
        sampled_payload=options.payload is None,
        doubts=[
            f"{misfit.place('payload')}: {misfit.message}: the trigger itself would refuse it"
            for misfit in payload_misfits(registry(), trigger.definition, trigger.config, said)
        ],
    )
    show(told, output, verbose=options.verbose)
    return FINE if told.fine else PROBLEMS


def _time(text: str | None) -> int:
    if text is None:
        return START
    if text == "now":
        return time.time_ns() // 1_000_000
    at = parse_timestamp(text)
    if at is None:
        raise CommandError(f"--start-at {text!r} must be `now` or a time with its zone, e.g. 2026-03-01T09:00:00Z")
    return at


def _known(key: str, option: str, nodes: Mapping[str, Node], what: str = "node") -> Node:
    node = nodes.get(key)
    if node is None:
        hint = did_you_mean(closest(key, nodes)) or f"; there are {', '.join(list(nodes)[:20])}"
        raise CommandError(f"{option}: there is no {what} with the key {key!r}{hint}")
    return node


def _trigger(key: str | None, nodes: Mapping[str, Node]) -> Node:
    triggers = {node.key: node for node in nodes.values() if node.type == "trigger"}
    return next(iter(triggers.values())) if key is None else _known(key, "--trigger", triggers, "trigger")


def _payload(given: Any, trigger: Node, start_at: int) -> Any:
    """The trigger's output: a sample, with the top-level fields of `--payload`, if any, in place of the sample's."""
    payload = sample_payload(trigger_output(registry(), trigger.definition, trigger.config), trigger.config, start_at)
    if given is None:
        return payload
    listed = ", ".join(payload)
    if not isinstance(given, dict):
        raise CommandError(f"--payload must be an object: what {trigger.definition} gives has the fields {listed}")
    for name in given:
        if name not in payload:
            likely = next((field for field in ("body", "value") if field in payload), None)
            hint = did_you_mean(closest(name, payload))
            if not hint and likely:
                hint = f'; what is sent goes below `{likely}`: {{"{likely}": ...}}'
            raise CommandError(f"--payload: {trigger.definition} gives no field {name!r}, only {listed}{hint}")
    payload |= given
    size = len(orjson.dumps(start_input(trigger.key, payload)))
    if size > MAX_PAYLOAD:
        raise CommandError(f"--payload: the input has {size:,} bytes; Step Functions takes {MAX_PAYLOAD:,}")
    return payload


def _action(text: str, option: str, nodes: Mapping[str, Node]) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise CommandError(f"{option} {text!r} must be KEY={'JSON' if option == '--pin' else 'ErrorName'}")
    node = _known(key, option, nodes)
    definition = registry().actions.get(node.definition or "") if node.type == "action" else None
    waits = node.type in ("approval", "wait_for_events", "run_workflow")
    if not waits and (definition is None or definition.native):
        raise CommandError(f"{option} {key}: node '{node.name or key}' {_STANDS_FOR_ITSELF}")
    return key, value


def _pins(texts: Sequence[str], nodes: Mapping[str, Node]) -> dict[str, Any]:
    pairs = [_action(text, "--pin", nodes) for text in texts]
    return {key: json_argument(f"--pin {key}", value) for key, value in pairs}


def _fails(texts: Sequence[str], nodes: Mapping[str, Node]) -> dict[str, Failure]:
    failures = {}
    for text in texts:
        key, value = _action(text, "--fail", nodes)
        found = _FAILURE.fullmatch(value)
        if found is None:
            raise CommandError(f"--fail {text!r} must be KEY=ErrorName or KEY=ErrorName:TIMES")
        error, times = found["error"], found["times"]
        if error not in ERROR_NAMES:
            hint = did_you_mean(closest(error, ERROR_NAMES)) or f"; there are {', '.join(ERROR_NAMES)}"
            raise CommandError(f"--fail {key}: no action ends with {error!r}{hint}")
        failures[key] = Failure(error, int(times) if times else None)
    return failures
