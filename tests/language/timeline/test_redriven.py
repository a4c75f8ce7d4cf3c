"""The history of a run that was redriven: what failed or was cut off shows again as a next attempt."""

from __future__ import annotations

from typing import Any

from statewright.language.compiler import Compiled, compile_workflow
from statewright.language.engine import (
    Machine,
    Outcome,
    Raised,
    Redriven,
    Returned,
    ScheduleTask,
    Simulation,
    Simulator,
    Started,
)
from statewright.language.timeline import NodeRun, node_runs

from tests.language.compiler.drawing import REGISTRY, TARGET, loop, node, workflow

GIVEN = {"trigger": [0, 1, 2], "trigger_node": "t", "instance_id": None, "workflow_version": 1}
FAILING = {"name": "ProviderRejected", "message": "one is not taken"}


class Provider:
    """Answers with the node's key; until it is repaired, not for the item 1."""

    broken = True

    def __call__(self, command: ScheduleTask) -> Outcome:
        payload = command.arguments["Payload"]
        if self.broken and payload["config"].get("data") == 1:
            return Raised(FAILING["name"], FAILING["message"], after=10)
        return Returned({"Payload": {"output": payload["node"]["key"]}}, after=20)


def compiled_of(nodes: list[dict[str, Any]], drawn: str) -> Compiled:
    return compile_workflow(workflow([node("t", "api"), *nodes], drawn), REGISTRY, TARGET)


def redriven(compiled: Compiled) -> tuple[Simulation, list[NodeRun], list[NodeRun]]:
    """The nodes after the first end, and after the second one."""
    provider = Provider()
    simulator = Simulator(Machine.parse(compiled.definition), provider)
    first = node_runs(simulator.play(Started(1000, GIVEN)).history, compiled.trace)
    provider.broken = False
    simulation = simulator.play(Redriven(5000))
    return simulation, first, node_runs(simulation.history, compiled.trace)


def shown(runs: list[NodeRun]) -> dict[tuple[str, str, int], str]:
    return {(run.key, run.iteration, run.attempt): run.status for run in runs}


def test_items_that_failed_or_were_cut_off_are_tried_again() -> None:
    simulation, first, second = redriven(
        compiled_of([loop("l", [node("a", "work", {"data": "{% $item %}"})]), node("z")], "t>l>z")
    )

    assert simulation.finish is not None
    assert simulation.finish.status == "SUCCEEDED"
    before = {
        ("t", "", 0): "succeeded",
        ("a", "0", 0): "cancelled",
        ("a", "1", 0): "failed",
        ("a", "2", 0): "cancelled",
    }
    assert shown(first).items() >= (before | {("z", "", 0): "skipped"}).items()
    assert shown(second) == before | {
        ("l", "", 0): "succeeded",
        ("a", "0", 1): "succeeded",
        ("a", "1", 1): "succeeded",
        ("a", "2", 1): "succeeded",
        ("z", "", 0): "succeeded",
    }


def test_until_it_ends_again_the_run_is_open() -> None:
    compiled = compiled_of([node("a", "work", {"data": 1}), node("z")], "t>a>z")
    simulation, _, _ = redriven(compiled)
    events = list(simulation.history)
    again = next(index for index, event in enumerate(events) if event.type == "ExecutionRedriven")

    runs = node_runs(events[: again + 2], compiled.trace)

    assert shown(runs) == {("t", "", 0): "succeeded", ("a", "", 0): "failed", ("a", "", 1): "running"}


def test_a_large_loop_that_was_redriven_and_succeeded_shows_so_without_the_histories_of_its_items() -> None:
    compiled = compiled_of(
        [loop("l", [node("a", "work", {"data": "{% $item %}"})], concurrency=100), node("z")], "t>l>z"
    )

    simulation, first, _ = redriven(compiled)
    # as GetExecutionHistory tells it: the events of the run itself
    second = node_runs(list(simulation.history), compiled.trace)

    assert shown(first)["l", "", 0] == "failed"
    assert shown(second) == {("t", "", 0): "succeeded", ("l", "", 0): "succeeded", ("z", "", 0): "succeeded"}
    (of_loop,) = [run for run in second if run.key == "l"]
    assert of_loop.output == [{"a": "a"}, {"a": "a"}, {"a": "a"}]
