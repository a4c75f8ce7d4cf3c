"""How long a workflow takes from document to state machine, by size and shape.

    python -m benchmarks.compile

Prints a table and writes benchmarks/results/compile.json. `compile` is lowering and emission of a valid workflow;
`validate` finds every problem of a document seen for the first time (each expression is parsed). Times are CPU
milliseconds, the best of several runs. The baseline is what Python's `json` takes to read and write the same machine.
"""

from __future__ import annotations

import gc
import json
import math
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from statewright.language.compiler import Registry, Target
from statewright.language.compiler.compilation import emit
from statewright.language.compiler.text import Expressions
from statewright.language.compiler.validation import check
from statewright.language.expressions import parse_expression
from statewright.language.graph import Workflow

SIZES = (10, 100, 1_000, 5_000)
RESULTS = Path(__file__).parent / "results" / "compile.json"
TARGET = Target("arn:aws:lambda:eu-central-1:000000000000:function:", "00000000-0000-4000-8000-000000000000")
ANYTHING = {"type": "object"}
REGISTRY = Registry.from_catalog(
    {
        "triggers": [{"id": "api@1", "title": "API", "config_schema": ANYTHING}],
        "actions": [
            {"id": "work@1", "title": "Work", "config_schema": ANYTHING, "function": "statewright-action-work"}
        ],
    }
)


class Drawing:
    """A workflow document under construction."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = [
            {"id": "t", "key": "t", "type": "trigger", "definition": "api@1", "config": {}}
        ]
        self.edges: list[dict[str, Any]] = []

    def add(self, type_: str, config: dict[str, Any], *sources: tuple[str, str]) -> str:
        """A node behind (key, handle) pairs; its key."""
        key = f"n{len(self.nodes)}"
        definition = "work@1" if type_ == "action" else None
        self.nodes.append({"id": key, "key": key, "type": type_, "definition": definition, "config": config})
        for source, handle in sources:
            number = len(self.edges)
            self.edges.append({"id": f"e{number}", "source": source, "source_handle": handle, "target": key})
        return key

    def work(self, *sources: tuple[str, str]) -> str:
        """An action with two expressions over the first source."""
        first = sources[0][0]
        config = {"url": f"{{% 'https://example.com/' & ${first}.id %}}", "data": f"{{% ${first}.data %}}"}
        return self.add("action", config, *sources)

    def document(self) -> dict[str, Any]:
        """The document."""
        return {"name": "benchmark", "graph": {"nodes": self.nodes, "edges": self.edges}}


def chain(size: int) -> dict[str, Any]:
    """Actions one after the other."""
    drawing, last = Drawing(), "t"
    while len(drawing.nodes) < size:
        last = drawing.work((last, "out"))
    return drawing.document()


def forks(size: int) -> dict[str, Any]:
    """Fork, join, fork, join: two branches of one and two actions."""
    drawing, last = Drawing(), "t"
    while len(drawing.nodes) + 4 <= size:
        one = drawing.work((last, "out"))
        other = drawing.work((drawing.work((last, "out")), "out"))
        values = {"sum": f"{{% ${one}.total + ${other}.total %}}"}
        last = drawing.add("set", {"values": values}, (one, "out"), (other, "out"))
    return drawing.document()


def layers(size: int) -> dict[str, Any]:
    """Layers of eight nodes, each behind one or two random nodes of the layer before; one in five a condition."""
    drawing, dice = Drawing(), random.Random(1)
    before = [("t", "out")]
    while len(drawing.nodes) < size:
        layer = []
        for _ in range(min(8, size - len(drawing.nodes))):
            sources = dice.sample(before, min(len(before), dice.randint(1, 2)))
            if dice.random() < 0.2:
                test = f"{{% ${sources[0][0]}.size > {len(drawing.nodes)} %}}"
                key = drawing.add("condition", {"expression": test}, *sources)
                layer += [(key, "true"), (key, "false")]
            else:
                layer.append((drawing.work(*sources), "out"))
        before = layer
    return drawing.document()


def decisions(size: int) -> dict[str, Any]:
    """A chain of conditions, each with an end on its other handle."""
    drawing, last = Drawing(), ("t", "out")
    while len(drawing.nodes) < size:
        last = (drawing.add("condition", {"expression": f"{{% $t.a = {len(drawing.nodes)} %}}"}, last), "true")
    return drawing.document()


def best(runs: int, work: Callable[[], object]) -> float:
    """CPU milliseconds of the fastest run, with the garbage collector off as in `timeit`."""
    times = []
    for _ in range(runs):
        gc.collect()
        gc.disable()
        began = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - began)
        gc.enable()
    return min(times) / 1e6


def measure(draw: Callable[[int], dict[str, Any]], size: int) -> dict[str, Any]:
    """One row of the table."""
    document = draw(size)
    workflow = Workflow.model_validate(document)
    expressions = Expressions()
    errors = [problem for problem in check(document, REGISTRY, expressions) if problem.severity == "error"]
    assert not errors, errors[:3]

    def validate_cold() -> None:
        parse_expression.cache_clear()
        check(document, REGISTRY, Expressions())

    runs = 5 if size <= 1_000 else 2
    compiled = emit(workflow, REGISTRY, TARGET, expressions)
    written = json.loads(compiled.definition_json)
    compile_ms = best(runs, lambda: emit(workflow, REGISTRY, TARGET, expressions))
    return {
        "shape": draw.__name__,
        "nodes": len(document["graph"]["nodes"]),
        "validate_ms": round(best(runs, validate_cold), 2),
        "compile_ms": round(compile_ms, 2),
        "json_ratio": round(compile_ms / best(runs, lambda: json.loads(json.dumps(written))), 1),
        "states": len(compiled.trace["states"]),
        "bytes": len(compiled.definition_json),
    }


def main() -> None:
    """Runs everything."""
    rows = [measure(draw, size) for draw in (chain, forks, layers, decisions) for size in SIZES]
    print(
        f"{'shape':<10}{'nodes':>7}{'validate ms':>13}{'compile ms':>12}{'x json':>8}{'us/(n log n)':>14}"
        f"{'states':>8}{'bytes':>11}"
    )
    for row in rows:
        unit = 1000 * row["compile_ms"] / (row["nodes"] * math.log2(row["nodes"]))
        print(
            f"{row['shape']:<10}{row['nodes']:>7,}{row['validate_ms']:>13,.1f}{row['compile_ms']:>12,.1f}"
            f"{row['json_ratio']:>8.1f}{unit:>14.2f}{row['states']:>8,}{row['bytes']:>11,}"
        )
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
