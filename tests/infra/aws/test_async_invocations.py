"""Nothing that Scheduler or a function hands over without waiting for it is lost unheard."""

from __future__ import annotations

from typing import Any

import pytest
from statewright.core import catalog as catalogs
from statewright.core.names import SYNC_ROUTES, function_name

from tests.infra.aws.test_platform import listed, statements
from tests.support.assembly import Assembly

CATALOG = catalogs.load()
# Written out by hand: who invokes them does not wait for their answer.
ASYNCHRONOUS = sorted(
    {function_name("trigger", "schedule"), SYNC_ROUTES}
    | {job.function for job in CATALOG.system if job.source == "schedule"}
)
TRIGGERS = [trigger.function for trigger in CATALOG.triggers]


def dead_letters(assembly: Assembly) -> tuple[str, dict[str, Any]]:
    """Logical id and resource of the queue in which failed asynchronous invocations end."""
    ((name, queue),) = [
        (name, resource)
        for name, resource in assembly.stacks["StatewrightPlatform"].items()
        if resource["Type"] == "AWS::SQS::Queue"
        and resource["Properties"]["QueueName"] == "statewright-async-invocations-dead"
    ]
    return name, queue


def logical_id(assembly: Assembly, function: str) -> str:
    (found,) = [
        name
        for name, resource in assembly.stacks["StatewrightPlatform"].items()
        if resource.get("Properties", {}).get("FunctionName") == function
        and resource["Type"] == "AWS::Lambda::Function"
    ]
    return found


@pytest.mark.parametrize("function", ASYNCHRONOUS)
def test_a_failed_invocation_is_tried_twice_more_and_then_kept(assembly: Assembly, function: str) -> None:
    """Given a function that Scheduler invokes, Then its failures go to the dead letters, and its role may put them."""
    target = {"Ref": logical_id(assembly, function)}
    (config,) = [c for c in assembly.resources("AWS::Lambda::EventInvokeConfig") if c["FunctionName"] == target]
    arn = {"Fn::GetAtt": [dead_letters(assembly)[0], "Arn"]}
    assert (config["Qualifier"], config["MaximumRetryAttempts"]) == ("$LATEST", 2)
    assert config["MaximumEventAgeInSeconds"] == 3600
    assert config["DestinationConfig"] == {"OnFailure": {"Destination": arn}}
    send = [s for s in statements(assembly, CATALOG.function(function)) if "sqs:SendMessage" in listed(s["Action"])]
    assert [s["Resource"] for s in send] == [arn]


def test_dead_letters_are_encrypted_and_taken_over_tls_only(assembly: Assembly) -> None:
    name, queue = dead_letters(assembly)
    assert queue["Properties"]["SqsManagedSseEnabled"]
    assert queue["Properties"]["MessageRetentionPeriod"] == 14 * 86400
    (policy,) = [p for p in assembly.resources("AWS::SQS::QueuePolicy") if {"Ref": name} in p["Queues"]]
    (refusal,) = policy["PolicyDocument"]["Statement"]
    assert (refusal["Effect"], refusal["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_given_up_invocations_and_dropped_ticks_raise_an_alarm(assembly: Assembly) -> None:
    alarms = {alarm["AlarmDescription"]: alarm for alarm in assembly.resources("AWS::CloudWatch::Alarm")}
    kept = alarms["InvocationsGivenUp"]
    assert kept["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert [d["Value"] for d in kept["Dimensions"]] == [{"Fn::GetAtt": [dead_letters(assembly)[0], "QueueName"]}]
    dropped = alarms["TicksDropped"]
    assert (dropped["Namespace"], dropped["MetricName"]) == ("AWS/Scheduler", "InvocationDroppedCount")
    assert dropped["Dimensions"] == [{"Name": "ScheduleGroup", "Value": "statewright"}]


@pytest.mark.parametrize("function", sorted({*ASYNCHRONOUS, *TRIGGERS}))
def test_errors_of_what_nobody_waits_for_raise_an_alarm(assembly: Assembly, function: str) -> None:
    dimension = {"Name": "FunctionName", "Value": {"Ref": logical_id(assembly, function)}}
    (alarm,) = [
        alarm
        for alarm in assembly.resources("AWS::CloudWatch::Alarm")
        if alarm["MetricName"] == "Errors" and dimension in alarm["Dimensions"]
    ]
    assert alarm["AlarmActions"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
