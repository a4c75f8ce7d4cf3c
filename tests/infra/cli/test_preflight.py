"""`statewright preflight`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.infra.cli.conftest import Run
from tests.infra.cli.documents import MONTH_SECONDS, chain, later, looping, node


def test_it_tells_limits_and_the_cost_of_each_path(run: Run) -> None:
    ran = run("preflight", "later.json")

    assert ran.status == 0
    for told in ("history events", "25,000", "when nothing fails", "not Express: month: waits take 30 days"):
        assert told in ran.out


def test_of_many_decisions_and_paths_it_tells_some_and_how_many_more_there_are(run: Run, folder: Path) -> None:
    decisions = [
        node(f"d{number}", "condition", f"Decision {number}", {"expression": "{% $trigger.x = 1 %}"})
        for number in range(60)
    ]
    document = chain(later()["graph"]["nodes"][0])
    graph = document["graph"]
    previous = [(graph["nodes"][0]["id"], "out")]
    for each in decisions:
        graph["nodes"].append(each)
        graph["edges"] += [
            {"id": f"{source}-{handle}-{each['id']}", "source": source, "source_handle": handle, "target": each["id"]}
            for source, handle in previous
        ]
        previous = [(each["id"], "true"), (each["id"], "false")]
    (folder / "many.json").write_text(json.dumps(document))
    ran = run("preflight", "many.json")

    assert "and more than a million more paths" in ran.out
    assert "→ and 52 more" in ran.out.replace("\n", " ")
    assert run("preflight", "many.json", "--json").json()["cost"]["paths_left_out"] == 2**53 - 1


def test_as_json_it_tells_everything(run: Run) -> None:
    one = run("preflight", "later.json", "--json").json()
    many = run("preflight", "later.json", "--json", "--runs", "5000").json()

    assert one["fits"]
    assert one["events"]["usual"] == 2 + 2 + 2 + 5
    assert one["duration"]["waiting"] == MONTH_SECONDS
    assert many["cost"]["average"] == pytest.approx(5 * one["cost"]["average"])
    assert one["prices"]["sources"]


def test_a_limit_that_would_be_passed_ends_with_one(run: Run, folder: Path) -> None:
    document = later() | {"settings": {"timeout_seconds": 3600}}
    (folder / "short.json").write_text(json.dumps(document, indent=2))
    ran = run("preflight", "short.json")

    assert ran.status == 1
    assert "short.json:" in ran.out
    told = "error: settings.timeout_seconds: the waits, `month` above all, take 30 days, and a run ends after 1 hour"
    assert told in ran.out


def test_an_invalid_workflow_is_told_as_elsewhere(run: Run) -> None:
    ran = run("preflight", "misspelt.json")

    assert ran.status == 1
    assert "there is no `$triger`" in ran.out


def test_a_number_of_runs_that_is_none_is_refused(run: Run) -> None:
    assert run("preflight", "later.json", "--runs", "0").status == 2


def test_names_that_a_terminal_would_obey_are_shown_as_text(run: Run, folder: Path) -> None:
    document = chain(
        node("tick", "trigger", "\x1b[31mTick", {"expression": "rate(1 hour)", "timezone": "UTC"}, "schedule@1"),
        node("pause", "delay", "Pause", {"seconds": 400}),
    )
    (folder / "\x1b[2Jodd.json").write_text(json.dumps(document | {"settings": {"timeout_seconds": 60}}))
    ran = run("preflight", "\x1b[2Jodd.json")

    assert ran.status == 1
    assert "\x1b[2J" not in ran.out


def test_the_average_lies_between_the_cheapest_and_the_costliest_path(run: Run) -> None:
    notify = Path(__file__).parents[3] / "examples" / "notify.json"
    cost = run("preflight", str(notify), "--json").json()["cost"]

    paths = [path["standard"] for path in cost["paths"]]
    assert cost["cheapest"] == pytest.approx(min(paths))
    assert cost["costliest"] == pytest.approx(max(paths))
    assert min(paths) < cost["average"] < max(paths)


def test_no_line_ends_in_blanks(run: Run) -> None:
    for ran in (run("preflight", "later.json"), run("simulate", "later.json")):
        assert ran.out
        assert [line for line in ran.out.splitlines() if line != line.rstrip()] == []


def test_an_assumed_number_of_items_says_where_to_give_it(run: Run, folder: Path) -> None:
    (folder / "each.json").write_text(json.dumps(looping()))

    assert '10 items (assumed: say "Expected items", `expected_items`)' in run("preflight", "each.json").out
