"""Loops, stops, decisions, merges and retries on the running stack: what they do, and what is recorded of it."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

import httpx
import pytest

from tests.support.graphs import Json, drawn, loop, node, set_values
from tests.support.provider import Provider
from tests.support.stack import Api, Stack, eventually

pytestmark = pytest.mark.stack


class Runner:
    """Publishes graphs behind a request trigger with the key `hook`, and starts them."""

    def __init__(self, stack: Stack, api: Api) -> None:
        self._stack, self.api = stack, api

    def start(self, name: str, nodes: list[Json], *edges: str, body: object = None) -> str:
        """Publish and start by an HTTP request; the execution's id."""
        path = f"t-{uuid.uuid4().hex}"
        hook = node("hook", "api@1", {"method": "POST", "path": path})
        self.api.publish(name, drawn([hook, *nodes], *edges))
        answer = httpx.post(f"{self._stack.url}/hooks/{path}", json=body)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        return str(answer.json()["execution_id"])

    def run(self, name: str, nodes: list[Json], *edges: str, body: object = None) -> Any:
        """The execution once it has ended and is recorded; what was recorded agrees with how it ended."""
        execution = self.api.ended(self.start(name, nodes, *edges, body=body))
        assert (execution["divergences"], execution["diverged"]) == ([], False)
        return execution


@pytest.fixture(scope="module")
def runner(stack: Stack, api: Api) -> Runner:
    return Runner(stack, api)


def statuses(execution: Any) -> dict[tuple[str, str, int], str]:
    """(key, iteration, attempt) -> status."""
    return {(each["key"], each["iteration"], each["attempt"]): each["status"] for each in execution["nodes"]}


def get(url: str, key: str = "call", **settings: Any) -> Json:
    return node(key, "api_call@1", {"method": "GET", "url": url}, **settings)


def test_a_failing_item_is_collected_and_the_others_go_on(runner: Runner, provider: Provider) -> None:
    base = provider.url("/collect/")
    provider.failures["/collect/b"] = 1
    call = get(f"{{% '{base}' & $item %}}", retry={"max_attempts": 0})
    note = node("note", "set", {"values": {"status": "{% $call.status %}"}})
    body = drawn([call, note], "call -> note")

    execution = runner.run(
        "Collect",
        [loop("rows", ["a", "b", "c"], body, on_item_error="collect")],
        "hook -> rows",
    )

    assert execution["status"] == "succeeded", execution
    done = {"note": {"status": 200}}
    first, failed, last = execution["output"]["rows"]
    assert (first, last, failed["error"]["name"]) == (done, done, "ProviderUnavailable")
    assert statuses(execution) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "succeeded",
        ("call", "0", 0): "succeeded",
        ("note", "0", 0): "succeeded",
        ("call", "1", 0): "failed",
        ("note", "1", 0): "skipped",
        ("call", "2", 0): "succeeded",
        ("note", "2", 0): "succeeded",
    }


def test_a_sequential_loop_ends_when_its_condition_holds(runner: Runner, provider: Provider) -> None:
    base = provider.url("/until/")
    body = drawn([get(f"{{% '{base}' & $item %}}")])

    execution = runner.run(
        "Until",
        [loop("rows", [1, 2, 3, 4], body, mode="sequential", until="{% $item >= 2 %}", result="{% $call.status %}")],
        "hook -> rows",
    )

    assert execution["output"] == {"rows": [200, 200]}
    assert statuses(execution) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "succeeded",
        ("call", "0", 0): "succeeded",
        ("call", "1", 0): "succeeded",
    }
    assert [provider.calls[f"/until/{number}"] for number in (1, 2, 3)] == [1, 1, 0]


def test_nested_loops_see_the_outer_item(runner: Runner, stack: Stack) -> None:
    echo = node(
        "call",
        "api_call@1",
        {
            "method": "POST",
            "url": f"{stack.url}/_local/echo",
            "body": {"order": "{% $orders.item.id %}", "line": "{% $item %}", "at": "{% [$orders.index, $index] %}"},
        },
        select="{% $.body.body %}",
    )
    lines = loop("lines", "{% $item.lines %}", drawn([echo]), result="{% $call %}")
    orders = [{"id": "A", "lines": [1, 2]}, {"id": "B", "lines": [3]}]

    execution = runner.run(
        "Nested",
        [loop("orders", "{% $hook.body %}", drawn([lines]))],
        "hook -> orders",
        body=orders,
    )

    assert execution["output"] == {
        "orders": [
            {"lines": [{"order": "A", "line": 1, "at": [0, 0]}, {"order": "A", "line": 2, "at": [0, 1]}]},
            {"lines": [{"order": "B", "line": 3, "at": [1, 0]}]},
        ]
    }
    assert statuses(execution) == {
        ("hook", "", 0): "succeeded",
        ("orders", "", 0): "succeeded",
        ("lines", "0", 0): "succeeded",
        ("lines", "1", 0): "succeeded",
        ("call", "0.0", 0): "succeeded",
        ("call", "0.1", 0): "succeeded",
        ("call", "1.0", 0): "succeeded",
    }


def test_hundreds_of_items_run_at_once(runner: Runner, stack: Stack) -> None:
    echo = node("call", "api_call@1", {"method": "POST", "url": f"{stack.url}/_local/echo", "body": "{% $item %}"})
    body = drawn([echo])

    execution = runner.run(
        "Import",
        [loop("rows", "{% $hook.body %}", body, concurrency=100, result="{% $call.body.body %}")],
        "hook -> rows",
        body=list(range(200)),
    )

    assert execution["status"] == "succeeded", execution["error"]
    assert execution["output"] == {"rows": list(range(200))}
    assert statuses(execution) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "succeeded",
        **{("call", str(index), 0): "succeeded" for index in range(200)},
    }


@pytest.mark.parametrize("outcome", ["success", "error"])
def test_a_stop_ends_the_run_from_inside_a_loop_in_a_fork(runner: Runner, outcome: str) -> None:
    ended = {"output": {"at": "{% $item %}"}} if outcome == "success" else {"error": "OutOfStock", "message": "none"}
    body = drawn(
        [
            node("found", "condition", {"expression": "{% $item = 2 %}"}),
            node("halt", "stop", {"outcome": outcome, **ended}),
            node("pass", "set", {"values": {"seen": "{% $item %}"}}),
        ],
        "found.true -> halt",
        "found.false -> pass",
    )

    execution = runner.run(
        "Stop",
        [
            loop("rows", [1, 2, 3], body, mode="sequential", on_item_error="collect"),
            node("long", "delay", {"seconds": 60}),
        ],
        "hook -> rows",
        "hook -> long",
    )

    if outcome == "success":
        assert (execution["status"], execution["output"]) == ("succeeded", {"halt": {"at": 2}})
    else:
        assert execution["status"] == "failed"
        assert execution["error"] == {"name": "OutOfStock", "message": "none"}
    seen = statuses(execution)
    assert seen["pass", "0", 0] == "succeeded"
    assert seen["halt", "1", 0] in {"succeeded", execution["status"]}
    assert seen["long", "", 0] == "cancelled"
    assert ("found", "2", 0) not in seen


def test_decisions_take_one_way_and_a_merge_collects_it(runner: Runner) -> None:
    execution = runner.run(
        "Decide",
        [
            node(
                "size",
                "switch",
                {
                    "value": "{% $hook.body.total %}",
                    "cases": [{"id": "small", "to": 100}, {"id": "large", "from": 100}],
                },
            ),
            node("little", "set", {"values": {"v": 1}}),
            node("much", "set", {"values": {"v": 2}}),
            node(
                "test",
                "split",
                {"variants": [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}], "key": "{% $hook.body.who %}"},
            ),
            node("one", "set", {"values": {"v": "a"}}),
            node("two", "set", {"values": {"v": "b"}}),
            node("both", "merge", {"mode": "all"}),
        ],
        "hook -> size",
        "hook -> test",
        "size.small -> little",
        "size.large -> much",
        "test.a -> one",
        "test.b -> two",
        "little -> both",
        "much -> both",
        "one -> both",
        "two -> both",
        body={"total": 150, "who": "ada"},
    )

    nodes = {each["key"]: each for each in execution["nodes"]}
    variant = nodes["test"]["handle"]
    taken, left = ("one", "two") if variant == "a" else ("two", "one")
    assert nodes["size"]["handle"] == "large"
    assert execution["output"] == {"both": {"much": {"v": 2}, taken: {"v": variant}}}
    assert (nodes["little"]["status"], nodes[left]["status"]) == ("skipped", "skipped")


def test_each_attempt_in_a_loop_is_recorded(runner: Runner, provider: Provider) -> None:
    base = provider.url("/retry/")
    provider.failures["/retry/b"] = 2
    call = get(f"{{% '{base}' & $item %}}", retry={"max_attempts": 3, "interval_seconds": 1, "backoff_rate": 1.0})

    execution = runner.run("Retry", [loop("rows", ["a", "b"], drawn([call]))], "hook -> rows")

    assert execution["status"] == "succeeded"
    assert statuses(execution) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "succeeded",
        ("call", "0", 0): "succeeded",
        ("call", "1", 0): "failed",
        ("call", "1", 1): "failed",
        ("call", "1", 2): "succeeded",
    }
    assert (provider.calls["/retry/a"], provider.calls["/retry/b"]) == (1, 3)


def test_a_loop_is_seen_while_it_runs_and_can_be_cancelled(runner: Runner, provider: Provider) -> None:
    base = provider.url("/live/")
    body = drawn(
        [get(f"{{% '{base}' & $item %}}"), node("note", "set", {"values": {"of": "{% $item %}"}})], "call -> note"
    )
    with provider.holding("/live/b"):
        execution = runner.start("Watch", [loop("rows", ["a", "b", "c"], body, mode="sequential")], "hook -> rows")

        def second_item() -> Any:
            shown = runner.api.client.get(f"/executions/{execution}")
            seen = shown.json() if shown.is_success else {"nodes": []}
            return seen if ("call", "1", 0) in statuses(seen) else None

        seen = eventually(second_item, "the second item to begin")
        runner.api.post(f"/executions/{execution}/cancel")
        ended = runner.api.ended(execution)

    assert (seen["status"], seen["divergences"]) == ("running", [])
    assert statuses(seen) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "running",
        ("call", "0", 0): "succeeded",
        ("note", "0", 0): "succeeded",
        ("call", "1", 0): "running",
    }
    assert (ended["status"], ended["divergences"]) == ("cancelled", [])
    assert statuses(ended) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "cancelled",
        ("call", "0", 0): "succeeded",
        ("note", "0", 0): "succeeded",
        ("call", "1", 0): "cancelled",
        ("note", "1", 0): "skipped",
    }
    assert provider.calls["/live/c"] == 0


def test_a_redriven_run_goes_on_where_it_failed_and_ends_again(
    runner: Runner, stack: Stack, provider: Provider
) -> None:
    base = provider.url("/redrive/")
    provider.failures["/redrive/b"] = 1
    call = get(f"{{% '{base}' & $item %}}", retry={"max_attempts": 0})
    execution = runner.start(
        "Redrive",
        [loop("rows", ["a", "b"], drawn([call]), mode="sequential"), node("done", "set", {"values": {"v": 1}})],
        "hook -> rows",
        "rows -> done",
    )
    failed = runner.api.ended(execution)
    with provider.holding("/redrive/b"):
        runner.api.post(f"/executions/{execution}/redrive")
        live = eventually(lambda: open_again(runner.api, execution), "the redriven run to be open")
    ended = runner.api.ended(execution)

    assert (failed["status"], failed["error"]["name"]) == ("failed", "ProviderUnavailable")
    assert (failed["diverged"], statuses(failed)["done", "", 0]) == (False, "skipped")
    assert (live["error"], statuses(live)["rows", "", 0], live["divergences"]) == (None, "running", [])
    assert (ended["status"], ended["output"], ended["divergences"]) == ("succeeded", {"done": {"v": 1}}, [])
    assert statuses(ended) == {
        ("hook", "", 0): "succeeded",
        ("rows", "", 0): "succeeded",
        ("call", "0", 0): "succeeded",
        ("call", "1", 0): "failed",
        ("call", "1", 1): "succeeded",
        ("done", "", 0): "succeeded",
    }
    assert (provider.calls["/redrive/a"], provider.calls["/redrive/b"]) == (1, 2)


def test_each_item_of_a_large_loop_is_told_after_a_redrive(runner: Runner, provider: Provider) -> None:
    base = provider.url("/large/")
    provider.failures["/large/7"] = 1
    items = [str(number) for number in range(45)]
    call = get(f"{{% '{base}' & $item %}}", retry={"max_attempts": 0})
    body = drawn([call, set_values("note", of="{% $item %}")], "call -> note")
    execution = runner.start("Large redrive", [loop("rows", items, body, concurrency=50)], "hook -> rows")
    failed = runner.api.ended(execution)
    with provider.holding("/large/7"):
        runner.api.post(f"/executions/{execution}/redrive")
        live = eventually(lambda: all_but_one(runner.api, execution), "all items but one to be done again")
    ended = runner.api.ended(execution)

    assert (failed["status"], failed["error"]["name"]) == ("failed", "States.ExceedToleratedFailureThreshold")
    assert statuses(live)["rows", "", 0] == "running"
    assert (ended["status"], ended["gaps"], ended["divergences"]) == ("succeeded", [], [])
    each = {(key, item, 0): "succeeded" for key in ("call", "note") for item in items}
    assert statuses(ended) == {("hook", "", 0): "succeeded", ("rows", "", 0): "succeeded"} | each
    told = {(node["key"], node["iteration"]): node for node in ended["nodes"]}
    assert [told["note", item]["output"] for item in items] == [{"of": item} for item in items]
    assert told["call", "7"]["started_at"] > failed["ended_at"], "the attempt after the redrive"


def all_but_one(api: Api, execution: str) -> Any:
    """The execution, once it goes on and only item 7 is under way."""
    shown = api.get(f"/executions/{execution}")
    told = statuses(shown)
    done = sum(1 for (key, _, _), status in told.items() if key == "note" and status == "succeeded")
    return shown if (done, told.get(("call", "7", 0)), shown["status"]) == (44, "running", "running") else None


def open_again(api: Api, execution: str) -> Any:
    """The execution, once it shows as running."""
    shown = api.get(f"/executions/{execution}")
    return shown if shown["status"] == "running" else None


@pytest.mark.timeout(180)
def test_loops_go_on_after_a_kill_and_no_finished_item_is_done_again(own_stack: Stack, provider: Provider) -> None:
    # each loop stands still in its item 2: the sequential one has not begun what follows it
    modes: dict[str, tuple[Json, int]] = {
        "concurrent": ({"concurrency": 10}, 20),
        "sequential": ({"mode": "sequential"}, 20),
        "distributed": ({"concurrency": 50}, 120),
    }
    with Api(own_stack.url) as api, contextlib.ExitStack() as held:
        runner = Runner(own_stack, api)
        runs = {}
        for mode, (config, count) in modes.items():
            held.enter_context(provider.holding(f"/kill/{mode}/2"))
            base = provider.url(f"/kill/{mode}/")
            note = node("note", "set", {"values": {"of": "{% $item %}"}})
            body = drawn([get(f"{{% '{base}' & $item %}}"), note], "call -> note")
            rows = loop("rows", [str(number) for number in range(count)], body, **config)
            runs[mode] = runner.start(mode, [rows], "hook -> rows")
        expected = {"concurrent": 19, "sequential": 2, "distributed": 119}
        for mode, execution in runs.items():
            eventually(lambda: done(api, execution) == expected[mode], f"the {mode} loop to stand still")  # noqa: B023
        assert provider.calls["/kill/sequential/3"] == 0
        own_stack.kill()

    own_stack.start()
    with Api(own_stack.url) as api:
        ends = {mode: api.ended(execution, seconds=60) for mode, execution in runs.items()}

    for mode, (_, count) in modes.items():
        assert (ends[mode]["status"], ends[mode]["divergences"]) == ("succeeded", [])
        assert ends[mode]["output"] == {"rows": [{"note": {"of": str(number)}} for number in range(count)]}
        called = [provider.calls[f"/kill/{mode}/{number}"] for number in range(count)]
        assert called == [1, 1, 2, *[1] * (count - 3)]


def done(api: Api, execution: str) -> int:
    """How many items of the loop `rows` have made their call."""
    response = api.client.get(f"/executions/{execution}")
    nodes = response.json()["nodes"] if response.is_success else []
    return sum(1 for each in nodes if each["key"] == "call" and each["status"] == "succeeded")
