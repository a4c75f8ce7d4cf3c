"""Speed and size of the ASL engine alone: `python -m benchmarks.engine`.

Prints a table and writes benchmarks/results/engine.json. A transition is a state entered; history is kept, and
expressions, retries and limits work as in production. Only the world (tasks, timers, storage) is left out. The ratios
are to the interpreter that moto has of LocalStack, given a machine that is parsed already and our expressions.
"""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from statewright.language.engine import (
    Execution,
    ExecutionContext,
    History,
    Machine,
    ScheduleTask,
    Started,
    StartTimer,
    TaskSucceeded,
    TimerFired,
)

RESULTS = Path(__file__).parent / "results" / "engine.json"
INVOKE = "arn:aws:states:::lambda:invoke"
SECONDS = 2.0


def context(number: int) -> ExecutionContext:
    """The context of one of many executions."""
    machine = "arn:aws:states:eu-central-1:000000000000:stateMachine:bench"
    return ExecutionContext(
        execution_id=f"arn:aws:states:eu-central-1:000000000000:execution:bench:run-{number}",
        execution_name=f"run-{number}",
        state_machine_id=machine,
        state_machine_name="bench",
    )


def definition(states: dict[str, Any]) -> dict[str, Any]:
    """A machine that starts at its first state."""
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states}


def machine(states: dict[str, Any]) -> Machine:
    """The same, parsed."""
    return Machine.parse(definition(states))


def chain(actions: int) -> Machine:
    """What the compiler makes of set -> (condition -> action) x n: assignments, choices and invocations."""
    states: dict[str, Any] = {
        "begin": {"Type": "Pass", "Assign": {"trigger": "{% $states.input.trigger %}"}, "Output": {}, "Next": "check0"}
    }
    for index in range(actions):
        states[f"check{index}"] = {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $trigger.total > 100 %}", "Next": f"call{index}"}],
            "Default": "done",
            "Output": {},
        }
        states[f"call{index}"] = {
            "Type": "Task",
            "Resource": INVOKE,
            "Arguments": {
                "FunctionName": "arn:aws:lambda:eu-central-1:000000000000:function:x",
                "Payload": {
                    "config": {"to": "{% $trigger.customer.email %}", "n": index},
                    "execution": {"arn": "{% $states.context.Execution.Id %}"},
                    "attempt": "{% $states.context.State.RetryCount %}",
                },
            },
            "Retry": [{"ErrorEquals": ["RateLimited"], "MaxAttempts": 3}],
            "Assign": {f"call{index}": "{% $states.result.Payload.output %}"},
            "Output": {},
            "Next": f"check{index + 1}",
        }
    states[f"check{actions}"] = {"Type": "Pass", "Output": {}, "Next": "done"}
    states["done"] = {"Type": "Succeed", "Output": {"call0": "{% $call0 %}"}}
    return machine(states)


def passes(count: int) -> dict[str, Any]:
    """Calculations and assignments only."""
    states: dict[str, Any] = {
        f"s{index}": {
            "Type": "Pass",
            "Assign": {f"v{index}": {"total": "{% $states.input.trigger.total %}", "n": index}},
            "Next": f"s{index + 1}",
        }
        for index in range(count)
    }
    states[f"s{count}"] = {"Type": "Succeed", "Output": {}}
    return states


def run_to_end(parsed: Machine, number: int, given: Any, answer: Any) -> int:
    """Runs one execution with history; the number of states it entered."""
    history = History()
    run = Execution(parsed, context(number), number, history)
    commands = run.step(Started(1, given))
    while run.status is None:
        (command,) = commands
        assert isinstance(command, ScheduleTask)
        commands = run.step(TaskSucceeded(2, command.task_id, answer))
    assert run.status == "SUCCEEDED", commands
    return sum(event.type.endswith("StateEntered") for event in history)


def baseline() -> float:
    """Transitions per second of moto's interpreter, with assignments and small values."""
    # imported when memory has been measured: what the import lets go of would hold the waiting executions
    from tests.support.second_opinion import ending_of, jsonata_for_moto, moto_events, moto_program  # noqa: PLC0415

    program = moto_program(definition(passes(20)))

    def one(_: int) -> int:
        events = moto_events(program, SMALL)
        assert ending_of(events).status == "SUCCEEDED", events[-1]
        return sum(event["type"].endswith("StateEntered") for event in events)

    with jsonata_for_moto():
        return rate(one)


def rate(one: Callable[[int], int]) -> float:
    """Transitions per second of processor time."""
    one(0)
    gc.collect()
    transitions = number = 0
    began = time.process_time()
    while (passed := time.process_time() - began) < SECONDS:
        number += 1
        transitions += one(number)
    return transitions / passed


def waiting(count: int) -> dict[str, float]:
    """Memory of `count` executions that sit in a Wait, with a host's list of timers."""
    parsed = machine(
        {
            "begin": {"Type": "Pass", "Assign": {"trigger": "{% $states.input.trigger %}"}, "Output": {}, "Next": "w"},
            "w": {"Type": "Wait", "Seconds": 3600, "Next": "done"},
            "done": {"Type": "Succeed", "Output": {}},
        }
    )
    process = psutil.Process(os.getpid())
    gc.collect()
    before = process.memory_info().rss
    runs: list[tuple[Execution, int]] = []
    for number in range(count):
        run = Execution(parsed, context(number), number)
        (timer,) = run.step(Started(1, json.loads(json.dumps(SMALL))))
        assert isinstance(timer, StartTimer)
        runs.append((run, timer.timer_id))
    gc.collect()
    used = process.memory_info().rss - before
    for run, timer_id in runs:
        run.step(TimerFired(4_000_000, timer_id))
        assert run.status == "SUCCEEDED"
    return {"executions": count, "total_mb": used / 1e6, "bytes_each": used / count}


SMALL: dict[str, Any] = {"trigger": {"total": 120, "customer": {"email": "ada@example.com", "tier": "gold"}}}
LARGE: dict[str, Any] = {
    "trigger": {
        **SMALL["trigger"],
        "lines": [{"sku": f"A-{index}", "quantity": index, "note": "x" * 60} for index in range(1_000)],
    }
}
ANSWER = {"Payload": {"output": {"ok": True, "id": "m-1"}}}


def main() -> None:
    """Measures, prints and writes."""
    actions, pure = chain(10), machine(passes(20))
    size = len(json.dumps(LARGE))
    rates = {
        "actions, small values": rate(lambda n: run_to_end(actions, n, SMALL, ANSWER)),
        "actions, large variables": rate(lambda n: run_to_end(actions, n, LARGE, ANSWER)),
        "assignments, small values": rate(lambda n: run_to_end(pure, n, SMALL, None)),
        "assignments, large variables": rate(lambda n: run_to_end(pure, n, LARGE, None)),
    }
    memory = waiting(10_000)
    moto = baseline()
    rates["moto's interpreter, assignments, small values"] = moto
    print(f"{'case (large: ' + str(size // 1000) + ' kB in scope)':<47}{'transitions/s':>15}{'ratio':>9}")
    for name, value in rates.items():
        print(f"{name:<47}{value:>15,.0f}{value / moto:>9.1f}")
    print(f"{'memory of 10,000 waiting executions, MB':<47}{memory['total_mb']:>15,.1f}")
    print(f"{'each, bytes':<47}{memory['bytes_each']:>15,.0f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"transitions_per_second": rates, "large_bytes": size, "waiting": memory}, indent=2))


if __name__ == "__main__":
    main()
