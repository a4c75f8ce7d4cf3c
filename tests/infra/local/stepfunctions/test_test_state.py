"""TestState over the wire: one state, its work done or mocked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import ROLE, Client, FunctionError, Functions, definition, invoke

TASK = invoke("double", {"n": "{% $states.input.n %}"}, Next="After", Assign={"done": True})
RETRIED = {
    **TASK,
    "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 2}],
    "Catch": [{"ErrorEquals": ["Refused"], "Next": "Sorry"}],
}


async def tried(sfn: Client, state: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"definition": json.dumps(state), "roleArn": ROLE, **more}
    return await sfn("test_state", **given)


async def test_a_state_is_run_for_real(sfn: Client, functions: Functions) -> None:
    async def double(event: Any) -> Any:
        return event["n"] * 2

    functions.handlers["double"] = double

    answer = await tried(sfn, {"QueryLanguage": "JSONata", **TASK}, input='{"n": 4}', inspectionLevel="DEBUG")

    assert (answer["status"], answer["output"], answer["nextState"]) == ("SUCCEEDED", "8", "After")
    seen = answer["inspectionData"]
    assert json.loads(seen["input"]) == {"n": 4}
    assert json.loads(seen["afterArguments"])["Payload"] == {"n": 4}
    assert json.loads(seen["result"])["Payload"] == 8
    assert json.loads(seen["variables"]) == {"done": True}


async def test_a_mock_stands_for_the_work(sfn: Client, functions: Functions) -> None:
    answer = await tried(sfn, {"QueryLanguage": "JSONata", **TASK}, input='{"n": 4}', mock={"result": '{"Payload": 5}'})

    assert (answer["status"], answer["output"]) == ("SUCCEEDED", "5")
    assert "inspectionData" not in answer
    assert functions.calls == []


@pytest.mark.parametrize(
    ("error", "retried", "status", "details"),
    [
        ("Busy", 0, "RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 2}),
        ("Busy", 1, "RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 4}),
        ("Busy", 2, "FAILED", None),
        ("Refused", 0, "CAUGHT_ERROR", {"catchIndex": 0}),
    ],
)
async def test_a_mocked_error_is_retried_or_caught(
    sfn: Client, error: str, retried: int, status: str, details: Any
) -> None:
    answer = await tried(
        sfn,
        {"QueryLanguage": "JSONata", **RETRIED},
        input='{"n": 4}',
        mock={"errorOutput": {"error": error, "cause": "because"}},
        stateConfiguration={"retrierRetryCount": retried},
        inspectionLevel="TRACE",
    )

    assert (answer["status"], answer["error"], answer["cause"]) == (status, error, "because")
    assert answer["inspectionData"].get("errorDetails") == details
    assert answer.get("nextState") == ("Sorry" if status == "CAUGHT_ERROR" else None)


async def test_the_work_that_fails_is_told(sfn: Client, functions: Functions) -> None:
    async def double(_event: Any) -> Any:
        raise FunctionError("Broken", "no")

    functions.handlers["double"] = double

    answer = await tried(sfn, {"QueryLanguage": "JSONata", **TASK}, input='{"n": 4}')

    assert (answer["status"], answer["error"]) == ("FAILED", "Broken")
    assert "output" not in answer


async def test_a_state_of_a_machine_sees_variables_and_context(sfn: Client) -> None:
    output = "{% $rate & ' ' & $states.context.Execution.Name %}"
    state = invoke("f", {}, Output=output)
    text = definition({"First": {"Type": "Pass", "Assign": {"rate": 1}, "Next": "T"}, "T": state})

    answer = await sfn(
        "test_state",
        definition=text,
        stateName="T",
        variables='{"rate": 2}',
        context='{"Execution": {"Name": "mine"}}',
        mock={"result": "{}"},
    )

    assert json.loads(answer["output"]) == "2 mine"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"definition": "{"}, "InvalidDefinition"),
        ({"definition": '{"Type": "Pass", "Nonsense": 1, "End": true}'}, "InvalidDefinition"),
        ({"input": "{"}, "InvalidExecutionInput"),
        ({"variables": "[1]"}, "ValidationException"),
        ({"context": "{}"}, "ValidationException"),
        ({"mock": {}}, "ValidationException"),
        ({"mock": {"result": "{}"}}, "ValidationException"),
    ],
)
async def test_what_is_wrong_is_refused(sfn: Client, arguments: dict[str, Any], code: str) -> None:
    state = {"definition": '{"Type": "Pass", "End": true}'}

    assert (await sfn.error("test_state", **(state | arguments)))[0] == code
