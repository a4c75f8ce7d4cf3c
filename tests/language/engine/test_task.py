"""Task states: scheduling, answers, retries, catchers, time limits, heartbeats and tokens."""

from typing import Any

import pytest
from statewright.language.engine import (
    CancelTask,
    CancelTimer,
    Execution,
    Finish,
    History,
    Outcome,
    Raised,
    Returned,
    ScheduleTask,
    Started,
    StartTimer,
    TaskFailed,
    TaskHeartbeat,
    TaskSubmitted,
    TaskSucceeded,
    TimerFired,
    make_token,
    read_token,
)
from statewright.language.engine.simulation import SIMULATED, START

from tests.support.machines import INVOKE, details, event, machine, output, run, task, types


def fail_times(count: int, error: str = "E") -> Any:
    """Work that fails so many times, then gives "done"."""
    left = count

    def work(_: ScheduleTask) -> Outcome:
        nonlocal left
        left -= 1
        return Raised(error, "no luck") if left >= 0 else Returned("done")

    return work


def schedule_times(simulation: Any) -> list[float]:
    """Seconds after the start at which the task was scheduled."""
    return [(event.at - START) / 1000 for event in simulation.history if event.type == "TaskScheduled"]


def test_a_task_is_scheduled_with_its_arguments_and_its_result_passes_on() -> None:
    states = {
        "t": task(
            Arguments={"n": "{% $states.input.n %}"},
            Assign={"r": "{% $states.result.n %}"},
            Output={"in": "{% $states.input.n %}", "out": "{% $states.result.n + 1 %}"},
            Next="p",
        ),
        "p": {"Type": "Pass", "Output": ["{% $states.input %}", "{% $r %}"], "End": True},
    }
    simulation = run(states, {"n": 1})
    assert simulation.steps[0][1] == (ScheduleTask(1, "t", INVOKE, {"n": 1}, None, None),)
    assert simulation.finish is not None
    assert simulation.finish.output == [{"in": 1, "out": 2}, 1]


def test_without_arguments_the_task_gets_the_state_input_and_without_output_the_result_passes_on() -> None:
    assert output({"t": task()}, {"n": 1}, lambda command: Returned([command.arguments])) == [{"n": 1}]


def test_the_history_of_a_task() -> None:
    simulation = run({"t": task(Arguments={"a": 1}, TimeoutSeconds=9)}, 0)
    assert types(simulation)[1:-1] == [
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
    ]
    names = {"resourceType": "lambda", "resource": "invoke"}
    assert details(simulation, "TaskScheduled") == [{**names, "parameters": {"a": 1}, "timeoutInSeconds": 9}]
    assert details(simulation, "TaskStarted") == [names]
    assert details(simulation, "TaskSucceeded") == [{**names, "output": {"a": 1}}]


def test_the_history_of_a_function_named_by_its_arn() -> None:
    arn = "arn:aws:lambda:eu-central-1:000000000000:function:f"
    simulation = run({"t": {"Type": "Task", "Resource": arn, "End": True}}, 5)
    assert types(simulation)[2:5] == ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"]
    assert details(simulation, "LambdaFunctionScheduled") == [{"resource": arn, "input": 5}]
    assert details(simulation, "LambdaFunctionSucceeded") == [{"output": 5}]


@pytest.mark.parametrize(
    ("resource", "kind", "action"),
    [
        ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs", "sendMessage.waitForTaskToken"),
        ("arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3", "getObject"),
        ("arn:aws:states:::states:startExecution.sync:2", "states", "startExecution.sync:2"),
    ],
)
def test_resources_are_named_as_aws_names_them(resource: str, kind: str, action: str) -> None:
    simulation = run({"t": {"Type": "Task", "Resource": resource, "End": True}}, 5)
    assert details(simulation, "TaskStarted") == [{"resourceType": kind, "resource": action}]


def test_retries_wait_longer_each_time_up_to_a_bound() -> None:
    retry = [{"ErrorEquals": ["E"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 4, "MaxDelaySeconds": 20}]
    simulation = run({"t": task(Retry=retry)}, None, fail_times(4))
    assert schedule_times(simulation) == [0, 2, 8, 26, 46]
    assert simulation.finish == Finish("SUCCEEDED", "done")


def test_the_default_retry_is_three_attempts_from_one_second_doubling() -> None:
    simulation = run({"t": task(Retry=[{"ErrorEquals": ["States.ALL"]}])}, None, fail_times(9))
    assert schedule_times(simulation) == [0, 1, 3, 7]
    assert simulation.finish == Finish("FAILED", None, "E", "no luck")


def test_each_retrier_counts_its_own_attempts_and_the_context_counts_all() -> None:
    retry = [{"ErrorEquals": ["A"], "MaxAttempts": 1}, {"ErrorEquals": ["B"], "MaxAttempts": 2}]
    errors = iter(["A", "B", "B", "A"])
    counts: list[int] = []

    def work(command: ScheduleTask) -> Outcome:
        counts.append(command.arguments)
        return Raised(next(errors))

    simulation = run({"t": task(Retry=retry, Arguments="{% $states.context.State.RetryCount %}")}, None, work)
    assert counts == [0, 1, 2, 3]
    assert simulation.finish == Finish("FAILED", None, "A")


def test_a_retrier_with_no_attempts_shields_its_error_from_later_retriers() -> None:
    retry = [{"ErrorEquals": ["Paused"], "MaxAttempts": 0}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 5}]
    catch = [{"ErrorEquals": ["Paused"], "Next": "parked", "Output": "{% $states.input %}"}]
    states = {
        "t": task(Retry=retry, Catch=catch, Next="parked"),
        "parked": {"Type": "Pass", "Output": ["{% $states.input %}"], "End": True},
    }
    simulation = run(states, 3, lambda _: Raised("Paused"))
    assert schedule_times(simulation) == [0]
    assert simulation.finish == Finish("SUCCEEDED", [3])


def test_full_jitter_draws_from_the_seed_within_the_delay() -> None:
    states = {"t": task(Retry=[{"ErrorEquals": ["E"], "IntervalSeconds": 8, "JitterStrategy": "FULL"}])}
    first, again, other = (schedule_times(run(states, None, fail_times(1), seed=seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert 0 <= first[1] <= 8
    delays = [schedule_times(run(states, None, fail_times(1), seed=seed))[1] for seed in range(30)]
    assert min(delays) < 2
    assert 6 < max(delays) <= 8


def test_retries_begin_anew_when_the_state_is_entered_again() -> None:
    states = {
        "t": task(
            Retry=[{"ErrorEquals": ["E"], "MaxAttempts": 1}],
            Catch=[{"ErrorEquals": ["E"], "Next": "again", "Assign": {"seen": True}}],
            Next="again",
        ),
        "again": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input = 'done' %}", "Next": "end"}],
            "Default": "t",
        },
        "end": {"Type": "Succeed"},
    }
    assert len(schedule_times(run(states, None, fail_times(3)))) == 4


def test_a_catcher_sees_the_error_and_takes_over_assign_and_output() -> None:
    catch = [
        {"ErrorEquals": ["Other"], "Next": "end"},
        {
            "ErrorEquals": ["E"],
            "Next": "end",
            "Assign": {"why": "{% $states.errorOutput.Cause %}"},
            "Output": {"error": "{% $states.errorOutput %}", "was": "{% $states.input %}"},
        },
    ]
    states = {
        "t": task(Catch=catch, Assign={"why": "not this"}, Output="nor this", Next="end"),
        "end": {"Type": "Pass", "Output": {"got": "{% $states.input %}", "why": "{% $why %}"}, "End": True},
    }
    error = {"Error": "E", "Cause": "no luck"}
    assert output(states, 7, fail_times(1)) == {"got": {"error": error, "was": 7}, "why": "no luck"}


def test_without_an_output_a_catcher_hands_on_the_error() -> None:
    states = {"t": task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "e"}], Next="e"), "e": {"Type": "Succeed"}}
    assert output(states, 7, fail_times(1)) == {"Error": "E", "Cause": "no luck"}


@pytest.mark.parametrize(
    ("names", "error", "caught"),
    [
        (["States.ALL"], "E", True),
        (["States.ALL"], "States.Timeout", True),
        (["States.ALL"], "States.Runtime", False),
        (["States.Runtime"], "States.Runtime", False),
        (["States.TaskFailed"], "E", True),
        (["States.TaskFailed"], "States.Timeout", False),
        (["States.Timeout"], "States.Timeout", True),
        (["F", "E"], "E", True),
        (["e"], "E", False),
    ],
)
def test_which_names_take_which_errors(names: list[str], error: str, caught: bool) -> None:
    states = {"t": task(Catch=[{"ErrorEquals": names, "Next": "e"}], Next="e"), "e": {"Type": "Succeed"}}
    finish = run(states, None, fail_times(1, error)).finish
    assert finish is not None
    assert (finish.status == "SUCCEEDED") is caught


def test_an_expression_that_fails_in_arguments_or_output_can_be_retried_and_caught() -> None:
    handled = {
        "Retry": [{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "e", "Output": "caught"}],
        "Next": "e",
    }
    before = run({"t": task(Arguments="{% $states.input.no %}", **handled), "e": {"Type": "Succeed"}}, {})
    after = run({"t": task(Output="{% $states.result.no %}", **handled), "e": {"Type": "Succeed"}}, {})
    assert before.finish == after.finish == Finish("SUCCEEDED", "caught")
    assert len(schedule_times(before)) == 0
    assert len(schedule_times(after)) == 2


def test_an_expression_that_fails_in_a_catcher_fails_the_state() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "e", "Output": "{% $states.errorOutput.No %}"}]
    finish = run({"t": task(Catch=catch, Next="e"), "e": {"Type": "Succeed"}}, None, fail_times(1)).finish
    assert finish is not None
    assert finish.error == "States.QueryEvaluationError"


def test_a_task_that_does_not_answer_times_out() -> None:
    simulation = run({"t": task(TimeoutSeconds="{% $states.input %}")}, 3, lambda _: None)
    assert simulation.ended_at == START + 3000
    assert simulation.finish == Finish("FAILED", None, "States.Timeout")
    assert event(simulation, "TaskTimedOut").details == {
        "resourceType": "lambda",
        "resource": "invoke",
        "error": "States.Timeout",
    }
    assert simulation.steps[0][1] == (ScheduleTask(1, "t", INVOKE, 3, None, START + 3000), StartTimer(1, START + 3000))
    assert CancelTask(1) in simulation.steps[1][1]


def test_an_answer_in_time_cancels_the_timer_and_a_late_one_is_ignored() -> None:
    execution = Execution(machine({"t": task(TimeoutSeconds=3)}), SIMULATED, 0)
    execution.step(Started(0, None))
    assert execution.step(TaskSucceeded(1, 1, "x")) == [CancelTimer(1), Finish("SUCCEEDED", "x")]
    assert execution.step(TimerFired(3000, 1)) == []
    assert execution.step(TaskFailed(3001, 1, "E")) == []
    assert execution.status == "SUCCEEDED"


@pytest.mark.parametrize("seconds", ["{% 0 %}", "{% 1.5 %}", "{% 'x' %}"])
def test_a_nonsensical_timeout_fails(seconds: str) -> None:
    finish = run({"t": task(TimeoutSeconds=seconds)}).finish
    assert finish is not None
    assert finish.error == "States.QueryEvaluationError"


def waiting_for_token(**fields: Any) -> dict[str, Any]:
    return {
        "t": {
            "Type": "Task",
            "Resource": INVOKE + ".waitForTaskToken",
            "Arguments": {"token": "{% $states.context.Task.Token %}"},
            "End": True,
            **fields,
        }
    }


def test_a_token_names_its_execution_and_task_and_each_attempt_has_its_own() -> None:
    tokens: list[Any] = []

    def work(command: ScheduleTask) -> Outcome:
        assert command.arguments == {"token": command.token}
        tokens.append(command.token)
        return Raised("E") if len(tokens) == 1 else Returned("ok")

    simulation = run(waiting_for_token(Retry=[{"ErrorEquals": ["E"]}]), None, work, seed=9)
    assert simulation.finish == Finish("SUCCEEDED", "ok")
    assert [read_token(token) for token in tokens] == [(SIMULATED.execution_id, 1), (SIMULATED.execution_id, 2)]
    assert tokens[1] == make_token(SIMULATED.execution_id, 2, 9) != make_token(SIMULATED.execution_id, 2, 8)


@pytest.mark.parametrize("text", ["", "x", "eA==", "w7w=", "ÿ"])
def test_what_is_no_token_reads_as_none(text: str) -> None:
    assert read_token(text) is None


def test_heartbeats_keep_a_task_alive_until_they_stop() -> None:
    execution = Execution(machine(waiting_for_token(HeartbeatSeconds=10)), SIMULATED, 0, History())
    _, timer = execution.step(Started(0, None))
    assert timer == StartTimer(1, 10_000)
    assert execution.step(TaskHeartbeat(7_000, 1)) == []
    assert execution.step(TimerFired(10_000, 1)) == [StartTimer(2, 17_000)]
    assert execution.step(TimerFired(17_000, 2)) == [CancelTask(1), Finish("FAILED", None, "States.Timeout")]


@pytest.mark.parametrize("name", ["States.HeartbeatTimeout", "States.Timeout", "States.ALL"])
def test_a_missing_heartbeat_can_be_caught(name: str) -> None:
    states = waiting_for_token(HeartbeatSeconds=10, Catch=[{"ErrorEquals": [name], "Next": "e", "Output": "caught"}])
    assert output({**states, "e": {"Type": "Succeed"}}, None, lambda _: None) == "caught"


def test_events_out_of_turn_are_refused_or_ignored() -> None:
    execution = Execution(machine({"t": task()}), SIMULATED, 0)
    with pytest.raises(ValueError, match="exactly one Started"):
        execution.step(TimerFired(0, 1))
    execution.step(Started(0, None))
    with pytest.raises(ValueError, match="exactly one Started"):
        execution.step(Started(0, None))
    assert execution.step(TaskSucceeded(1, 99, "x")) == []
    assert execution.step(TaskHeartbeat(1, 99)) == []
    assert execution.status is None


def test_a_first_answer_is_recorded_and_the_task_goes_on() -> None:
    history = History()
    states = {"t": task(Resource="arn:aws:states:::sqs:sendMessage.waitForTaskToken")}
    execution = Execution(machine(states), SIMULATED, 0, history)
    execution.step(Started(0, None))
    assert execution.step(TaskSubmitted(5, 1, {"MessageId": "m"})) == []
    assert execution.step(TaskSucceeded(9, 1, "done"))[-1] == Finish("SUCCEEDED", "done")
    assert [(event.type, event.previous_id) for event in history][2:6] == [
        ("TaskScheduled", 2),
        ("TaskStarted", 3),
        ("TaskSubmitted", 4),
        ("TaskSucceeded", 5),
    ]
    assert history.events[4].details == {
        "resourceType": "sqs",
        "resource": "sendMessage.waitForTaskToken",
        "output": {"MessageId": "m"},
    }
    assert execution.step(TaskSubmitted(10, 1, {})) == []
