"""What a workflow means, read straight from the language's description: no regions, no scopes, no state machine.

The nodes of a graph are visited in topological order; each runs if one of its incoming edges is live. Where a run may
go either way (of two concurrent errors either may be reported, a handled one may come before a stop), each way is a
reading of its own. What a node makes of its configuration alone is in `reference_nodes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.language.compiler import reference_outside as outside
from tests.language.compiler.reference_nodes import End, Names, made_of, value_of, variables
from tests.language.compiler.ways import Pick, every_way, in_order

Act = Callable[[str, str, int], tuple[str, Any]]
"""(key, iteration, how often it was asked before) -> ("returned", output) or ("raised", error name)."""


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
        self._asked, self._made = Counter[tuple[str, str]](), list[Visit]()
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
        for at in in_order(list(nodes), into):
            node, key = nodes[at], nodes[at]["key"]
            before[at] = {edge["source"] for edge in into[at]}.union(*(before[edge["source"]] for edge in into[at]))
            if before[at] - spans.keys() or before[at] & ends.keys():
                continue  # behind what ends the run: never starts
            live = [edge for edge in into[at] if spans[edge["source"]][0].handle == edge["source_handle"]]
            runs = key == names["fired"] if node["type"] == "trigger" else live or (path and not into[at])
            known, visit = len(self._made), Visit("succeeded" if runs else "skipped")
            if runs or (key, path) not in self.visits:  # what ran before its loop was tried again stays
                self.visits[key, path] = visit
            self._made.append(visit)
            names["vars"] = variables(around, [nodes[other] for other in spans if other in before[at]], names)
            names["live"] = {nodes[edge["source"]]["key"]: names[nodes[edge["source"]]["key"]] for edge in live}
            try:
                if runs:
                    self._perform(node, visit, names, {handle for source, handle in left if source == at})
            except End as end:
                ends[at] = end
            names[key], spans[at] = visit.output, self._made[known:]
        if ends:
            at = self._pick(list(ends))
            for visit in (visit for other in spans.keys() - {at} - before[at] for visit in spans[other]):
                visit.sure = False
            raise ends[at]
        names["vars"] = variables(around, [nodes[at] for at in spans], names)
        taken = {at: spans[at][0].handle for at in spans}
        return {nodes[at]["key"]: names[nodes[at]["key"]] for at in spans if taken[at] and (at, taken[at]) not in left}

    def _perform(self, node: Any, visit: Visit, names: Names, left_by: set[str]) -> None:
        """Fills in the visit, or raises how it ends the run. `left_by`: the handles with edges."""
        kind, on_error, disabled = node["type"], node["settings"].get("on_error"), node["settings"].get("disabled")
        try:
            if kind in outside.WORKING and not disabled and node["definition"] != "function@1":
                visit.handle, visit.output = self._try(node, visit, names)
            else:
                visit.handle, visit.output = made_of(node, names)
        except End as end:
            visit.status = "failed" if not end.stops else "succeeded" if kind == "stop" else "cancelled"
            visit.handle = "out" if on_error == "continue" else outside.way_of(end.error, left_by, on_error)
            if end.stops or visit.handle is None:
                visit.handle, visit.output = None, end.result[node["key"]] if kind == "stop" else None
                raise
            visit.output = None if visit.handle == "timeout" else end.told

    def _try(self, node: Any, visit: Visit, names: Names) -> tuple[str, Any]:
        left = node["settings"].get("retry", {}).get("max_attempts", 0)
        while True:
            try:
                if node["type"] == "loop":
                    return "out", self._loop(node["config"], node["key"], names)
                return outside.answered(node, self._ask(node, visit, names))
            except End as end:
                left -= 1
                if end.stops or left < 0 or not outside.is_retried(node, end.error):
                    raise

    def _ask(self, node: Any, visit: Visit, names: Names) -> Any:
        place = node["key"], names["path"]
        visit.calls.append(value_of(node["config"], names))
        outcome, value = self._act(*place, self._asked[place])
        self._asked[place] += 1
        if outcome == "returned":
            return value
        raise End(value, node["key"])

    def _loop(self, config: Any, key: str, names: Names) -> list[Any]:
        results, spans, ends = [], list[list[Visit]](), dict[int, End]()
        policy, width = config.get("on_item_error", "fail"), outside.width_of(config)
        if not isinstance(items := value_of(config["items"], names), list):
            raise End("ExpressionFailed")
        for index, item in enumerate(items):
            here, known, done = {"item": item, "index": index}, len(self._made), False
            inner = {**names, **here, key: here, "path": f"{names['path']}.{index}".lstrip(".")}
            try:
                made = self._graph(config["body"], inner)
                results.append(value_of(config["result"], inner) if "result" in config else made)
                done = "until" in config and value_of(config["until"], inner)
            except End as end:
                if end.stops or policy == "fail":
                    ends[index] = End(outside.LARGE_LOOP_FAILED) if outside.is_large(config) else end
                results += [end.told] if policy == "collect" else []
            spans.append(self._made[known:])
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
