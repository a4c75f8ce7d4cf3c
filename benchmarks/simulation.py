"""How long simulations take: a test run of 50 nodes, and a back-test of 1,000 runs of 20 nodes.

    python -m benchmarks.simulation

Prints and writes benchmarks/results/simulation.json. A test run is all of it: validate, compile, parse, run.
`api_*` are the same through the REST API of a local stack; its back-test is of executions that really ran.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from statewright.core.runtime.select import select
from statewright.language.back_test import BackTest, RecordedRun
from statewright.language.compiler import compile_workflow
from statewright.language.dry_run import Stubs, dry_run, start_input
from statewright.language.engine.simulation import SIMULATED, START
from statewright.language.graph import Workflow

from benchmarks.compile import REGISTRY, TARGET, chain
from tests.support.graphs import Json, api_trigger, graph, node
from tests.support.servers import free_port
from tests.support.stack import Api, Stack, eventually, running_stack

RESULTS = Path(__file__).parent / "results" / "simulation.json"
PAYLOAD = {"id": "7", "data": {"total": 150, "items": list(range(20))}}
STUBS = Stubs(outputs={"work@1": {"type": "object", "examples": [PAYLOAD]}}, select=select)


def run_once_ms(nodes: int = 50) -> float:
    """The best of seven, in milliseconds."""
    document = chain(nodes)
    best = float("inf")
    for _ in range(7):
        began = time.perf_counter()
        run = dry_run(compile_workflow(document, REGISTRY, TARGET), REGISTRY, STUBS, start_input("t", PAYLOAD))
        best = min(best, time.perf_counter() - began)
        assert run.status == "SUCCEEDED"
    return best * 1000


def back_test_seconds(runs: int = 1_000, nodes: int = 20) -> float:
    """All of them, one after the other, with the comparison."""
    document: dict[str, Any] = chain(nodes)
    workflow = Workflow.model_validate(document)
    compiled = compile_workflow(document, REGISTRY, TARGET)
    given = start_input("t", PAYLOAD)
    once = dry_run(compiled, REGISTRY, STUBS, given)
    recorded = RecordedRun(
        id="run", version=1, status="SUCCEEDED", input=given, output=once.output, error=None, started_at=START,
        nodes=once.nodes, context=SIMULATED,
    )  # fmt: skip
    back_test = BackTest(workflow, compiled, REGISTRY, STUBS, lambda _, config: config, {1: workflow.graph})
    began = time.perf_counter()
    assert all(back_test.compare(recorded).outcome == "same" for _ in range(runs))
    return time.perf_counter() - began


def order(nodes: int, echo_url: str) -> Json:
    """A request, and then in turns a calculation, a decision and a call."""
    made = [api_trigger("bench")]
    for number in range(1, nodes):
        kind = number % 4
        if kind == 0:
            body = {"total": "{% $order.body.total %}", "number": number}
            made.append(node(f"call_{number}", "api_call@1", {"method": "POST", "url": echo_url, "body": body}))
        elif kind == 2:
            made.append(node(f"large_{number}", "condition", {"expression": f"{{% $order.body.total > {number} %}}"}))
        else:
            made.append(node(f"set_{number}", "set", {"values": {"total": f"{{% $order.body.total + {number} %}}"}}))
    drawing = graph(*made)
    for edge in drawing["edges"]:
        if edge["source"].startswith("n-large"):
            edge["source_handle"] = "true"
    return drawing


def through_the_api(runs: int = 1_000) -> dict[str, float]:
    """Test runs and a back-test as the builder asks for them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_stack(Path(folder) / "state", free_port(), "--no-examples") as stack,
        Api(stack.url) as api,
    ):
        echo = f"{stack.url}/_local/echo"
        workflow = api.publish("Benchmark", order(20, echo))
        payload = {"body": {"total": 150}}
        asked = {"graph": order(50, echo), "payload": payload}
        test_run = _best(lambda: api.post(f"/workflows/{workflow}/test-runs", asked)["status"] == "succeeded")
        _record(stack, api, workflow, runs)
        began = time.perf_counter()
        report = api.post(f"/workflows/{workflow}/back-tests", {"count": runs})
        back_test = time.perf_counter() - began
        assert (report["counts"], report["complete"]) == ({"same": runs}, True), report["counts"]
        return {"api_test_run_50_nodes_ms": round(test_run * 1000, 1), "api_back_test_1000_runs_s": round(back_test, 2)}


def _record(stack: Stack, api: Api, workflow: str, runs: int) -> None:
    with ThreadPoolExecutor(8) as pool, httpx.Client() as client:
        url = f"{stack.url}/hooks/bench"
        for answer in pool.map(lambda total: client.post(url, json={"total": total}), range(100, 100 + runs)):
            answer.raise_for_status()

    def ended() -> bool:
        return bool(api.post(f"/workflows/{workflow}/back-tests", {"count": runs})["examined"] == runs)

    eventually(ended, f"{runs} runs to end", seconds=180)


def _best(ask: Callable[[], bool], times: int = 7) -> float:
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        assert ask()
        best = min(best, time.perf_counter() - began)
    return best


if __name__ == "__main__":
    figures = {
        "test_run_50_nodes_ms": round(run_once_ms(), 1),
        "back_test_1000_runs_s": round(back_test_seconds(), 2),
        **through_the_api(),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
