"""How long simulations take: a test run of 50 nodes, and a back-test of 1,000 runs of 20 nodes.

    python benchmarks/simulation.py

Prints and writes benchmarks/results/simulation.json. A test run is all of it: validate, compile, parse, run.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from statewright.core.runtime.select import select
from statewright.language.back_test import BackTest, RecordedRun
from statewright.language.compiler import compile_workflow
from statewright.language.dry_run import Stubs, dry_run, start_input
from statewright.language.engine.simulation import SIMULATED, START
from statewright.language.graph import Workflow

from benchmarks.compile import REGISTRY, TARGET, chain

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


if __name__ == "__main__":
    figures = {"test_run_50_nodes_ms": round(run_once_ms(), 1), "back_test_1000_runs_s": round(back_test_seconds(), 2)}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
