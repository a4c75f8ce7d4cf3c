"""The schedule trigger: Scheduler's input in, one execution per due time out."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.core.runtime.trigger import BrokenRoute, StartUnavailable
from triggers.schedule.handler import handler
from triggers.schedule.spec import Config

from tests.support.lambdas import invoke
from tests.support.stepfunctions import StepFunctions

from .routes import route

DUE = "2030-01-31T09:00:00Z"


def test_a_tick_starts_an_execution(executions: StepFunctions) -> None:
    tick = route() | {"scheduled_time": DUE}
    assert invoke(handler, tick) == {
        "execution_id": f"{tick['workflow_id']}.{executions.starts[0]['name']}",
        "started": True,
    }
    assert executions.input_of(0)["trigger"] == {"scheduled_time": DUE}


def test_a_tick_that_comes_twice_starts_once(executions: StepFunctions) -> None:
    tick = route()
    for written in (DUE, "2030-01-31T10:00:00+01:00"):
        invoke(handler, tick | {"scheduled_time": written})
    assert len(executions.starts) == 1
    invoke(handler, tick | {"scheduled_time": "2030-01-31T09:01:00Z"})
    assert len(executions.starts) == 2


@pytest.mark.parametrize("due", [None, "", "tomorrow", "2030-01-31T09:00:00", "<aws.scheduler.scheduled-time>"])
def test_a_tick_without_a_time_is_refused(executions: StepFunctions, due: Any) -> None:
    with pytest.raises(BrokenRoute, match="scheduled_time"):
        invoke(handler, route() | {"scheduled_time": due})
    assert executions.starts == []


def test_a_tick_that_cannot_start_fails_so_that_it_is_delivered_again(executions: StepFunctions) -> None:
    executions.failures = [(503, "ServiceUnavailable")] * 3
    with pytest.raises(StartUnavailable):
        invoke(handler, route() | {"scheduled_time": DUE})


@pytest.mark.parametrize(
    "expression", ["rate(1 minute)", "rate(5 minutes)", "cron(0 9 ? * MON-FRI *)", "at(2030-01-31T09:00:00)"]
)
def test_expressions_that_can_be_configured(expression: str) -> None:
    assert Config(expression=expression).timezone == "UTC"


@pytest.mark.parametrize("expression", ["", "rate(0 minutes)", "rate(5 weeks)", "cron(0 9 * *)", "at(now)"])
def test_expressions_that_cannot(expression: str) -> None:
    with pytest.raises(ValueError, match="expression"):
        Config(expression=expression)
