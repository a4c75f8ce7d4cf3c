"""`demo` is the product's own proof: it must end with success, and with failure when something is not as expected."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from infra.local.config import REPOSITORY
from infra.local.demo.expectations import EXPECTED_MAIL, EXPECTED_OUTPUT, EXPECTED_RECORD, EXPECTED_STATUS, check
from infra.local.demo.scenario import Run


@pytest.mark.stack
def test_the_demo_succeeds_and_shows_runs_mail_and_record() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "infra.local", "demo", "--no-frontend-build"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        env={"COLUMNS": "140", "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
    )

    assert shown.returncode == 0, shown.stdout[-6000:] + shown.stderr[-2000:]
    for text in ("Order welcome", "Daily digest", "Order events", "Welcome, Ada!", "orders.scored"):
        assert text in shown.stdout
    assert "FAIL" not in shown.stdout


def run(title: str) -> Run:
    """A run as it should be."""
    nodes = [
        {"key": key, "status": status, "output": EXPECTED_OUTPUT[title].get(key)}
        for key, status in EXPECTED_STATUS[title].items()
    ]
    execution = {"status": "succeeded", "error": None, "divergences": [], "gaps": [], "nodes": nodes}
    return Run(title=title, started_by="", execution=execution)


def mails() -> list[dict[str, Any]]:
    return [
        {"summary": {"recipients": to, "subject": subject}, "text": text}
        for (to, subject), text in EXPECTED_MAIL.items()
    ]


RECORD = {"key": EXPECTED_RECORD[0], "value": '{"id": "o-1001", "score": 40, "screened": true}'}


def failures(runs: list[Run], mail: list[dict[str, Any]], records: list[dict[str, Any]]) -> list[str]:
    return [each.what for each in check(runs, mail, records) if not each.holds]


def test_what_is_as_expected_passes() -> None:
    assert failures([run(title) for title in EXPECTED_STATUS], mails(), [RECORD]) == []


def test_every_difference_is_named() -> None:
    failed, wrong, diverged = run("Order welcome"), run("Daily digest"), run("Order events")
    failed.execution["status"] = "failed"
    wrong.node("headline")["output"] = {"count": 2}
    diverged.execution["divergences"] = ["score"]

    assert failures([failed, wrong, diverged], mails()[:1], [RECORD, RECORD]) == [
        "Order welcome: succeeded",
        "Daily digest: output of headline",
        "Order events: the record and its replay agree",
        "Mail: exactly the two expected arrived",
        "Kafka: the verdict was published once",
    ]


def test_a_record_that_is_not_json_is_a_failed_check() -> None:
    assert failures([], mails(), [{"key": None, "value": "nonsense"}]) == ["Kafka: the verdict was published once"]
