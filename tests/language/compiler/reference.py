"""What a workflow means, read straight from the language's description: no regions, no scopes, no state machine.

The nodes of a graph are visited in topological order; each runs if one of its incoming edges is live. Where a run may
go either way (of two concurrent errors either may be reported, a handled one may come before a stop), each way is a
reading of its own. What a node makes of its configuration alone is in `reference_nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.language.compiler.reference_nodes import End, Names, made_of, value_of, variables
from tests.language.compiler.ways import Pick, every_way

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


class Reading:
    """One way in which a run may go: the visits by (key, iteration); its result, or how it ended instead."""

    def __init__(self, document: Any, names: Names, act: Act, pick: Pick) -> None:
        self.visits: dict[tuple[str, str], Visit] = {}
        self.result, self.end = None, None
        self._act, self._pick = act, pick
        try:
            self.result = self._graph(document["graph"], {**names, "path": "", "vars": {}})
        except End as end:
            self.end = end

    def _graph(self, graph: Any, names: dict[str, Any]) -> dict[str, Any]:
        """Key -> output of the nodes that ended the graph; `names` gets the outputs of all."""
        nodes, path, around = {node["id"]: node for node in graph["nodes"]}, names["path"], names["vars"]
        into = {at: [edge for edge in graph["edges"] if edge["target"] == at] for at in nodes}
        left = {(edge["source"], edge["source_handle"]) for edge in graph["edges"]}
        before: dict[str, set[str]] = {}
        spans: dict[str, list[Visit]] = {}
        ends: dict[str, End] = {}
        for at in _in_order(list(nodes), into):
            node, key = nodes[at], nodes[at]["key"]
            before[at] = {edge["source"] for edge in into[at]}.union(*(before[edge["source"]] for edge in into[at]))
            if before[at] - spans.keys() or before[at] & ends.keys():
                continue  # behind what ends the run: never starts
            live = [edge for edge in into[at] if spans[edge["source"]][0].handle == edge["source_handle"]]
            runs = key == names["fired"] if node["type"] == "trigger" else live or (path and not into[at])
            known, visit = len(self.visits), Visit("succeeded" if runs else "skipped")
            self.visits[key, path] = visit
            names["vars"] = variables(around, [nodes[other] for other in spans if other in before[at]], names)
            names["live"] = {nodes[edge["source"]]["key"]: names[nodes[edge["source"]]["key"]] for edge in live}
            try:
                if runs:
                    self._perform(node, visit, names, (at, "error") in left)
            except End as end:
                ends[at] = end
            names[key], spans[at] = visit.output, list(self.visits.values())[known:]
        if ends:
            at = self._pick(list(ends))
            for visit in (visit for other in spans.keys() - {at} - before[at] for visit in spans[other]):
                visit.sure = False
            raise ends[at]
        names["vars"] = variables(around, [nodes[at] for at in spans], names)
        taken = {at: spans[at][0].handle for at in spans}
        return {nodes[at]["key"]: names[nodes[at]["key"]] for at in spans if taken[at] and (at, taken[at]) not in left}

    def _perform(self, node: Any, visit: Visit, names: Names, caught: bool) -> None:
        """Fills in the visit, or raises how it ends the run."""
        kind, on_error = node["type"], node["settings"].get("on_error")
        special = {"action": self._action, "loop": self._loop}
        try:
            if kind in special and not node["settings"].get("disabled") and node["definition"] != "function@1":
                visit.handle, visit.output = "out", special[kind](node, visit, names)
            else:
                visit.handle, visit.output = made_of(node, names)
        except End as end:
            visit.status = "failed" if not end.stops else "succeeded" if kind == "stop" else "cancelled"
            visit.handle = "out" if on_error == "continue" else "error" if caught or on_error == "branch" else None
            if end.stops or visit.handle is None:
                visit.handle, visit.output = None, end.result[node["key"]] if kind == "stop" else None
                raise
            visit.output = end.told

    def _action(self, node: Any, visit: Visit, names: Names) -> Any:
        config, outcome, value = value_of(node["config"], names), "", None
        for attempt in range(node["settings"].get("retry", {}).get("max_attempts", 0) + 1):
            visit.calls.append(config)
            outcome, value = self._act(node["key"], names["path"], attempt)
            if outcome == "returned":
                return value
            if value not in RETRIED:
                break
        raise End(value, node["key"])

    def _loop(self, node: Any, visit: Visit, names: Names) -> list[Any]:
        config, results, spans, ends = node["config"], [], list[list[Visit]](), dict[int, End]()
        policy, width = config.get("on_item_error", "fail"), config.get("concurrency", 10)
        width = 1 if config.get("mode") == "sequential" else width
        items = value_of(config["items"], names)
        if not isinstance(items, list):
            raise End("ExpressionFailed")
        for index, item in enumerate(items):
            here, known, done = {"item": item, "index": index}, len(self.visits), False
            inner = {**names, **here, node["key"]: here, "path": f"{names['path']}.{index}".lstrip(".")}
            try:
                made = self._graph(config["body"], inner)
                results.append(value_of(config["result"], inner) if "result" in config else made)
                done = "until" in config and value_of(config["until"], inner)
            except End as end:
                if end.stops or policy == "fail":
                    ends[index] = end
                else:
                    results += [end.told] if policy == "collect" else []
            spans.append(list(self.visits.values())[known:])
            if done or len(ends) == width:
                break  # items begin in order: none is left that could begin
        if ends:
            chosen = self._pick(list(ends))
            for other in (other for at, span in enumerate(spans) if at != chosen and width > 1 for other in span):
                other.sure = False
            raise ends[chosen]
        return results


def readings(document: Any, names: Names, act: Act) -> Iterator[Reading]:
    """Every way in which the run may go. `names`: `trigger`, who `fired` it, `execution`, `workflow`."""
    return every_way(lambda pick: Reading(document, names, act, pick))


def _in_order(left: list[str], into: Any) -> Iterator[str]:
    """Topological order; of those ready, the first in the document goes first."""
    while left:
        following = next(at for at in left if not any(edge["source"] in left for edge in into[at]))
        left.remove(following)
        yield following
