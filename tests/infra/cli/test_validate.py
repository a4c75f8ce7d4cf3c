"""`statewright validate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.infra.cli.conftest import Run
from tests.infra.cli.documents import chain, later, misspelt, node

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.json"))


def test_every_example_is_fine(run: Run) -> None:
    ran = run("validate", *map(str, EXAMPLES))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.count(": fine\n") == len(EXAMPLES) >= 3


def test_problems_name_line_node_field_and_what_was_meant(run: Run, folder: Path) -> None:
    ran = run("validate", "misspelt.json")
    assert ran.status == 1
    line = (folder / "misspelt.json").read_text().splitlines().index('            "{% $triger.body.email %}"') + 1
    assert ran.out.startswith(f"misspelt.json:{line}: error: node 'Remind' (remind) config.to.0, character 4: ")
    assert "did you mean `$trigger`?" in ran.out


def test_json_has_every_field_of_a_problem(run: Run) -> None:
    ran = run("validate", "--json", "later.json", "misspelt.json")
    told = ran.json()
    assert (ran.status, told["valid"], told["unreadable"]) == (1, False, [])
    [problem] = told["problems"]
    assert problem["file"] == "misspelt.json"
    assert problem["node_id"] == "n_remind"
    assert problem["node_key"] == "remind"
    assert problem["field"] == "config.to.0"
    assert problem["suggestion"] == "trigger"
    assert run("validate", "--json", "later.json").json() == {"valid": True, "problems": [], "unreadable": []}


def test_github_annotations_cannot_be_forged_by_a_workflow(run: Run, folder: Path) -> None:
    document = misspelt()
    document["graph"]["nodes"][2]["name"] = "a%\n::error file=x::b\x1b[31m"
    (folder / "odd,name.json").write_text(json.dumps(document))
    ran = run("validate", "--format", "github", "odd,name.json")
    [line] = ran.out.splitlines()
    assert line.startswith("::error file=odd%2Cname.json,line=1,title=unknown_name::node 'a%25\\n::error")
    assert "\x1b" not in line
    assert "\x1b" not in run("validate", "odd,name.json").out


def test_a_warning_is_a_problem_only_when_strict(run: Run, folder: Path) -> None:
    document = chain(
        node("hook", "trigger", "Hook", {"method": "POST", "path": "hook"}, "api@1"),
        node("large", "condition", "Large?", {"expression": "{% $trigger.body.total > 100 %}"}),
        node("gift", "set", "Gift", {"values": {"name": "mug"}}),
        node("mail", "set", "Mail", {"values": {"text": "{% $gift.name %}"}}),
    )
    document["graph"]["edges"] = [
        {"id": "e1", "source": "n_hook", "target": "n_large"},
        {"id": "e2", "source": "n_large", "source_handle": "true", "target": "n_gift"},
        {"id": "e3", "source": "n_large", "source_handle": "false", "target": "n_mail"},
        {"id": "e4", "source": "n_gift", "target": "n_mail"},
    ]
    (folder / "maybe.json").write_text(json.dumps(document))
    ran = run("validate", "maybe.json")
    assert (ran.status, ": warning: node 'Mail' (mail) " in ran.out) == (0, True)
    assert run("validate", "--strict", "maybe.json").status == 1


def test_standard_input_once(run: Run) -> None:
    assert run("validate", "-", stdin=b"\xef\xbb\xbf" + json.dumps(later()).encode()).out == "<stdin>: fine\n"
    twice = run("validate", "-", "-")
    assert (twice.status, "once only" in twice.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "odd.json:1:1: not JSON: "),
        (b'{"graph": {\n  "nodes": [}', "odd.json:2:13: not JSON: "),
        (b"\xff\xfe", "odd.json:1:1: not JSON: "),
        (b"[" * 100_000, "not JSON: "),
        (b" " * 4_000_001, "odd.json: over 4,000,000 bytes, more than a workflow may have"),
    ],
    ids=["empty", "broken", "not UTF-8", "deep", "large"],
)
def test_an_unreadable_file_does_not_hide_the_others(run: Run, folder: Path, content: bytes, message: str) -> None:
    (folder / "odd.json").write_bytes(content)
    ran = run("validate", "odd.json", "misspelt.json")
    assert ran.status == 2
    assert message in ran.err
    assert "$triger" in ran.out


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (".", "is a folder: name the workflow files in it, e.g. *.json"),
        ("nowhere.json", "nowhere.json: No such file or directory"),
        ("nul\0.json", "embedded null byte"),
    ],
)
def test_what_is_not_a_file_is_refused(run: Run, name: str, message: str) -> None:
    ran = run("validate", name)
    assert (ran.status, message in ran.err) == (2, True), ran.err


@pytest.mark.parametrize(
    "content", ["[]", "1", '"text"', "null", '{"graph": 1}', '{"graph": {"nodes": [1, {"id": {}}]}}']
)
def test_json_that_is_no_workflow_has_problems(run: Run, folder: Path, content: str) -> None:
    (folder / "odd.json").write_text(content)
    ran = run("validate", "odd.json")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("odd.json:1: error: ")


def test_usage(run: Run) -> None:
    assert run("validate").status == 2
    assert run("draw", "later.json").status == 2
    assert "examples:" in run("validate", "--help").out


def test_what_is_no_workflow_has_one_problem(run: Run, folder: Path) -> None:
    for name, value in {"list": "[]", "drawing": '{"graph": []}'}.items():
        (folder / f"{name}.json").write_text(value)
        ran = run("validate", f"{name}.json", "--json")
        assert (ran.status, len(ran.json()["problems"])) == (1, 1)


def test_a_schema_that_reads_other_documents_is_refused_at_its_line(run: Run, folder: Path) -> None:
    trigger = {"path": "orders", "body_schema": {"$ref": "https://x.example/schema"}}
    document = chain(
        node("ordered", "trigger", "Ordered", trigger, "api@1"), node("wait", "delay", "Wait", {"seconds": 1})
    )
    (folder / "remote.json").write_text(json.dumps(document, indent=2))
    line = (folder / "remote.json").read_text().splitlines().index('            "$ref": "https://x.example/schema"') + 1

    ran = run("validate", "remote.json")

    assert ran.status == 1
    assert ran.out.startswith(f"remote.json:{line}: error: node 'Ordered' (ordered) config.body_schema.$ref: ")
    assert "none is ever fetched" in ran.out
