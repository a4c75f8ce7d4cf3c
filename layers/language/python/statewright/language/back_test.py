"""Recorded runs again, on a changed workflow: which would go another way, fail, or send something else.

Actions answer as they were recorded, matched by node, iteration and attempt; what has no record (a new node, one
more attempt) is sampled, and named. What a node computed with `$now()` or `$random()` is taken from the record too, as
long as the node is unchanged; members of a configuration that read them are not compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from statewright.core.names import record_field
from statewright.language.compiler import Compiled, Registry
from statewright.language.dry_run import DryRun, Stubs, dry_run
from statewright.language.engine import ExecutionContext, Machine
from statewright.language.graph import Graph, Node, Workflow
from statewright.language.paths import Path, brief, changes, nodes_of
from statewright.language.payloads import ReadPayload
from statewright.language.renamed import KeysSince, by_key_since, keys_since, runs_since
from statewright.language.timeline import NodeRun, Records
from statewright.language.timeline.observed import Observation, observed_machine

Outcome = Literal["same", "other_path", "fails", "recovers", "waits", "sends_other", "gives_other"]
Mask = Callable[[str, Any], Any]
"""Node key and resolved configuration to one with its secrets masked."""

OUTCOMES: Final[tuple[Outcome, ...]] = (
    "fails",
    "waits",
    "other_path",
    "sends_other",
    "gives_other",
    "recovers",
    "same",
)
"""The gravest first."""
MAX_EXAMPLES: Final = 5
_OBSERVABLE: Final = frozenset({"handle", "assign", "output", "value"})
"""Kinds of states in the trace whose value is all there is to them."""
_CALLED: Final = frozenset({"action", "approval", "wait_for_events", "run_workflow"})
_VOLATILE: Final = re.compile(r"\$(now|millis|random|uuid|shuffle)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    """A run that has ended, as it was recorded. Times are epoch ms, `status` is Step Functions', `error` a name.

    `context` names the run: a `split` takes the same way again.
    """

    id: str
    version: int | None
    status: str
    input: Any
    output: Any
    error: str | None
    started_at: int
    nodes: Sequence[NodeRun]
    context: ExecutionContext

    def since(self, keys: KeysSince) -> RecordedRun:
        """The run as if its nodes had had the keys of now. Its output stays: who takes it reads the keys of then."""
        if not keys:
            return self
        given = self.input
        trigger = given.get("trigger_node") if isinstance(given, dict) else None
        if isinstance(trigger, str) and trigger in keys:
            given = given | {"trigger_node": keys[trigger]}
        return replace(self, input=given, nodes=runs_since(self.nodes, keys))

    def records(self) -> Records:
        """What its nodes gave, in the form of the live context."""
        return {
            record_field(run.key, run.iteration, run.attempt): {
                "status": run.status,
                "started_at": run.started_at,
                "ended_at": run.ended_at,
                "output": run.output,
                "error": run.error,
            }
            for run in self.nodes
            if run.status in ("succeeded", "failed") and run.started_at is not None
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing in which the new run is another one. `field` is a path of the node: `handle`, `config.to.0`."""

    node: str | None
    iteration: str
    attempt: int
    field: str
    recorded: Any
    now: Any


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A field of a node that tells nothing: it reads a clock or dice, or holds a secret of which no record is kept.

    `field` is `config.<path>`, or `output` where a node that reads clocks or dice is new or changed, so that it is
    evaluated anew and what follows from it may be another thing in each run.
    """

    node: str
    field: str
    reason: Literal["volatile", "secret"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One recorded run beside what it would be now. `sampled`: keys of nodes that had no record to answer from."""

    execution_id: str
    outcome: Outcome
    difference: Difference | None
    sampled: tuple[str, ...]


class BackTest:
    """Runs recorded runs on one compiled workflow. `recorded_graphs`: the drawings of their versions.

    `read_payload` gives what the run of an id keeps in S3.
    """

    def __init__(
        self,
        workflow: Workflow,
        compiled: Compiled,
        registry: Registry,
        stubs: Stubs,
        mask: Mask,
        recorded_graphs: Mapping[int, Graph],
        read_payload: Callable[[str], ReadPayload] | None = None,
    ) -> None:
        self._compiled = compiled
        self._machine = Machine.parse(compiled.definition)
        self._registry = registry
        self._stubs = stubs
        self._mask = mask
        self._read_payload = read_payload
        nodes = {node.key: node for node in nodes_of(workflow.graph)}
        self._triggers = [node.key for node in workflow.graph.nodes if node.type == "trigger"]
        self._volatile = {key: frozenset(_volatile_paths(node.config)) for key, node in nodes.items()}
        self._keys = {number: keys_since(graph, workflow.graph) for number, graph in recorded_graphs.items()}
        former = {
            number: by_key_since({node.key: node for node in nodes_of(graph)}, self._keys[number])
            for number, graph in recorded_graphs.items()
        }
        self._unchanged = {
            number: frozenset(key for key, node in nodes.items() if key in known and _means(node) == _means(known[key]))
            for number, known in former.items()
        }
        self.reinterpreted: tuple[str, ...] = tuple(
            key
            for key, node in nodes.items()
            if any(key in known and _gives(known[key]) != _gives(node) for known in former.values())
        )
        """Nodes whose recorded output may not be what they would give now: their definition or `select` changed."""

        self.not_compared: tuple[NotCompared, ...] = tuple(self._incomparable(nodes))

    def _incomparable(self, nodes: Mapping[str, Node]) -> Iterator[NotCompared]:
        trace = self._compiled.trace
        kinds = {source["node"]: trace["states"][name]["output"]["kind"] for name, source in trace["volatile"].items()}
        for key, node in nodes.items():
            is_unchanged = all(key in unchanged for unchanged in self._unchanged.values())
            if kinds.get(key) == "loop" or (key in kinds and not is_unchanged):
                yield NotCompared(key, "output", "volatile")
            if node.type not in _CALLED:
                continue
            for path in sorted(self._volatile[key], key=str):
                yield NotCompared(key, _field("config", path), "volatile")
            for found in changes(node.config, self._mask(key, node.config)):
                yield NotCompared(key, _field("config", found.path), "secret")

    def compare(self, recorded: RecordedRun) -> Compared:
        """Runs one again."""
        recorded = recorded.since(self._keys.get(recorded.version or 0, {}))
        trigger = recorded.input.get("trigger_node") if isinstance(recorded.input, dict) else None
        if trigger is not None and trigger not in self._triggers:
            gone = Difference(trigger, "", 0, "trigger_node", trigger, None)
            return Compared(recorded.id, "fails", gone, ())
        run = dry_run(
            self._compiled,
            self._registry,
            replace(
                self._stubs,
                default="recorded",
                records=recorded.records(),
                read_payload=self._read_payload(recorded.id) if self._read_payload else None,
            ),
            recorded.input,
            start_at=recorded.started_at,
            context=recorded.context,
            machine=observed_machine(self._machine, self._compiled.trace, self._observed(recorded), _ignore),
        )
        sampled = tuple(dict.fromkeys(key for (key, _, _), source in run.sources.items() if source == "sample"))
        differences = tuple(self._differences(recorded, run))
        outcome = _outcome(recorded, run, differences)
        return Compared(recorded.id, outcome, _told(outcome, differences, recorded, run), sampled)

    def _observed(self, recorded: RecordedRun) -> dict[str, Observation]:
        """What unchanged nodes that read clocks and dice gave then, by name of their state."""
        trace = self._compiled.trace
        unchanged = self._unchanged.get(recorded.version or 0, frozenset())
        gave: dict[str, list[NodeRun]] = {}
        for run in recorded.nodes:
            if run.status == "succeeded":
                gave.setdefault(run.key, []).append(run)
        found = {}
        for name, source in trace["volatile"].items():
            kind, members = trace["states"][name]["output"]["kind"], source["members"]
            if source["node"] in unchanged and kind in _OBSERVABLE:
                runs = gave.get(source["node"], ())
                by_path = {
                    run.iteration: run.handle if kind == "handle" else _part(run.output, members) for run in runs
                }
                if by_path:
                    found[name] = Observation(by_path)
        return found

    def _differences(self, recorded: RecordedRun, run: DryRun) -> Iterator[Difference]:
        """In the order of the new run; what no longer happens comes last."""
        before = {(each.key, each.iteration, each.attempt): each for each in recorded.nodes if _ran(each)}
        for now in run.nodes:
            if not _ran(now):
                continue
            then = before.pop((now.key, now.iteration, now.attempt), None)
            if then is None:
                yield _difference(
                    now, "status", "it did not run" if now.attempt == 0 else "no such attempt", now.status
                )
                continue
            yield from self._sent(then, now)
            name, former = (now.error or {}).get("name"), (then.error or {}).get("name")
            if name != former:
                yield _difference(now, "error", former, now.error)
            elif now.handle != then.handle:
                yield _difference(now, "handle", then.handle, now.handle)
        for then in before.values():
            yield _difference(then, "status", then.status, "it does not run")

    def _sent(self, then: NodeRun, now: NodeRun) -> Iterator[Difference]:
        if then.input is None or now.input is None:
            return
        skipped = self._volatile.get(now.key, frozenset())
        for found in changes(self._mask(now.key, then.input), self._mask(now.key, now.input)):
            if not any(found.path[: len(path)] == path for path in skipped):
                yield _difference(now, _field("config", found.path), found.one, found.other)
                return


def summary(compared: Iterable[Compared]) -> tuple[Counter[Outcome], list[dict[str, Any]]]:
    """How many of each outcome, and the differing runs grouped by outcome, node and field, the gravest first."""
    counts: Counter[Outcome] = Counter()
    groups: dict[tuple[Outcome, str | None, str], dict[str, Any]] = {}
    for each in compared:
        counts[each.outcome] += 1
        if each.difference is None:
            continue
        key = (each.outcome, each.difference.node, each.difference.field)
        group = groups.setdefault(
            key, {"outcome": key[0], "node": key[1], "field": key[2], "count": 0, "first": None, "executions": []}
        )
        group["count"] += 1
        group["first"] = group["first"] or asdict(each.difference)
        if len(group["executions"]) < MAX_EXAMPLES:
            group["executions"].append(each.execution_id)
    return counts, sorted(groups.values(), key=lambda group: (OUTCOMES.index(group["outcome"]), -group["count"]))


def _outcome(recorded: RecordedRun, run: DryRun, differences: Sequence[Difference]) -> Outcome:
    if run.status is None or run.unread:
        return "waits"
    if run.status != "SUCCEEDED" and (recorded.status, recorded.error) != (run.status, run.error):
        return "fails"
    if run.status == "SUCCEEDED" and recorded.status != "SUCCEEDED":
        return "recovers"
    if any(not each.field.startswith("config") for each in differences):
        return "other_path"
    if differences:
        return "sends_other"
    return "same" if recorded.output == run.output or run.status != "SUCCEEDED" else "gives_other"


def _told(outcome: Outcome, differences: Sequence[Difference], recorded: RecordedRun, run: DryRun) -> Difference | None:
    """The first difference; of a run that has none but in its end, that."""
    for loop, reason in run.unread.items():
        return Difference(loop, "", 0, "items", recorded.status, reason)
    if differences:
        return differences[0]
    if outcome == "same":
        return None
    if outcome == "waits":
        return Difference(next(iter(run.waiting), None), "", 0, "status", recorded.status, "it waits for an answer")
    if outcome == "gives_other":
        found = next(changes(recorded.output, run.output))
        return Difference(None, "", 0, _field("output", found.path), brief(found.one), brief(found.other))
    return Difference(None, "", 0, "error", recorded.error or recorded.status, run.error or run.status)


def _field(of: str, path: Path) -> str:
    return ".".join(map(str, (of, *path)))


def _ignore(_: str) -> None:
    """An iteration that was not recorded: it is evaluated."""


def _part(output: Any, members: Sequence[str] | None) -> Any:
    """The members that cannot be computed again, or all of it."""
    if members is None or not isinstance(output, dict):
        return output
    return {member: output.get(member) for member in members}


def _difference(run: NodeRun, field: str, recorded: Any, now: Any) -> Difference:
    return Difference(run.key, run.iteration, run.attempt, field, brief(recorded), brief(now))


def _ran(run: NodeRun) -> bool:
    """Whether a run counts: what was cut off depends on the moment."""
    return run.status in ("succeeded", "failed")


def _means(node: Node) -> Any:
    return node.type, node.definition, node.config, node.settings


def _gives(node: Node) -> Any:
    return node.type, node.definition, node.settings.select


def _volatile_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where a configuration reads clocks or dice."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _volatile_paths(member, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _volatile_paths(item, (*path, place))
    elif isinstance(value, str) and value.startswith("{%") and _VOLATILE.search(value):
        yield path
