"""The machine that tells of itself: what it sends, and that it does what the compiled one does."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from statewright.core.names import EXPRESS_REPORT
from statewright.language.compiler.reporting import SEND, Reports, reported
from statewright.language.engine import Machine, Raised, Returned, ScheduleTask, simulate
from statewright.language.engine.simulation import START, Simulation

URL = "https://sqs.eu-central-1.amazonaws.com/000000000000/q"
ECHO = {"Type": "Pass", "Output": "{% $states.input %}", "End": True}
BOOM = {"Type": "Fail", "Error": "TooSmall", "Cause": "it is"}


def machine(state: dict[str, Any]) -> Machine:
    compiled = {"QueryLanguage": "JSONata", "TimeoutSeconds": 60, "StartAt": "work", "States": {"work": state}}
    return Machine.parse(reported(compiled, Reports(URL, 7)), "EXPRESS")


class Queue:
    """What was sent; `refuse`: nothing can be."""

    def __init__(self, *, refuse: bool = False) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.refuse = refuse

    def __call__(self, task: ScheduleTask) -> Returned | Raised:
        assert task.resource == SEND
        assert task.arguments["QueueUrl"] == URL
        if self.refuse:
            return Raised("Sqs.SqsException", "no", after=1)
        assert len(orjson.dumps(task.arguments)) <= 262_144
        self.bodies.append(task.arguments["MessageBody"])
        return Returned({"MessageId": "1"}, after=5)

    @property
    def details(self) -> list[dict[str, Any]]:
        assert {body["detail-type"] for body in self.bodies} <= {EXPRESS_REPORT}
        return [body["detail"] for body in self.bodies]


def run(state: dict[str, Any], given: Any, queue: Queue) -> Simulation:
    return simulate(machine(state), given, queue)


def test_a_success_is_told_with_what_went_in_and_came_out() -> None:
    queue = Queue()

    done = run(ECHO, {"n": "é"}, queue)

    assert (done.finish and done.finish.status, done.finish and done.finish.output) == ("SUCCEEDED", {"n": "é"})
    began, ended = queue.details
    assert began == {
        "executionArn": "arn:aws:states:eu-central-1:000000000000:execution:simulated:run",
        "stateMachineArn": "arn:aws:states:eu-central-1:000000000000:stateMachine:simulated",
        "name": "run",
        "status": "RUNNING",
        "workflowVersion": 7,
        "startDate": START,
        "inputDetails": {"included": True},
        "input": {"n": "é"},
    }
    told = {"status": "SUCCEEDED", "stopDate": START + 5, "outputDetails": {"included": True}, "output": {"n": "é"}}
    assert ended == began | told


def test_a_failure_is_told_and_stays_one() -> None:
    queue = Queue()

    done = run(BOOM, {"n": 1}, queue)

    assert done.finish is not None
    assert (done.finish.status, done.finish.error, done.finish.cause) == ("FAILED", "TooSmall", "it is")
    assert [(each["status"], each.get("error"), each.get("cause")) for each in queue.details] == [
        ("RUNNING", None, None),
        ("FAILED", "TooSmall", "it is"),
    ]


@pytest.mark.parametrize("state", [ECHO, BOOM])
def test_a_run_goes_on_although_nobody_can_be_told(state: dict[str, Any]) -> None:
    done = run(state, {"n": 1}, Queue(refuse=True))

    assert done.finish is not None
    assert done.finish.status == ("SUCCEEDED" if state is ECHO else "FAILED")
    assert done.finish.output == ({"n": 1} if state is ECHO else None)


@pytest.mark.parametrize(
    ("text", "included"),
    [
        ("a" * 120_000, ["input", "input output"]),
        ("é" * 60_000, ["input", "input output"]),
        ("a" * 240_000, ["input", "output"]),
        ("é" * 120_000, ["input", "output"]),
        ('"' * 125_000, ["input", "output"]),
        ("a" * 261_000, ["", ""]),
    ],
)
def test_a_message_has_what_fits_and_says_what_it_leaves_out(text: str, included: list[str]) -> None:
    queue = Queue()

    done = run(ECHO, {"text": text}, queue)

    assert done.finish is not None
    assert done.finish.status == "SUCCEEDED"
    found = [" ".join(name for name in ("input", "output") if name in each) for each in queue.details]
    assert found == included
    for each in queue.details:
        for name in ("input", "output"):
            said = each.get(f"{name}Details")
            assert said is None or said == {"included": name in each}
