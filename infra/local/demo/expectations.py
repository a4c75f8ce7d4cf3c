"""What the demo must have done. Each check is a sentence and whether it is so."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.demo.scenario import Run

EXPECTED_STATUS = {
    "Order welcome": {
        "order": "succeeded",
        "totals": "succeeded",
        "is_large": "succeeded",
        "reserve": "succeeded",
        "thanks": "skipped",
        "mail": "succeeded",
    },
    "Daily digest": {
        "morning": "succeeded",
        "figures": "succeeded",
        "headline": "succeeded",
        "mail": "succeeded",
    },
    "Order events": {
        "event": "succeeded",
        "settle": "succeeded",
        "score": "succeeded",
        "screen": "succeeded",
        "publish": "succeeded",
    },
}
EXPECTED_OUTPUT: Mapping[str, Mapping[str, Any]] = {
    "Order welcome": {"totals": {"total": 107, "first_name": "Ada"}, "reserve": {"status": 200}},
    "Daily digest": {"headline": {"count": 3, "revenue": 299.5}},
    "Order events": {"score": 40, "screen": {"ok": True}},
}
EXPECTED_MAIL = {
    ("ada@example.com", "Welcome, Ada!"): "Your order over 107.00 is on its way. A gift is coming with it.",
    ("team@example.com", "3 orders yesterday"): "Revenue: 299.50",
}
EXPECTED_RECORD = ("o-1001", {"id": "o-1001", "score": 40, "screened": True})


@dataclass(frozen=True, slots=True)
class Check:
    """`seen` is shown when it is not so."""

    what: str
    holds: bool
    seen: object


def check(runs: Sequence[Run], mails: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]]) -> list[Check]:
    """Compare what happened with what should have. `mails` and `records` are as `/_local/` gives them."""
    checks: list[Check] = []

    def expect(what: str, seen: object, wanted: object, same: Callable[[object, object], bool] = _equal) -> None:
        checks.append(Check(what, same(seen, wanted), seen))

    for run in runs:
        title, execution = run.title, run.execution
        expect(f"{title}: succeeded", (execution["status"], execution["error"]), ("succeeded", None))
        statuses = {node["key"]: node["status"] for node in execution["nodes"]}
        expect(f"{title}: every node is recorded as it went", statuses, EXPECTED_STATUS[title])
        for key, wanted in EXPECTED_OUTPUT[title].items():
            expect(f"{title}: output of {key}", run.node(key).get("output"), wanted)
        expect(f"{title}: the record and its replay agree", [*execution["divergences"], *execution["gaps"]], [])
    arrived = {
        (mail["summary"]["recipients"], mail["summary"]["subject"]): (mail["text"] or "").strip() for mail in mails
    }
    expect("Mail: exactly the two expected arrived", arrived, EXPECTED_MAIL)
    published = [(record["key"], _value(record["value"])) for record in records]
    expect("Kafka: the verdict was published once", published, [EXPECTED_RECORD])
    return checks


def _value(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except json.JSONDecodeError:
        return text


def _equal(seen: object, wanted: object) -> bool:
    return seen == wanted
