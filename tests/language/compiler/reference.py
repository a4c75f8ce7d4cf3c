"""What a workflow means, read straight from the language's description: no regions, no scopes, no state machine.

The nodes of a graph are visited in topological order; each runs if one of its incoming edges is live. Where a run may
go either way (of two concurrent errors either may be reported, a handled one may come before a stop), each way is a
reading of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.language.compiler.small_jsonata import NoValue, equal, text_of, value_of

Act = Callable[[str, str, int], tuple[str, Any]]
"""(key, iteration, attempt) -> ("returned", output) or ("raised", error name)."""
RETRIED = frozenset({"RateLimited"})


@dataclass
class Visit:
    """A node in one iteration; not `sure` where an error or a stop beside it may have come first."""

    status: str
    handle: str | None = None
    output: Any = None
    calls: list[Any] = field(default_factory=list)
    sure: bool = True


@dataclass
class End(Exception):
    """An error nobody has handled, or a stop: with an error, or else with a result."""

    error: str | None
    message: Any
    result: Any = None
    stops: bool = False


class Reading:
    """One way in which a run may go: the visits by (key, iteration); its result, or how it ended instead."""

    def __init__(self, case: Any, act: Act, run_id: str, workflow_id: str, script: list[int]) -> None:
        self.act, self.run_id, self.workflow_id, self.script = act, run_id, workflow_id, script
        self.visits: dict[tuple[str, str], Visit] = {}
        self.picks: list[tuple[int, int]] = []
        self.result, self.end = None, None
        try:
            self.result = self._graph(case.document["graph"], "", {"trigger": case.payload, "fired": case.fired}, {})
        except End as end:
            self.end = end

    def _graph(self, graph: Any, path: str, names: dict[str, Any], around: Mapping[str, Any]) -> dict[str, Any]:
        """Key -> output of the nodes that ended the graph. `names` gets all outputs, `around` is `$vars` outside."""
        nodes, into, taken, ends = {node["id"]: node for node in graph["nodes"]}, {}, {}, {}
        into = {at: [edge for edge in graph["edges"] if edge["target"] == at] for at in nodes}
        left = {(edge["source"], edge["source_handle"]) for edge in graph["edges"]}
        before: dict[str, set[str]] = {}
        spans: dict[str, list[Visit]] = {}
        for at in in_order(list(nodes), into):
            node, key = nodes[at], nodes[at]["key"]
            before[at] = {edge["source"] for edge in into[at]}.union(*(before[edge["source"]] for edge in into[at]))
            if before[at] - spans.keys() or before[at] & ends.keys():
                continue  # behind what ends the run: never starts
            live = {edge["id"]: nodes[edge["source"]]["key"] for edge in into[at]
                    if taken[edge["source"]] == edge["source_handle"]}  # fmt: skip
            runs = key == names["fired"] if node["type"] == "trigger" else live or (path and not into[at])
            known, visit = len(self.visits), Visit("succeeded" if runs else "skipped")
            self.visits[key, path] = visit
            names["vars"] = dict(around)
            for other in (other for other in spans if other in before[at] and nodes[other]["type"] == "set"):
                names["vars"] |= names[nodes[other]["key"]] or {}
            try:
                if runs:
                    self._perform(node, visit, path, names, list(live.values()), (at, "error") in left)
            except End as end:
                ends[at] = end
            names[key], taken[at], spans[at] = visit.output, visit.handle, list(self.visits.values())[known:]
        if ends:
            at, end = self._pick(list(ends.items()))
            doubt(visit for other in spans.keys() - {at} - before[at] for visit in spans[other])
            raise end
        names["vars"] = dict(around)
        for at in (at for at in spans if nodes[at]["type"] == "set"):
            names["vars"] |= names[nodes[at]["key"]] or {}
        return {nodes[at]["key"]: names[nodes[at]["key"]] for at in spans if taken[at] and (at, taken[at]) not in left}

    def _perform(self, node: Any, visit: Visit, path: str, names: Any, live: list[str], caught: bool) -> None:
        """Fills in the visit, or raises how it ends the run."""
        kind, config, settings = node["type"], node["config"], node["settings"]
        if settings.get("disabled"):
            ways = [way["id"] for way in config.get("cases", config.get("variants", []))]
            visit.handle = {"condition": "true", "stop": None}.get(kind, (*ways, "out")[0])
            return
        try:
            if kind == "stop":
                visit.output = value_of(config.get("output"), names)
                failed = config["outcome"] == "error"
                message = value_of(config.get("message", ""), names)
                raise End(config.get("error") if failed else None, message, {node["key"]: visit.output}, stops=True)
            visit.output = {
                "trigger": lambda: names["trigger"],
                "delay": lambda: None,
                "merge": lambda: merged(config, live, names),
                "action": lambda: self._action(node, visit, path, names),
                "loop": lambda: self._loop(node, path, names),
                "condition": lambda: "true" if value_of(config["expression"], names) else "false",
                "switch": lambda: switched(config, names),
                "split": lambda: self._split(node, path, names),
                "set": lambda: value_of(config["values"], names),
            }[kind]()
            visit.handle = visit.output if kind in ("condition", "switch", "split") else "out"
        except (End, NoValue) as problem:
            end = problem if isinstance(problem, End) else End("ExpressionFailed", "")
            if end.stops:
                visit.status = "cancelled" if kind == "loop" else "succeeded"
                raise
            visit.status = "failed"
            visit.handle = "error" if caught or settings.get("on_error") == "branch" else None
            visit.handle = "out" if settings.get("on_error") == "continue" else visit.handle
            if visit.handle is None:
                raise end from problem
            visit.output = {"error": {"name": end.error, "message": end.message}}

    def _action(self, node: Any, visit: Visit, path: str, names: Any) -> Any:
        config = value_of(node["config"], names)
        if node["definition"] == "function@1":
            return config["expression"]
        for attempt in range(node["settings"].get("retry", {}).get("max_attempts", 0) + 1):
            visit.calls.append(config)
            outcome, value = self.act(node["key"], path, attempt)
            if outcome == "returned":
                return value
            if value not in RETRIED:
                break
        raise End(value, node["key"])

    def _loop(self, node: Any, path: str, names: Any) -> list[Any]:
        config, key, results, ends, spans = node["config"], node["key"], [], [], []
        items = value_of(config["items"], names)
        if not isinstance(items, list):
            raise NoValue
        width = 1 if config.get("mode") == "sequential" else config.get("concurrency", 10)
        for index, item in enumerate(items):
            inner = names | {"item": item, "index": index, key: {"item": item, "index": index}}
            known, finished = len(self.visits), False
            try:
                made = self._graph(config["body"], f"{path}.{index}".lstrip("."), inner, names["vars"])
                results.append(value_of(config["result"], inner) if "result" in config else made)
                finished = "until" in config and value_of(config["until"], inner) is True
            except (End, NoValue) as problem:
                end = problem if isinstance(problem, End) else End("ExpressionFailed", "")
                if end.stops or config.get("on_item_error", "fail") == "fail":
                    ends.append((index, end))
                elif config["on_item_error"] == "collect":
                    results.append({"error": {"name": end.error, "message": end.message}})
            spans.append(list(self.visits.values())[known:])
            if finished or len(ends) == width:
                break
        if ends:
            chosen, end = self._pick(ends)
            doubt(visit for index, span in enumerate(spans) if index != chosen and width > 1 for visit in span)
            raise end
        return results

    def _split(self, node: Any, path: str, names: Any) -> str:
        run = f"{self.run_id}/{node['id']}/{path}"
        if "key" in node["config"]:
            run = f"{self.workflow_id}/{node['id']}/{text_of(value_of(node['config']['key'], names))}"
        variants = node["config"]["variants"]
        drawn = Fraction(int(hashlib.sha256(run.encode()).hexdigest(), 16), 2**256)
        drawn *= sum(Fraction(variant["weight"]) for variant in variants)
        for variant in variants:
            drawn -= Fraction(variant["weight"])
            if drawn < 0:
                break
        return str(variant["id"])

    def _pick(self, ways: list[Any]) -> Any:
        number = len(self.picks)
        self.picks.append((self.script[number] if number < len(self.script) else 0, len(ways)))
        return ways[self.picks[-1][0]]


def readings(case: Any, act: Act, run_id: str, workflow_id: str) -> Iterator[Reading]:
    """Every way in which the run may go."""
    script: list[int] | None = []
    while script is not None:
        reading = Reading(case, act, run_id, workflow_id, script)
        yield reading
        open_picks = [place for place, (pick, ways) in enumerate(reading.picks) if pick < ways - 1]
        picks = [pick for pick, _ in reading.picks]
        script = [*picks[: open_picks[-1]], picks[open_picks[-1]] + 1] if open_picks else None


def doubt(visits: Iterator[Visit]) -> None:
    for visit in visits:
        visit.sure = False


def merged(config: Any, live: list[str], names: Any) -> Any:
    if config["mode"] == "expression":
        return value_of(config["expression"], names)
    outputs = [names[key] for key in live]
    if config["mode"] == "all":
        return {key: names[key] for key in live}
    return outputs[-(config["mode"] == "last")] if outputs else None


def switched(config: Any, names: Any) -> str:
    """The first case that holds."""
    value = value_of(config["value"], names, required=False)
    number = isinstance(value, int | float)
    for case in config["cases"]:
        if "equals" in case and equal(value, case["equals"]):
            return str(case["id"])
        if "in" in case and any(equal(value, one) for one in case["in"]):
            return str(case["id"])
        if "to" in case and number and case["from"] <= value < case["to"]:
            return str(case["id"])
    return "default"


def in_order(left: list[str], into: Mapping[str, Any]) -> Iterator[str]:
    """Topological order; of those ready, the first in the document goes first."""
    while left:
        following = next(at for at in left if not any(edge["source"] in left for edge in into[at]))
        left.remove(following)
        yield following
