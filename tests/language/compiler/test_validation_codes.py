"""One situation for each way a workflow can be wrong: code, place, words and the nearest right thing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from statewright.language import compiler
from statewright.language.compiler import InvalidWorkflow, Problem, compile_workflow, validate
from statewright.language.compiler.check.codes import CODES

from scripts import problems
from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow
from tests.language.compiler.offload_situations import OFFLOADED
from tests.language.compiler.situations import SITUATIONS, Told

SOURCES: Final = Path(compiler.__file__).parent
WRITTEN: Final = re.compile(r"""(?:error\(|warning\(|code=|Finding\(.*,)\s*"([a-z]+_[a-z_]+)\"""")
"""A code where it is given to a problem."""


def switching(*cases: dict[str, Any]) -> dict[str, Any]:
    return workflow([node("t", "api"), node("s", "switch", {"value": "{% $t.x %}", "cases": list(cases)})], "t>s")


def expecting(schema: dict[str, Any], data: str) -> dict[str, Any]:
    return workflow([node("t", "event", {"value_schema": schema}), node("a", config={"data": data})], "t>a")


CASES: Final = {
    "a case that says nothing": Told(
        switching({"id": "a"}), "case_without_test", "n_s", "config.cases.0", "say when this case holds"
    ),
    "a case that says two things": Told(
        switching({"id": "a", "equals": 1, "in": [1]}),
        "case_with_several_tests",
        "n_s",
        "config.cases.0",
        "not `equals` and `in`",
    ),
    "nothing to compare": Told(
        workflow([node("t", "api"), node("s", "switch", {"cases": [{"id": "a", "equals": 1}]})], "t>s"),
        "switch_without_value",
        "n_s",
        "config.value",
        "`a` needs a `value`",
    ),
    "a range without numbers": Told(
        switching({"id": "a", "from": 10, "to": 5}),
        "empty_range",
        "n_s",
        "config.cases.0.to",
        "at least 10 and below 5",
    ),
    "a value that is taken": Told(
        switching({"id": "a", "equals": 1}, {"id": "b", "in": [2, 1]}),
        "case_never_taken",
        "n_s",
        "config.cases.1.in",
        "`a` already takes it",
    ),
    "a case called default": Told(
        switching({"id": "default", "equals": 1}), "reserved_handle", "n_s", "config.cases.0.id", "choose another id"
    ),
    "two variants of one name": Told(
        workflow([node("t", "api"), node("s", "split", {"variants": [{"id": "a", "weight": 1}] * 2})], "t>s"),
        "duplicate_handle",
        "n_s",
        "config.variants.1.id",
        "already has the id `a`",
    ),
    "a schema in another document": Told(
        expecting({"items": {"$ref": "https://x.example/"}}, "{% 1 %}"),
        "invalid_payload_schema",
        "n_t",
        "config.value_schema.items.$ref",
        "none is ever fetched",
    ),
    "a field that does not come": Told(
        expecting({"properties": {"customer": {}}}, "{% $t.value.custmer %}"),
        "unexpected_field",
        "n_a",
        "config.data",
        "expects no field `custmer` in `value`; did you mean `customer`?",
        "customer",
        3,
    ),
    "an hour that no clock shows": Told(
        workflow([node("t", "schedule", {"expression": "cron(0 25 ? * MON-FRI *)"}), node("a")], "t>a"),
        "invalid_schedule",
        "n_t",
        "config.expression",
        "hours: '25' is not a value from 0 to 23",
    ),
}
TOLD: Final = SITUATIONS | OFFLOADED | CASES


@pytest.mark.parametrize("told", TOLD.values(), ids=TOLD.keys())
def test_what_is_wrong_is_told(told: Told) -> None:
    found = [problem for problem in validate(told.document, REGISTRY) if problem.code == told.code]

    assert any(_fits(problem, told) for problem in found), found


def _fits(problem: Problem, told: Told) -> bool:
    return (
        told.at in (problem.node_id, problem.edge_id)
        and problem.field == told.field
        and told.words in problem.message
        and (problem.suggestion, problem.position) == (told.suggestion, told.position)
    )


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"expression": "cron(0 9 * * MON *)"}, "day-of"),
        ({"expression": "cron(0 9 ? * MON)"}, "six fields"),
        ({"expression": "rate(5 weeks)"}, "minutes, hours or days"),
        ({"expression": "rate(0 minutes)"}, "positive whole number"),
        ({"expression": "at(2030-02-30T09:00:00)"}, "is not a date and time"),
        ({"expression": "every monday"}, "none of at("),
        ({"expression": "rate(1 hour)", "timezone": "Europe/Berln"}, "Europe/Berlin"),
    ],
)
def test_a_schedule_is_refused_as_the_scheduler_would(config: dict[str, str], words: str) -> None:
    (problem,) = validate(workflow([node("t", "schedule", config), node("a")], "t>a"), REGISTRY)

    assert (problem.code, problem.node_id) == ("invalid_schedule", "n_t")
    assert words in problem.message


def test_a_definition_that_is_too_large_is_told() -> None:
    nodes = [node("t", "api"), *(node(f"n{n}", "work", {"data": "x" * 60_000}) for n in range(20))]

    with pytest.raises(InvalidWorkflow) as raised:
        compile_workflow(workflow(nodes, " ".join(f"t>n{n}" for n in range(20))), REGISTRY, TARGET)

    assert "definition_too_large" in {problem.code for problem in raised.value.problems}


def test_every_code_has_a_situation_and_a_line_in_the_table() -> None:
    written = {
        code for file in SOURCES.rglob("*.py") if file.name != "codes.py" for code in WRITTEN.findall(file.read_text())
    }
    tested = {told.code for told in TOLD.values()} | {"definition_too_large"}

    assert tested == CODES.keys()
    assert len(written) > 40
    assert written <= CODES.keys()
    assert len(CODES) >= 40


def test_the_page_of_problems_is_current() -> None:
    assert problems.PAGE.read_text() == problems.page(), "run `python -m scripts.problems`"
