"""Runs of compiled workflows on the engine, and the records that their actions would leave in the live context."""

from __future__ import annotations

import json
from typing import Any

from statewright.language.compiler import Compiled, compile_workflow
from statewright.language.engine import Machine, Outcome, Raised, Returned, ScheduleTask, Simulation, simulate
from statewright.language.engine.simulation import SIMULATED
from statewright.language.engine.simulation import START as BEGAN
from statewright.language.timeline import Ended, Replay, replay

from tests.language.compiler.drawing import REGISTRY, TARGET


class Recorder:
    """Runs a compiled workflow and leaves the records its actions would leave in the live context."""

    def __init__(self, document: dict[str, Any], answers: dict[str, list[tuple[str, Any, int]]]) -> None:
        self.compiled: Compiled = compile_workflow(document, REGISTRY, TARGET)
        self.machine = Machine.parse(self.compiled.definition)
        self.answers = answers
        self.records: dict[str, dict[str, Any]] = {}
        self.given: Any = None

    def run(self, given: Any, start_at: int = BEGAN, seed: int = 0) -> Simulation:
        self.given = given

        def task(command: ScheduleTask) -> Outcome:
            payload = command.arguments["Payload"]
            key, iteration, attempt = payload["node"]["key"], payload["iteration"], payload["attempt"]
            outcome, value, after = self.answer(key, iteration, attempt)
            started = (command.timeout_at or 0) - 45_000
            record = {"started_at": started, "ended_at": started + after, "input": payload["config"]}
            if "observed" in payload:
                record["observed"] = payload["observed"]
            error = {"name": value, "message": key} if outcome == "raised" else None
            status = "failed" if error else "succeeded"
            self.records[f"{key}|{iteration}|{attempt}"] = {
                **record,
                "status": status,
                "output": None if error else value,
                "error": error,
            }
            if error:
                return Raised(value, json.dumps({"errorMessage": key, "errorType": value}), after)
            return Returned({"Payload": {"output": value}}, after)

        return simulate(self.machine, given, task, start_at=start_at, seed=seed)

    def answer(self, key: str, iteration: str, attempt: int) -> tuple[str, Any, int]:
        """("returned", output) or ("raised", error name), and after how many milliseconds."""
        del iteration
        answers = self.answers[key]
        return answers[min(attempt, len(answers) - 1)]

    def replayed(self, ended: Ended | None) -> Replay:
        return replay(self.machine, self.compiled.trace, SIMULATED, self.given, BEGAN, self.records, ended)


def ended(simulation: Simulation) -> Ended:
    finish = simulation.finish
    assert finish is not None
    return Ended(
        at=simulation.ended_at, status=finish.status, output=finish.output, error=finish.error, cause=finish.cause
    )
