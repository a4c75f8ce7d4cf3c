"""Tests that a workflow document carries (`tests`): what goes in, what stands in for actions, and what is expected.

They are run on a virtual clock, calling nothing, and say in sentences where the run was another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from statewright.language.compiler import Compiled, Registry
from statewright.language.dry_run import DryRun, Failure, Select, Stubs, dry_run, start_input, trigger_payload
from statewright.language.engine import Machine, parse_timestamp
from statewright.language.engine.simulation import START
from statewright.language.expected import trigger_output
from statewright.language.graph import Node, Workflow
from statewright.language.graph.problems import Problem, closest, did_you_mean
from statewright.language.paths import ABSENT, first_misfit, nodes_of, shortened, subset_misfit
from statewright.language.timeline import NodeRun

MAX_TESTS: Final = 100
"""Tests of one workflow."""
_ANSWERED: Final = frozenset({"action", "approval", "wait_for_events", "run_workflow"})
_STATUSES: Final = {"ABORTED": "cancelled", None: "waiting"}

RunStatus = Literal["succeeded", "failed", "timed_out", "waiting"]
MismatchKind = Literal["differs", "not_run", "other_way", "not_skipped", "nothing_given", "not_called"]
Key = Annotated[str, Field(min_length=1, max_length=60)]
Step = Annotated[str, Field(min_length=1, max_length=160)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PinnedNode(_Part):
    """The node gives `output`, as `$key` shows it to the nodes behind: after `select`."""

    mode: Literal["pin"]
    output: Any


class FailingNode(_Part):
    """The node fails with `error`: at every attempt, or at its first `times` ones, and then gives a sample."""

    mode: Literal["fail"]
    error: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z][A-Za-z0-9_.]*$")]
    times: Annotated[int, Field(ge=1, le=1000)] | None = None


class SampledNode(_Part):
    """The node gives a sample of its output schema; that is what actions do when nothing is said."""

    mode: Literal["sample"]


StandIn = Annotated[PinnedNode | FailingNode | SampledNode, Field(discriminator="mode")]


class Expected(_Part):
    """How the run has to go. What is not said is not looked at.

    `ran` and `skipped` name nodes; `charge.error` in `ran`: by that handle. `sent` (by node: the configuration its
    action is called with), `outputs` (by node) and `output` (the run's) need only the members that matter: an object
    may have more than is expected, a list may not. In a loop one iteration has to fit.
    """

    status: RunStatus = "succeeded"
    error: str | None = Field(default=None, max_length=200, description="Name of the error the run fails with.")
    ran: list[Step] = Field(default=[], max_length=1000)
    skipped: list[Key] = Field(default=[], max_length=1000)
    sent: dict[Key, Any] = Field(default={}, max_length=1000)
    outputs: dict[Key, Any] = Field(default={}, max_length=1000)
    output: dict[str, Any] | None = None


class SavedTest(_Part):
    """One test. `payload`: members of `$trigger`, those left out are samples; what is no object is taken as it is."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f/]+$")]
    description: str = Field(default="", max_length=2000)
    trigger_node: Key | None = Field(default=None, description="Key; the first trigger without one.")
    payload: Any = None
    nodes: dict[Key, StandIn] = Field(default={}, max_length=1000)
    start_at: str | None = Field(default=None, max_length=40, description="Virtual start, RFC 3339.")
    seed: int = Field(default=0, ge=0, le=2**31, description="Of jitter and random values.")
    expected: Expected = Expected()


_TESTS: Final = TypeAdapter(list[SavedTest])


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that went otherwise. `field` is a path below `expected`; `node` a key.

    `got`: of `other_way` the handles it left by; of what did not happen nothing; of the other kinds the value.
    """

    node: str | None
    field: str
    kind: MismatchKind
    expected: Any
    got: Any = ABSENT

    @property
    def message(self) -> str:
        return f"expected {shortened(self.expected)}, got {shortened(self._told)}"

    @property
    def _told(self) -> Any:
        match self.kind:
            case "other_way":
                return f"it left by {', '.join(self.got) or 'no handle'}"
            case "not_run":
                return "it did not run"
            case "nothing_given":
                return "it gave nothing"
            case "not_called":
                return "it was not called"
        return self.got


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """A test with its run and what did not fit; it passed if nothing did."""

    test: SavedTest
    run: DryRun
    mismatches: tuple[Mismatch, ...]

    @property
    def passed(self) -> bool:
        return not self.mismatches


def read_tests(raw: Any) -> tuple[SavedTest, ...]:
    """The `tests` member of a document of which `check_tests` had nothing to say. Raises ValueError otherwise."""
    return tuple(_TESTS.validate_python(raw or []))


def check_tests(raw: Any, workflow: Workflow) -> list[Problem]:
    """What is wrong with the tests themselves: shape, names, and nodes that are not there."""
    if raw is None:
        return []
    if isinstance(raw, list) and len(raw) > MAX_TESTS:
        return [_problem("too_many_tests", f"a workflow has at most {MAX_TESTS} tests, this one {len(raw)}", "tests")]
    try:
        tests = _TESTS.validate_python(raw)
    except ValidationError as error:
        return [
            _problem("invalid_test", each["msg"], ".".join(map(str, ("tests", *each["loc"]))))
            for each in error.errors(include_url=False, include_context=False, include_input=False)[:20]
        ]
    nodes = {node.key: node for node in nodes_of(workflow.graph)}
    seen: set[str] = set()
    problems = []
    for number, test in enumerate(tests):
        if test.name in seen:
            problems.append(_problem("duplicate_test", f"two tests are named {test.name!r}", f"tests.{number}.name"))
        seen.add(test.name)
        problems += _wrong(test, f"tests.{number}", nodes)
    return problems


class Tester:
    """Runs the tests of one compiled workflow. `outputs` holds output schemas by `name@version`."""

    def __init__(
        self,
        workflow: Workflow,
        compiled: Compiled,
        registry: Registry,
        outputs: Mapping[str, Mapping[str, Any]],
        select: Select,
    ) -> None:
        self._triggers = [node for node in workflow.graph.nodes if node.type == "trigger"]
        self._compiled = compiled
        self._machine = Machine.parse(compiled.definition)
        self._registry = registry
        self._outputs = outputs
        self._select = select

    def run(self, test: SavedTest) -> TestOutcome:
        """Runs one test of which `check_tests` had nothing to say."""
        trigger = next((node for node in self._triggers if test.trigger_node in (None, node.key)), self._triggers[0])
        start_at = (parse_timestamp(test.start_at) if test.start_at else None) or START
        schema = trigger_output(self._registry, trigger.definition, trigger.config)
        run = dry_run(
            self._compiled,
            self._registry,
            Stubs(
                outputs=self._outputs,
                select=self._select,
                pins={key: each.output for key, each in test.nodes.items() if isinstance(each, PinnedNode)},
                failures={
                    key: Failure(each.error, each.times)
                    for key, each in test.nodes.items()
                    if isinstance(each, FailingNode)
                },
                modes={key: "sample" for key, each in test.nodes.items() if isinstance(each, SampledNode)},
            ),
            start_input(trigger.key, trigger_payload(test.payload, schema, trigger.config, start_at)),
            start_at=start_at,
            seed=test.seed,
            machine=self._machine,
        )
        return TestOutcome(test, run, tuple(mismatches(test.expected, run)))


def mismatches(expected: Expected, run: DryRun) -> Iterator[Mismatch]:
    """Everything in which the run is not the expected one."""
    status = status_of(run)
    if status != expected.status:
        why = f"{status}: {run.error}" if run.error else status
        yield Mismatch(_failed(run), "status", "differs", expected.status, why)
    if expected.error is not None and run.error != expected.error:
        yield Mismatch(_failed(run), "error", "differs", expected.error, run.error)
    by_key = done_by_key(run)
    yield from _misled(expected, by_key)
    for key, wanted in expected.sent.items():
        yield from _misfits(key, "sent", wanted, [each.input for each in by_key.get(key, ())])
    for key, wanted in expected.outputs.items():
        given = [each.output for each in by_key.get(key, ()) if each.status == "succeeded"]
        yield from _misfits(key, "outputs", wanted, given)
    if expected.output is not None:
        found = subset_misfit(expected.output, run.output)
        if found:
            yield Mismatch(None, ".".join(("output", *map(str, found.path))), "differs", found.one, found.other)


def status_of(run: DryRun) -> str:
    """How it ended, as `Expected.status` says it; `cancelled` is nothing to expect."""
    return _STATUSES.get(run.status) or str(run.status).lower()


def done_by_key(run: DryRun) -> dict[str, list[NodeRun]]:
    """What each node did that did anything, in order."""
    by_key: dict[str, list[NodeRun]] = {}
    for each in run.nodes:
        if each.status != "skipped":
            by_key.setdefault(each.key, []).append(each)
    return by_key


def handles_of(runs: Sequence[NodeRun]) -> list[str]:
    """The handles that a node left by, each once."""
    return list(dict.fromkeys(each.handle for each in runs if each.handle))


def _misled(expected: Expected, by_key: Mapping[str, list[NodeRun]]) -> Iterator[Mismatch]:
    """Where it took another way."""
    for number, step in enumerate(expected.ran):
        key, _, handle = step.partition(".")
        handles = handles_of(by_key.get(key, ()))
        if key not in by_key:
            yield Mismatch(key, f"ran.{number}", "not_run", step)
        elif handle and handle not in handles:
            yield Mismatch(key, f"ran.{number}", "other_way", step, handles)
    for number, key in enumerate(expected.skipped):
        if key in by_key:
            yield Mismatch(key, f"skipped.{number}", "not_skipped", "skipped", by_key[key][-1].status)


def _misfits(key: str, what: str, wanted: Any, given: list[Any]) -> Iterator[Mismatch]:
    if not given:
        yield Mismatch(key, f"{what}.{key}", "nothing_given" if what == "outputs" else "not_called", wanted)
        return
    found = first_misfit(wanted, given)
    if found:
        yield Mismatch(key, ".".join((what, key, *map(str, found.path))), "differs", found.one, found.other)


def _failed(run: DryRun) -> str | None:
    return next((each.key for each in reversed(run.nodes) if each.status == "failed"), next(iter(run.waiting), None))


def _wrong(test: SavedTest, field: str, nodes: Mapping[str, Node]) -> Iterator[Problem]:
    triggers = {key for key, node in nodes.items() if node.type == "trigger"}
    if test.trigger_node is not None and test.trigger_node not in triggers:
        yield _unknown(test.trigger_node, triggers, f"{field}.trigger_node", "trigger")
    if test.start_at is not None and parse_timestamp(test.start_at) is None:
        message = f"{test.start_at!r} is no time with its zone, such as 2026-03-01T09:00:00Z"
        yield _problem("invalid_test", message, f"{field}.start_at")
    for key in test.nodes:
        if key in nodes and nodes[key].type not in _ANSWERED:
            yield _problem("invalid_test", f"`{key}` is evaluated for real: nothing stands in", f"{field}.nodes.{key}")
    named = [(key, f"nodes.{key}") for key in test.nodes]
    expected = test.expected
    named += [(step.partition(".")[0], f"expected.ran.{number}") for number, step in enumerate(expected.ran)]
    named += [(key, f"expected.skipped.{number}") for number, key in enumerate(expected.skipped)]
    named += [(key, f"expected.sent.{key}") for key in expected.sent]
    named += [(key, f"expected.outputs.{key}") for key in expected.outputs]
    for key, where in named:
        if key not in nodes:
            yield _unknown(key, nodes, f"{field}.{where}", "node")


def _unknown(key: str, known: Mapping[str, Any] | set[str], field: str, what: str) -> Problem:
    meant = closest(key, known)
    message = f"there is no {what} with the key `{key}`{did_you_mean(meant)}"
    return Problem(code="unknown_node_in_test", message=message, field=field, suggestion=meant)


def _problem(code: str, message: str, field: str) -> Problem:
    return Problem(code=code, message=message, field=field)


def tests_json(tests: Sequence[SavedTest]) -> list[dict[str, Any]]:
    """As a document holds them: without what was not said."""
    loaded: list[dict[str, Any]] = orjson.loads(orjson.dumps([test.model_dump(exclude_unset=True) for test in tests]))
    return loaded
