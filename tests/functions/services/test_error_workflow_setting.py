"""Which workflow may be another one's error workflow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from statewright.language.compiler.check.codes import CODES, INSTALLED

from tests.support.graphs import api_trigger, graph, set_values

Call = Callable[..., Any]
NOBODY = "99999999-9999-4999-8999-999999999999"
EXPRESS = {"durability": "express", "timezone": "UTC"}
FIELD = "settings.error_workflow"


def make(call: Call, name: str, **settings: Any) -> Any:
    drawing = graph(api_trigger(path=name.lower()), set_values())
    return call("workflows", "POST /api/workflows", {"name": name, "graph": drawing, "settings": settings}).body


def publish(call: Call, workflow: Any) -> Any:
    return call("workflows", f"POST /api/workflows/{workflow['id']}/publish", {"revision": 1})


def problems(call: Call, workflow: Any, settings: dict[str, Any]) -> list[tuple[str, str, str]]:
    answer = call("workflows", f"POST /api/workflows/{workflow['id']}/validate", {"settings": settings})
    assert {item["code"] for item in answer.body["problems"]} <= INSTALLED.keys() | CODES.keys()
    return [(item["severity"], item["code"], item["field"]) for item in answer.body["problems"]]


def test_it_must_be_another_one_that_is_there_and_should_be_published(call: Call) -> None:
    pay, alert = make(call, "Pay"), make(call, "Alert")

    def said(error_workflow: str, **settings: Any) -> list[tuple[str, str, str]]:
        return problems(call, pay, {"error_workflow": error_workflow, **settings})

    assert said(NOBODY) == [("error", "unknown_workflow", FIELD)]
    assert said(pay["id"]) == [("error", "own_error_workflow", FIELD)]
    assert said("Alert") == [("error", "invalid_setting", FIELD)]
    assert said(alert["id"]) == [("warning", "unpublished_workflow", FIELD)]
    assert said(alert["id"], **EXPRESS) == [("error", "express_limit", FIELD)]
    publish(call, alert)
    assert said(alert["id"]) == []
    call("workflows", f"DELETE /api/workflows/{alert['id']}")
    assert said(alert["id"]) == [("error", "unknown_workflow", FIELD)]


def test_it_is_standard_and_stays_so(call: Call) -> None:
    alert, quick = make(call, "Alert"), make(call, "Quick", **EXPRESS)
    publish(call, alert)
    publish(call, quick)

    refused = publish(call, make(call, "Pay", error_workflow=quick["id"]))
    published = publish(call, make(call, "Ship", error_workflow=alert["id"]))

    assert refused.status == 422
    assert [(each["code"], each["field"]) for each in refused.body["errors"]] == [("express_workflow", FIELD)]
    assert published.status == 200
    assert problems(call, alert, EXPRESS) == [("error", "run_by_another", "settings.durability")]
