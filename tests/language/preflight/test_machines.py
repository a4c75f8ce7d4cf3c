"""What preflight makes of single states, forks and loops: machines written by hand, and any machine at all."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statewright.language.compiler import Compiled, Registry
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, simulate
from statewright.language.preflight import Preflight, preflight

from tests.support.machines import INVOKE, block, definition, task
from tests.support.random_machines import ERRORS, definitions

REGISTRY = Registry.from_catalog({"functions": [{"name": "work", "memory_mb": 1024, "timeout_seconds": 30}]})
NEXT = {"Type": "Pass", "End": True}


def told(
    asl: dict[str, Any], trace: dict[str, Any] | None = None, nodes: list[dict[str, Any]] | None = None
) -> Preflight:
    compiled = Compiled(asl, json.dumps(asl), {"states": trace or {}})
    return preflight(compiled, {"graph": {"nodes": nodes or []}}, REGISTRY)


def call(**fields: Any) -> dict[str, Any]:
    return task(Arguments={"FunctionName": "arn:aws:lambda:eu-central-1:000000000000:function:work"}, **fields)


def loop(items: Any, body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"Type": "Map", "Items": items, "ItemProcessor": block({"each": body}), "End": True, **fields}


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(definitions(), st.lists(st.sampled_from([*ERRORS, None]), max_size=12))
def test_no_machine_takes_more_than_its_worst(asl: dict[str, Any], answers: list[str | None]) -> None:
    waiting = iter(answers)

    def work(command: ScheduleTask) -> Outcome:
        error = next(waiting, None)
        return Returned(command.arguments, after=1500) if error is None else Raised(error)

    found = told(asl)
    run = simulate(Machine.parse(asl), None, work)

    kinds = Counter(event.type for event in run.history.events)
    assert len(run.history.events) <= found.events.worst
    assert sum(count for kind, count in kinds.items() if kind.endswith("StateEntered")) <= found.transitions.worst


def test_a_loop_multiplies_by_its_items() -> None:
    asl = definition({"all": loop([1] * 7, call())})
    found, run = told(asl), simulate(Machine.parse(asl), None, lambda _: Returned(1))

    assert len(run.history.events) == found.events.usual == 2 + 4 + 7 * (2 + 5)
    assert found.transitions.usual == 1 + 7
    assert found.events.node == "all"
    (planned,) = found.loops
    assert (planned.mode, planned.items, planned.items_from, planned.events) == ("inline", 7, "list", 53)


def test_how_many_items_are_expected_is_the_nodes_word_or_an_assumption() -> None:
    asl = definition({"all": loop("{% $states.input %}", call())})
    trace = {"all": {"node": "all", "role": "node"}}
    node = {"id": "n", "key": "all", "type": "loop", "config": {"expected_items": 400}}

    assert told(asl, trace, [node]).transitions.usual == 401
    assumed = told(asl)
    assert assumed.transitions.usual == 11
    assert assumed.loops[0].items_from == "assumption"


def test_more_events_than_a_history_holds_is_an_error_at_the_loop() -> None:
    asl = definition({"all": loop("{% $states.input %}", call())})
    node = {"id": "n7", "key": "all", "type": "loop", "config": {"expected_items": 4_000}}
    found = told(asl, nodes=[node])

    assert not found.fits
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.node_id) == ("history_events", "error", "n7")
    assert "28,006 of the 25,000" in problem.message


def test_half_of_a_history_is_a_warning_and_so_are_too_many_retries() -> None:
    node = {"id": "n7", "key": "all", "type": "loop", "config": {"expected_items": 2_000}}
    half = told(definition({"all": loop("{% $states.input %}", call())}), nodes=[node])
    retry = [{"ErrorEquals": ["A"], "MaxAttempts": 20}]
    node = node | {"config": {"expected_items": 500}}
    retried = told(definition({"all": loop("{% $states.input %}", call(Retry=retry))}), nodes=[node])

    assert [(problem.code, problem.severity) for problem in half.problems] == [("history_events", "warning")]
    assert [problem.code for problem in retried.problems] == ["history_events_with_retries"]
    assert half.fits
    assert retried.fits


def test_a_loop_that_reads_its_items_in_s3_says_so() -> None:
    each = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **block({"call": call(End=True)})}
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"},
        "Arguments": {"Bucket": "b", "Key": "k"},
    }
    found = told(
        definition(
            {"rows": {"Type": "Map", "ItemReader": reader, "ItemProcessor": each, "MaxConcurrency": 10, "End": True}}
        )
    )

    (planned,) = found.loops
    assert (planned.mode, planned.items_from, planned.concurrency) == ("distributed", "assumption", 10)
    assert "read in S3: each is an execution of its own" in planned.reason
    assert [obstacle.node for obstacle in found.express] == ["rows"]


def test_the_items_of_a_distributed_map_have_histories_of_their_own() -> None:
    body = loop([1] * 50, call())
    body["ItemProcessor"]["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    asl = definition({"all": body})
    found, run = told(asl), simulate(Machine.parse(asl), None, lambda _: Returned(1))

    assert len(run.history.events) == found.events.usual
    assert found.events.usual == 8
    assert found.transitions.usual == 51
    (planned,) = found.loops
    assert (planned.mode, planned.concurrency, planned.events) == ("distributed", 50, 2 + 5)
    assert [reason.node for reason in found.express] == ["all"]


def test_a_circle_is_gone_round_as_often_as_a_loop_has_items() -> None:
    body = {
        "Type": "Parallel",
        "Branches": [block({"work": call()})],
        "Assign": {"at": "{% $at + 1 %}"},
        "Next": "next",
    }
    asks = {"Choices": [{"Condition": "{% $at < 6 %}", "Next": "each"}], "Default": "done"}
    begin = {"Type": "Pass", "Assign": {"at": 0}, "Next": "next"}
    asl = definition({"begin": begin, "next": {"Type": "Choice", **asks}, "each": body, "done": NEXT})
    node = {"id": "n", "key": "all", "type": "loop", "config": {"expected_items": 6}}
    found = told(asl, {"each": {"node": "all", "role": "helper", "iterates": "all"}}, [node])
    run = simulate(Machine.parse(asl), None, lambda _: Returned(1))

    entered = sum(event.type.endswith("StateEntered") for event in run.history.events)
    assert len(run.history.events) == found.events.usual
    assert entered == found.transitions.usual == 3 + 6 * 3
    assert [(loop.node, loop.items, loop.concurrency) for loop in found.loops] == [("all", 6, 1)]


def test_an_error_that_is_raised_again_is_still_the_same() -> None:
    again = {"Type": "Fail", "Error": "{% $states.input.Error %}"}
    caught = {"ErrorEquals": ["App.Stopped"], "Output": "{% $states.errorOutput %}", "Next": "again"}
    stop = block({"stop": {"Type": "Fail", "Error": "App.Stopped"}})
    inner = {"Type": "Parallel", "Branches": [stop], "Catch": [caught], "Next": "never"}
    outer = {
        "Type": "Parallel",
        "Branches": [block({"inner": inner, "again": again, "never": NEXT})],
        "Catch": [{"ErrorEquals": ["App.Stopped"], "Next": "stopped"}],
        "Next": "stopped",
    }
    asl = definition({"outer": outer, "stopped": NEXT})
    found, run = told(asl), simulate(Machine.parse(asl), None, lambda _: None)

    entered = sum(event.type.endswith("StateEntered") for event in run.history.events)
    assert [path.transitions for path in found.cost.paths] == [entered]
    assert len(run.history.events) <= found.events.worst


def test_a_fork_takes_as_long_as_its_slowest_branch_and_costs_as_much_as_all() -> None:
    branches = [block({"short": {"Type": "Wait", "Seconds": 5, "End": True}}), block({"long": call(TimeoutSeconds=60)})]
    found = told(definition({"fork": {"Type": "Parallel", "Branches": branches, "End": True}}))

    assert (found.duration.waiting, found.duration.waits) == (5, "short")
    assert (found.duration.longest, found.duration.node) == (60, "long")
    assert (found.cost.paths[0].transitions, found.cost.paths[0].calls, found.cost.paths[0].seconds) == (3, 1, 5)


def test_nothing_bounds_a_wait_that_an_expression_sets() -> None:
    found = told(definition({"until": {"Type": "Wait", "Timestamp": "{% $states.input %}", "End": True}}))

    assert found.duration.longest is None
    assert found.duration.node == "until"


def test_a_guard_is_no_decision() -> None:
    asked = {"Choices": [{"Condition": "{% $h = 'yes' %}", "Next": "first"}], "Default": "second"}
    asl = definition(
        {
            "check": {
                "Type": "Choice",
                "Choices": [
                    {"Condition": "{% $states.input.ok %}", "Assign": {"h": "yes"}, "Next": "again"},
                    {"Condition": "{% true %}", "Assign": {"h": "no"}, "Next": "again"},
                ],
            },
            "again": {"Type": "Choice", **asked},
            "first": {"Type": "Pass", "Next": "check2"},
            "check2": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $h = 'no' %}", "Next": "first"}],
                "Default": "second",
            },
            "second": NEXT,
        }
    )
    trace = {"check": {"node": "check", "role": "node", "output": {"kind": "handle", "variable": "h"}}}
    found = told(asl, trace)

    named = {tuple((choice.node, choice.handle) for choice in path.choices): path for path in found.cost.paths}
    assert set(named) == {(("check", "yes"),), (("check", "no"),)}
    assert [named[key].transitions for key in sorted(named)] == [3, 5]
    assert found.cost.exact


def test_an_average_weighs_the_variants_of_a_split() -> None:
    asl = definition(
        {
            "share": {
                "Type": "Choice",
                "Choices": [
                    {"Condition": "{% $states.input.a %}", "Assign": {"h": "a"}, "Next": "much"},
                    {"Condition": "{% true %}", "Assign": {"h": "b"}, "Next": "little"},
                ],
            },
            "much": {"Type": "Pass", "Next": "more"},
            "more": {"Type": "Pass", "Next": "little"},
            "little": NEXT,
        }
    )
    trace = {"share": {"node": "share", "role": "node", "output": {"kind": "handle", "variable": "h"}}}
    variants = [{"id": "a", "weight": 1}, {"id": "b", "weight": 3}]
    found = told(asl, trace, [{"id": "n", "key": "share", "type": "split", "config": {"variants": variants}}])

    each = found.prices.transition
    assert round(found.cost.average / each / 1000, 9) == (4 + 3 * 2) / 4
    assert (round(found.cost.cheapest / each / 1000), round(found.cost.costliest / each / 1000)) == (2, 4)


def test_what_fails_is_a_path_of_its_own_after_those_where_nothing_does() -> None:
    caught = [{"ErrorEquals": ["States.ALL"], "Next": "alarm"}]
    found = told(definition({"try": call(Next="end", Catch=caught), "alarm": call(Next="end"), "end": NEXT}))

    assert [[(c.node, c.handle, c.failed) for c in path.choices] for path in found.cost.paths] == [
        [],
        [("try", "error", True)],
    ]
    assert [path.calls for path in found.cost.paths] == [1, 2]
    memory = found.prices.call_milliseconds["default"] / 1000
    assert found.cost.paths[1].gb_seconds == 2 * memory


def test_an_error_of_its_own_leaves_a_fork_by_who_handles_it() -> None:
    stop = {"Type": "Fail", "Error": "Stopped"}
    fork = {"Type": "Parallel", "Branches": [block({"halt": stop}), block({"other": NEXT})], "Next": "never"}
    caught = fork | {"Catch": [{"ErrorEquals": ["Stopped"], "Next": "end"}]}
    found = told(definition({"fork": caught, "never": {"Type": "Pass", "Next": "end"}, "end": NEXT} | {}))
    run = simulate(Machine.parse(definition({"fork": caught, "never": {**NEXT}, "end": NEXT})), None, lambda _: None)

    assert run.finish is not None
    assert [path.transitions for path in found.cost.paths] == [4]
    assert len(run.history.events) <= found.events.worst


def test_what_waits_for_an_answer_cannot_be_express() -> None:
    waits = {
        "Type": "Task",
        "Resource": f"{INVOKE}.waitForTaskToken",
        "Arguments": {},
        "TimeoutSeconds": 90,
        "End": True,
    }
    found = told(definition({"answer": waits}))

    assert [(wait.node, wait.timeout_seconds) for wait in found.token_waits] == [("answer", 90)]
    assert [reason.node for reason in found.express] == ["answer"]
    assert found.cost.paths[0].express is None


def decisions(count: int) -> dict[str, Any]:
    """A machine of so many decisions one after the other: twice as many paths with each."""
    states: dict[str, Any] = {}
    for number in range(count):
        target = f"c{number + 1}" if number < count - 1 else "end"
        rule = {"Condition": "{% $states.input.x %}", "Next": f"p{number}"}
        states[f"c{number}"] = {"Type": "Choice", "Choices": [rule], "Default": target}
        states[f"p{number}"] = {"Type": "Pass", "Next": target}
    return definition({**states, "end": NEXT})


def test_more_paths_than_anyone_reads_are_counted_not_listed() -> None:
    found = told(decisions(40))

    assert len(found.cost.paths) == 20
    assert found.cost.paths_left_out == 2**40 - 20
    assert found.cost.paths[0].transitions == 81
    assert found.transitions.usual == 81


def test_what_no_reader_of_json_takes_exactly_is_told_as_that_many_or_more() -> None:
    body = {"work": NEXT}
    for depth in range(9):
        inner = {"StartAt": next(iter(body)), "States": body, "ProcessorConfig": {"Mode": "INLINE"}}
        body = {f"loop{depth}": {"Type": "Map", "Items": list(range(100)), "ItemProcessor": inner, "End": True}}
    found = told(definition(body))

    assert found.cost.paths[0].transitions == found.transitions.usual == found.events.worst == 2**53 - 1
    assert max(loop.events for loop in found.loops) == 2**53 - 1
    assert told(decisions(70)).cost.paths_left_out == 2**53 - 1


def test_the_report_is_json() -> None:
    found = told(definition({"until": {"Type": "Wait", "Timestamp": "{% $states.input %}", "End": True}}))

    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["duration"]["longest"] is None


def test_where_too_much_hangs_together_ways_that_no_run_takes_are_counted_and_it_says_so() -> None:
    states: dict[str, Any] = {}
    count = 16
    for number in range(count):
        rules = [
            {"Condition": condition, "Assign": {f"h{number}": handle}, "Next": f"c{number + 1}"}
            for condition, handle in (("{% $states.input.x %}", "yes"), ("{% true %}", "no"))
        ]
        states[f"c{number}"] = {"Type": "Choice", "Choices": rules}
    states[f"c{count}"] = {"Type": "Pass", "Next": "g0"}
    for number in range(count):
        target = f"g{number + 1}"
        asks = [{"Condition": f"{{% $h{number} = 'yes' %}}", "Next": f"p{number}"}]
        states |= {f"g{number}": {"Type": "Choice", "Choices": asks, "Default": target}}
        states |= {f"p{number}": {"Type": "Pass", "Next": target}}
    found = told(definition({**states, f"g{count}": NEXT}))

    assert not found.cost.exact
    assert found.transitions.usual == 3 * count + 2
