"""Order, liveness and dominance of small graphs, and of random ones by their definitions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statewright.language.graph.flow import CycleError, Flow, bits, topological

Behind = list[list[list[int]]]


def flow(*behind: list[list[int]]) -> Flow:
    """A graph from the targets behind each handle of each node."""
    handles = [tuple(f"h{index}" for index in range(len(targets))) for targets in behind]
    return Flow(handles, behind)


def test_ties_are_broken_by_document_order() -> None:
    assert topological(4, [(3, 0), (1, 0)]) == [1, 2, 3, 0]


def test_a_circle_is_named_from_its_first_node() -> None:
    with pytest.raises(CycleError) as raised:
        topological(5, [(0, 1), (2, 3), (3, 1), (1, 2), (3, 4)])

    assert raised.value.nodes == (1, 2, 3)


def test_both_ways_of_a_condition_imply_where_they_meet() -> None:
    graph = flow([[1]], [[2], [3]], [[4]], [[4]], [[]])

    assert graph.sure(4)
    assert not graph.surely_before(4, 2)
    assert graph.surely_before(4, 1)


def test_one_way_that_ends_implies_nothing() -> None:
    graph = flow([[1]], [[2], []], [[3]], [[]])

    assert graph.sure(2), "behind its own handle nothing has to be asked"
    assert not graph.surely_before(0, 3)


def test_an_edge_that_another_path_implies_is_dropped() -> None:
    graph = flow([[1]], [[2, 3]], [[3]], [[]])

    assert graph.targets[1] == [[2]]
    assert graph.sources[3] == [(2, 0)]


@st.composite
def graphs(draw: st.DrawFn) -> Behind:
    """Targets behind the handles of up to 12 nodes, all reachable from the first."""
    count = draw(st.integers(1, 12))
    behind: Behind = [[[] for _ in range(draw(st.integers(1, 2)))] for _ in range(count)]
    for node in range(1, count):
        for source in draw(st.lists(st.integers(0, node - 1), min_size=1, max_size=3, unique=True)):
            draw(st.sampled_from(behind[source])).append(node)
    return behind


def live_sets(behind: Behind) -> list[set[int]]:
    """The nodes that run, for every combination of handles."""
    found = []
    for choice in range(2 ** len(behind)):
        live = {0}
        for node in range(len(behind)):
            if node in live:
                live.update(behind[node][(choice >> node & 1) % len(behind[node])])
        found.append(live)
    return found


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(graphs())
def test_what_is_sure_holds_in_every_run(behind: Behind) -> None:
    graph = flow(*behind)

    for live in live_sets(behind):
        for node in live:
            assert set(bits(graph.implied[node])) <= live
            assert all(earlier in live for earlier in range(node) if graph.surely_before(node, earlier))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(graphs())
def test_dropping_implied_edges_changes_no_run(behind: Behind) -> None:
    assert live_sets(behind) == live_sets(flow(*behind).targets)
