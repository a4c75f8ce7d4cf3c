"""Cold start of every function: import time of its handler, memory, and the size of what is shipped, zipped.

    python benchmarks/imports.py [--runs 5]

Prints a table and writes benchmarks/results/imports.json. Import time is the fastest of several new interpreters,
less the time an empty one takes; memory is the resident size that the import adds. `zip` is the function's own
folder; its requirements and its layers are listed beside it, since they are shipped apart.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from statewright.core import catalog

ROOT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = ROOT / "benchmarks" / "results" / "imports.json"
PROGRAM: Final = """
import importlib, json, resource, sys, time
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
importlib.import_module(sys.argv[1])
took = time.perf_counter() - began
print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(sys.modules)]))
"""
ENVIRONMENT: Final = {
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    "POWERTOOLS_SERVICE_NAME": "benchmark",
    "POWERTOOLS_METRICS_NAMESPACE": "Statewright",
    "STATEWRIGHT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "STATEWRIGHT_REDIS_URL": "redis://127.0.0.1:1/0",
    "STATEWRIGHT_KAFKA_BROKERS": "127.0.0.1:1",
    "STATEWRIGHT_FUNCTION_ARN_PREFIX": "arn:aws:lambda:eu-central-1:000000000000:function:",
    "STATEWRIGHT_MACHINE_ARN_PREFIX": "arn:aws:states:eu-central-1:000000000000:stateMachine:",
    "STATEWRIGHT_MACHINE_ROLE_ARN": "arn:aws:iam::000000000000:role/machine",
    "STATEWRIGHT_SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/schedule",
    "STATEWRIGHT_SCHEDULE_GROUP": "statewright",
    "STATEWRIGHT_TRIGGERS_URL": "https://hooks.example.com",
}


@dataclass(frozen=True, slots=True)
class Weight:
    """One function. `error` is set, and the measures are None, when its handler cannot be imported."""

    function: str
    import_ms: float | None
    memory_mb: float | None
    modules: int | None
    zip_kb: float
    layers: tuple[str, ...]
    requirements: tuple[str, ...]
    error: str | None = None


def weigh(function: catalog.DeployedFunction, runs: int) -> Weight:
    """Import the handler in `runs` new interpreters and keep the fastest."""
    module = function.handler.rpartition(".")[0]
    measures: list[list[float]] = []
    for _ in range(runs):
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM, module],
            env=os.environ | ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            problem = ran.stderr.strip().splitlines()[-1]
            return Weight(function.name, None, None, None, _zipped_kb(function), function.layers, (), problem)
        measures.append(json.loads(ran.stdout))
    seconds, kilobytes, modules = min(measures)
    return Weight(
        function=function.name,
        import_ms=round(seconds * 1e3, 1),
        memory_mb=round(kilobytes / 1024, 1),
        modules=int(modules),
        zip_kb=_zipped_kb(function),
        layers=function.layers,
        requirements=function.requirements,
    )


def _zipped_kb(function: catalog.DeployedFunction) -> float:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((ROOT / function.path).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(ROOT / "functions"))
    return round(len(packed.getvalue()) / 1024, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Import time, memory and size of every function.")
    parser.add_argument("--runs", type=int, default=5, help="interpreters per function; the fastest counts (5)")
    runs = parser.parse_args().runs
    weights = [weigh(function, runs) for function in catalog.load().functions]
    print(f"{'function':42} {'import':>9} {'memory':>9} {'modules':>8} {'zip':>9}  brings")
    for weight in weights:
        brings = ", ".join((*weight.layers, *weight.requirements))
        if weight.error is not None:
            print(f"{weight.function:42} {weight.error}")
            continue
        measures = f"{weight.import_ms:>6.0f} ms {weight.memory_mb:>6.1f} MB {weight.modules:>8}"
        print(f"{weight.function:42} {measures} {weight.zip_kb:>6.1f} kB  {brings}")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps({"functions": [asdict(weight) for weight in weights]}, indent=2) + "\n")
    print(f"written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
