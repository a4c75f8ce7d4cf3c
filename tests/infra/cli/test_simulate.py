"""`statewright simulate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.cli.timeline import duration
from tests.infra.cli.conftest import Ran, Run
from tests.infra.cli.documents import MONTH_SECONDS, chain, later, looping, node

PAYLOAD = ("--payload", '{"body": {"email": "ada@example.com"}}')


def nodes(ran: Ran) -> dict[str, Any]:
    """The last attempt of each node."""
    return {each["key"]: each for each in ran.json()["nodes"]}


def test_a_month_passes_on_the_virtual_clock(run: Run) -> None:
    ran = run("simulate", "later.json", *PAYLOAD, "--json", "--start-at", "2026-03-01T09:00:00+01:00")
    told = ran.json()
    assert (ran.status, told["status"], told["reason"]) == (0, "succeeded", None)
    assert told["started_at"] == "2026-03-01T08:00:00.000Z"
    assert told["ended_at"] == "2026-03-31T08:00:00.000Z"
    assert told["duration_ms"] == nodes(ran)["month"]["duration_ms"] == MONTH_SECONDS * 1000
    assert told["input"]["trigger"] == {
        "body": {"email": "ada@example.com"},
        "headers": {},
        "method": "POST",
        "path": "signup",
        "query": {},
    }


def test_an_action_shows_its_configuration_and_gives_a_sample_of_its_schema(run: Run) -> None:
    mail = nodes(run("simulate", "later.json", *PAYLOAD, "--json"))["remind"]
    assert mail["input"] == {"to": ["ada@example.com"], "subject": "Still there?", "text": "Hello"}
    assert mail["output"] == {"accepted": ["accepted"], "message_id": "message_id", "refused": {}}
    assert (mail["source"], mail["handle"], mail["name"]) == ("sample", "out", "Remind")


def test_pins_come_from_the_command_line_or_a_file(run: Run, folder: Path) -> None:
    (folder / "mail.json").write_text("[1, 2]")
    assert nodes(run("simulate", "later.json", *PAYLOAD, "--json", "--pin", "remind=@mail.json"))["remind"][
        "output"
    ] == [
        1,
        2,
    ]
    ran = run("simulate", "later.json", *PAYLOAD, "--json", "--pin", 'remind="sent"')
    assert ran.json()["output"] == {"remind": "sent"}
    assert nodes(ran)["remind"]["source"] == "pin"


def test_an_action_told_to_fail_twice_succeeds_after_its_retries(run: Run) -> None:
    ran = run("simulate", "later.json", *PAYLOAD, "--json", "--fail", "remind=ProviderTimeout:2")
    attempts = [each for each in ran.json()["nodes"] if each["key"] == "remind"]
    assert [each["status"] for each in attempts] == ["failed", "failed", "succeeded"]
    assert [each["source"] for each in attempts] == ["fail", "fail", "sample"]
    assert attempts[0]["started_at"] < attempts[1]["started_at"] < attempts[2]["started_at"]


def test_a_failed_run_says_where_and_ends_with_1(run: Run, folder: Path) -> None:
    ran = run("simulate", "later.json", *PAYLOAD, "--fail", "remind=ProviderRejected")
    assert ran.status == 1
    assert "node 'Remind' (remind): ProviderRejected: told to fail in this dry run" in ran.out
    marked = run("simulate", "later.json", *PAYLOAD, "--fail", "remind=ProviderRejected", "--format", "github")
    lines = (folder / "later.json").read_text().splitlines()
    begins = lines.index('        "id": "n_remind",')
    assert f"\n::error file=later.json,line={begins},title=simulate::node 'Remind'" in marked.out
    first, *_, resumed, _ = marked.out.splitlines()
    assert f"::{first.removeprefix('::stop-commands::')}::" == resumed


def test_a_configuration_that_the_action_would_refuse_fails_as_in_a_real_run(run: Run) -> None:
    ran = run("simulate", "later.json", "--payload", '{"body": {"email": null}}', "--json")
    mail = nodes(ran)["remind"]
    assert (ran.status, mail["error"]["name"], mail["source"]) == (1, "InvalidInput", "refused")
    assert "config.to.0" in mail["error"]["message"]


def test_samples_are_blamed_for_what_they_lack(run: Run) -> None:
    ran = run("simulate", "later.json")
    assert ran.status == 1
    assert "ExpressionFailed" in ran.out
    assert "(the run had samples to work with: give --payload)" in ran.out.replace("\n", " ")


def test_it_stops_at_a_node(run: Run) -> None:
    ran = run("simulate", "later.json", "--json", "--stop-at", "month")
    told = ran.json()
    assert (ran.status, told["status"], told["stopped_at"]) == (0, "stopped", "month")
    assert [each["key"] for each in told["nodes"]] == ["signup", "month"]


def test_a_node_that_is_never_reached_is_no_success(run: Run) -> None:
    ran = run("simulate", "later.json", "--stop-at", "remind")
    assert (ran.status, "never got to the end of node 'Remind' (remind)" in ran.out) == (1, True)


def test_verbose_shows_configurations(run: Run) -> None:
    assert "Still there?" in run("simulate", "later.json", *PAYLOAD, "-v").out
    assert "Still there?" not in run("simulate", "later.json", *PAYLOAD).out


def test_the_same_arguments_give_the_same_run(run: Run) -> None:
    arguments = ("simulate", "later.json", *PAYLOAD, "--json", "--fail", "remind=ProviderTimeout:2")
    assert run(*arguments).out == run(*arguments).out
    assert run(*arguments, "--seed", "1").out != run(*arguments).out


def test_a_workflow_with_problems_is_not_run(run: Run) -> None:
    ran = run("simulate", "misspelt.json")
    assert (ran.status, "did you mean `$trigger`?" in ran.out) == (1, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--payload", "{"], "--payload: not JSON at character 2"),
        (["--payload", "[]"], "must be an object"),
        (["--payload", '{"email": 1}'], "api@1 gives no field 'email', only body, headers, method, path, query; what"),
        (["--payload", '{"boddy": 1}'], "did you mean `body`?"),
        (["--payload", "@nowhere.json"], "nowhere.json: No such file"),
        (["--payload", '{"body": "' + "x" * 262_144 + '"}'], "Step Functions takes 262,144"),
        (["--payload", "@-", "--pin", "remind=@-"], "once only"),
        (["--trigger", "month"], "--trigger: there is no trigger with the key 'month'"),
        (["--pin", "remind"], "must be KEY=JSON"),
        (["--pin", "remnd=1"], "did you mean `remind`?"),
        (["--pin", "remind=yes"], "a text needs double quotes"),
        (["--pin", "month=1"], "node 'Wait a month' is evaluated for real"),
        (["--fail", "remind=Timeout:x"], "must be KEY=ErrorName or KEY=ErrorName:TIMES"),
        (["--fail", "remind=ProviderTimout"], "did you mean `ProviderTimeout`?"),
        (["--fail", "signup=ProviderTimeout"], "is evaluated for real"),
        (["--start-at", "tomorrow"], "must be `now` or a time with its zone"),
        (["--start-at", "2026-03-01"], "must be `now` or a time with its zone"),
        (["--stop-at", "nowhere"], "--stop-at: there is no node with the key 'nowhere'"),
        (["--seed", "x"], "invalid int value"),
    ],
)
def test_wrong_usage_says_what_is_right(run: Run, options: list[str], message: str) -> None:
    ran = run("simulate", "later.json", *options)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_several_triggers(run: Run, folder: Path) -> None:
    document = later("ops@example.com")
    tick = {
        "id": "t",
        "key": "tick",
        "type": "trigger",
        "definition": "schedule@1",
        "config": {"expression": "rate(1 day)"},
    }
    document["graph"]["nodes"].append(tick)
    document["graph"]["edges"].append({"id": "e9", "source": "t", "target": "n_month"})
    (folder / "two.json").write_text(json.dumps(document))
    assert run("simulate", "two.json", "--json").json()["trigger"] == "signup"
    ran = run("simulate", "two.json", "--json", "--trigger", "tick")
    assert (ran.status, nodes(ran)["signup"]["status"]) == (0, "skipped")
    assert ran.json()["input"]["trigger"] == {"scheduled_time": "2026-01-01T00:00:00.000Z"}


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0 ms"),
        (999, "999 ms"),
        (1_500, "1.5 s"),
        (60_000, "1m"),
        (90_000, "1m 30s"),
        (3_600_000, "1h"),
        (3_601_000, "1h"),
        (90_061_000, "1d 1h"),
        (MONTH_SECONDS * 1000, "30d"),
    ],
)
def test_durations(milliseconds: int, text: str) -> None:
    assert duration(milliseconds) == text


def test_a_node_inside_a_loop_is_pinned_failed_and_stopped_at(run: Run, folder: Path) -> None:
    (folder / "each.json").write_text(json.dumps(looping()))
    arguments = ("simulate", "each.json", "--payload", '{"body": {"emails": ["ada@example.com"]}}')

    pinned = nodes(run(*arguments, "--json", "--pin", 'mail="sent"'))["mail"]
    failed = run(*arguments, "--fail", "mail=ProviderRejected")
    stopped = run(*arguments, "--json", "--stop-at", "mail").json()

    assert (pinned["name"], pinned["output"], pinned["source"]) == ("Mail it", "sent", "pin")
    assert failed.status == 1
    assert "node 'Mail it' (mail): ProviderRejected: told to fail in this dry run" in failed.out
    assert (stopped["status"], stopped["stopped_at"]) == ("stopped", "mail")


@pytest.fixture
def expecting(folder: Path) -> str:
    """A file whose trigger says what it expects."""
    sku = {"type": "string", "pattern": "^SKU-[0-9]+$"}
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "examples": ["A-7"]}, "sku": sku},
    }
    trigger = node("ordered", "trigger", "Ordered", {"path": "orders", "body_schema": schema}, "api@1")
    document = chain(trigger, node("seen", "set", "Seen", {"values": {"body": "{% $trigger.body %}"}}))
    (folder / "expecting.json").write_text(json.dumps(document, indent=2))
    return "expecting.json"


def test_a_payload_that_the_trigger_would_refuse_is_tried_with_a_warning(run: Run, expecting: str) -> None:
    payload = ("--payload", '{"body": {"id": 7}}')
    told = "payload.body.id: `id` must be text: the trigger itself would refuse it"

    ran = run("simulate", expecting, *payload)
    assert (ran.status, ran.out.startswith(f"warning: {told}\n")) == (0, True), ran.out
    assert run("simulate", expecting, *payload, "--json").json()["warnings"] == [told]
    assert run("simulate", expecting, *payload, "--format", "github").out.startswith(
        f"::warning file=expecting.json,line=5,title=simulate::{told}\n"
    )


def test_without_a_payload_it_has_what_the_trigger_expects(run: Run, expecting: str) -> None:
    told = run("simulate", expecting, "--json").json()
    assert told["input"]["trigger"]["body"] == {"id": "A-7", "sku": "sku"}
    assert told["warnings"] == []
