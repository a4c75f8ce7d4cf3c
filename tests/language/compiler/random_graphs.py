"""Hypothesis strategies: any workflow of the language, and what its actions do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.language.compiler.drawing import node

SHAPES: list[Any] = [None, [], [1], [[1]], [[]], {"v": 1}, {"v": 2}, {}, "text", 0, [{"v": 1}]]
"""Outputs, the ones JSONata likes to unwrap among them."""


@dataclass(frozen=True)
class Case:
    """A document, the trigger that fires, and the answer of each action: an output, or an error name."""

    document: dict[str, Any]
    fired: str
    payload: Any
    answers: dict[str, tuple[str, Any]]


@st.composite
def cases(draw: st.DrawFn, most: int = 40) -> Case:
    """A valid workflow of up to `most` nodes with random edges, kinds, settings, references and answers."""
    triggers = draw(st.integers(1, 3))
    kinds = ["work"] * 5 + ["condition"] * 3 + ["set"] * 2 + ["delay", "function"]
    nodes = [node(f"t{index}", "api") for index in range(triggers)]
    edges: list[dict[str, Any]] = []
    before: list[set[int]] = [set() for _ in nodes]
    answers: dict[str, tuple[str, Any]] = {}
    reach = draw(st.sampled_from([3, 6, 100]))
    joins = draw(st.sampled_from([1, 2, 3]))
    for index in range(triggers, triggers + draw(st.integers(1, most))):
        kind = draw(st.sampled_from(kinds))
        first = max(0, index - reach) if index > reach + triggers else 0
        parents = draw(st.lists(st.integers(first, index - 1), min_size=1, max_size=joins, unique=True))
        ancestors = set(parents).union(*(before[parent] for parent in parents))
        before.append(ancestors)
        key = f"k{index}"
        nodes.append(node(key, kind, draw(_configs(kind, nodes, sorted(ancestors))), **draw(_settings(kind))))
        if kind == "work":
            answers[key] = draw(_answers(nodes[-1]["settings"].get("on_error")))
        for parent in parents:
            for handle in draw(_handles(nodes[parent])):
                edges.append(
                    {
                        "id": f"e{len(edges)}",
                        "source": nodes[parent]["id"],
                        "source_handle": handle,
                        "target": f"n_{key}",
                    }
                )
    shuffled = draw(st.permutations(nodes)) if draw(st.booleans()) else nodes
    return Case(
        {"name": "random", "graph": {"nodes": list(shuffled), "edges": edges}},
        f"t{draw(st.integers(0, triggers - 1))}",
        draw(st.sampled_from(SHAPES)),
        answers,
    )


def _handles(source: dict[str, Any]) -> st.SearchStrategy[list[str]]:
    if source["type"] == "condition":
        return st.sampled_from([["true"], ["false"], ["true", "false"], ["true"], ["false"]])
    if source["type"] == "action" and source["definition"] == "work@1" and not source["settings"].get("on_error"):
        return st.sampled_from([["out"], ["out"], ["out"], ["error"], ["out", "error"]])
    return st.just(["out"])


def _settings(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    plain: list[dict[str, Any]] = [{}] * 8 + [{"disabled": True}]
    if kind == "work":
        plain += [{"on_error": "continue"}, {"on_error": "branch"}, {"on_error": "continue"}]
    if kind == "function":
        plain += [{"on_error": "branch"}]
    return st.sampled_from(plain)


def _answers(on_error: str | None) -> st.SearchStrategy[tuple[str, Any]]:
    returned = st.tuples(st.just("returned"), st.sampled_from(SHAPES))
    raised = st.tuples(st.just("raised"), st.sampled_from(["ProviderRejected", "RateLimited"]))
    return st.one_of(returned, returned, returned, raised) if on_error else st.one_of(*[returned] * 29, raised)


@st.composite
def _configs(draw: st.DrawFn, kind: str, nodes: list[dict[str, Any]], ancestors: list[int]) -> dict[str, Any]:
    def reference() -> str:
        other = nodes[draw(st.sampled_from(ancestors))]
        sets = any(nodes[ancestor]["type"] == "set" and not nodes[ancestor]["settings"] for ancestor in ancestors)
        if sets and draw(st.integers(0, 4)) == 0:
            return "{% $vars %}"
        return f"{{% ${other['key']} %}}"

    if kind == "condition":
        other = nodes[draw(st.sampled_from(ancestors))]
        test = f"${other['key']} = 'true'" if other["type"] == "condition" else f"${other['key']}.v = 1"
        return {"expression": f"{{% {test} %}}"}
    if kind == "delay":
        return {"seconds": draw(st.integers(0, 3))}
    if kind == "function":
        return {"expression": reference()}
    values = {name: reference() for name in draw(st.sampled_from([[], ["x"], ["x", "y"]]))}
    return {"values": values} if kind == "set" else {"data": values}
