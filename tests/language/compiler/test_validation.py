"""Every problem at once, where it is, in words a person can act on; and never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statewright.core import catalog
from statewright.language.compiler import InvalidWorkflow, Problem, compile_workflow, validate
from statewright.language.compiler.check.schema import findings, make_validator
from statewright.language.compiler.registry import Registry

from tests.language.compiler.drawing import REGISTRY, TARGET, node, workflow


def found(document: Any) -> list[Problem]:
    return validate(document, REGISTRY)


def only(problems: list[Problem], code: str) -> Problem:
    matching = [problem for problem in problems if problem.code == code]
    assert len(matching) == 1, problems
    return matching[0]


def test_a_sound_workflow_has_no_problems() -> None:
    document = workflow([node("order", "api"), node("call", "work", {"url": "{% $order.url %}"})], "order>call")

    assert found(document) == []


def test_all_problems_are_reported_at_once() -> None:
    document = workflow(
        [
            node("order", "api"),
            node("call", "work", {"url": 5, "cuont": 1, "count": 0}),
            node("call", "work"),
            node("Bad Key", "set", {"values": {"x": "{% $order. %}"}}),
            node("lost", "delay", {"seconds": 1}),
        ],
        "order>call>Bad",
    )

    codes = {problem.code for problem in found(document)}

    assert codes >= {
        "invalid_config",
        "unknown_config",
        "duplicate_id",
        "invalid_key",
        "dangling_edge",
        "expression_syntax",
        "unreachable",
    }


@pytest.mark.parametrize(
    ("config", "code", "field", "message", "suggestion"),
    [
        ({"url": 5}, "invalid_config", "config.url", "`url` must be text", None),
        ({"count": 0}, "invalid_config", "config.count", "`count` must be at least 1", None),
        ({"ulr": "x"}, "unknown_config", "config.ulr", "no field `ulr`; did you mean `url`?", "url"),
    ],
)
def test_a_configuration_is_checked_field_by_field(
    config: dict[str, Any], code: str, field: str, message: str, suggestion: str | None
) -> None:
    problem = only(found(workflow([node("t", "api"), node("call", "work", config)], "t>call")), code)

    assert (problem.node_id, problem.field, problem.suggestion) == ("n_call", field, suggestion)
    assert message in problem.message


def test_a_missing_field_is_named() -> None:
    problem = only(found(workflow([node("t", "api"), node("sum", "function")], "t>sum")), "missing_config")

    assert (problem.field, problem.message) == ("config.expression", "`expression` is required")


def test_an_expression_fits_any_type() -> None:
    document = workflow([node("t", "api"), node("call", "work", {"count": "{% $t.count %}"})], "t>call")

    assert found(document) == []


def test_messages_hold_no_values() -> None:
    document = workflow([node("t", "api"), node("call", "work", {"count": "hunter2"})], "t>call")

    assert "hunter2" not in only(found(document), "invalid_config").message


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        (
            node("t", "api", {"path": "/Sign Up"}),
            "config.path",
            "`path` must be small letters, digits, - and _, in parts separated by /; '/Sign Up' is not",
        ),
        (
            node("mail", "work", {"to": ["not a mail"], "subject": "Hi", "text": "Hi"})
            | {"definition": "send_email@1"},
            "config.to.0",
            "item 1 of `to` must be an e-mail address, such as ada@example.com; 'not a mail' is not",
        ),
        (
            node("mail", "work", {"to": "not a mail", "subject": "Hi", "text": "Hi"}) | {"definition": "send_email@1"},
            "config.to",
            "`to` must be a list or an e-mail address, such as ada@example.com; 'not a mail' is not",
        ),
        (
            node("call", "work", {"url": "https://x.example", "headers": {"Authorization": "hunter2\n"}})
            | {"definition": "api_call@1"},
            "config.headers.Authorization",
            "`Authorization` must be one line, without line breaks",
        ),
    ],
)
def test_a_text_that_does_not_fit_its_pattern_is_told_in_words(given: Any, field: str, message: str) -> None:
    registry = Registry.from_catalog(catalog.load().raw)
    start = node("t", "api", {"path": "x"})
    document = workflow([given], "") if given["type"] == "trigger" else workflow([start, given], f"t>{given['key']}")

    problem = only(validate(document, registry), "invalid_config")

    assert (problem.field, problem.message) == (field, message)


@pytest.mark.parametrize(
    ("text", "code", "position", "wrong", "suggestion"),
    [
        ("{% $order.a + %}", "expression_syntax", 13, "", None),
        ("{% $order[a >] %}", "expression_syntax", 13, "]", None),
        ("{% '😀' & $sum(1 2) %}", "expression_syntax", 16, "2", None),
        ("{% $order & 'a %}", "expression_syntax", 12, "'a", None),
        ("{% $odrer.a %}", "unknown_name", 3, "$odrer", "order"),
        ("{% 1 + $later %}", "not_before", 7, "$later", None),
        ("{% $call %}", "refers_to_itself", 3, "$call", None),
        ("{% $cuont($order) %}", "unknown_function", 3, "$cuont", "count"),
        ("{% order.a %}", "expression_syntax", 3, "order", None),
        ("{% $order ?? 1 %}", "expression_syntax", 10, "??", None),
        ("{% $item %}", "outside_loop", 3, "$item", None),
        ("{% $vars.x %}", "no_vars", 3, "$vars", None),
        ("{% $states.input %}", "states_not_readable", 3, "$states", None),
    ],
)
def test_an_expression_is_checked(text: str, code: str, position: int, wrong: str, suggestion: str | None) -> None:
    nodes = [node("order", "api"), node("call", "work", {"data": [{"deep": text}]}), node("later", "work")]

    problem = only(found(workflow(nodes, "order>call>later")), code)

    assert (problem.severity, problem.node_id, problem.field) == ("error", "n_call", "config.data.0.deep")
    assert (problem.position, problem.suggestion) == (position, suggestion)
    assert text[position : problem.end] == wrong


def test_a_reference_that_may_be_null_is_a_warning() -> None:
    nodes = [
        node("order", "api"),
        node("is_large", "condition", {"expression": "{% $order.large %}"}),
        node("approve", "work"),
        node("ship", "work", {"data": "{% $approve.by %}"}),
    ]

    problem = only(
        found(workflow(nodes, "order>is_large is_large.true>approve>ship is_large.false>ship")), "may_be_null"
    )

    assert (problem.severity, problem.node_id, problem.position) == ("warning", "n_ship", 3)


def test_vars_are_known_by_name() -> None:
    nodes = [
        node("t", "api"),
        node("a", "set", {"values": {"total": 1}}),
        node("b", "work", {"data": "{% $vars.totl %}"}),
    ]

    problem = only(found(workflow(nodes, "t>a>b")), "unknown_var")

    assert (problem.suggestion, problem.position, problem.end) == ("total", 3, 13)


def test_a_circle_is_shown() -> None:
    nodes = [node("t", "api"), node("a", "work"), node("b", "work"), node("c", "work")]

    problem = only(found(workflow(nodes, "t>a>b>c>a")), "cycle")

    assert "a -> b -> c -> a" in problem.message


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"type": "conditon"}, "unknown_type", "type"),
        ({"type": "action", "definition": "wrk@1"}, "unknown_definition", "definition"),
        ({"type": "action", "definition": None}, "missing_definition", "definition"),
        ({"key": "count"}, "reserved_key", "key"),
        ({"key": "a__b"}, "double_underscore", "key"),
        ({"key": "t"}, "duplicate_key", "key"),
        ({"settings": {"retry": {"on": ["RateLimitd"]}}}, "unknown_error_name", "settings.retry.on.0"),
        ({"settings": {"timout_seconds": 5}}, "invalid_setting", "settings.timout_seconds"),
        ({"settings": {"retry": {"max_attempts": -1}}}, "invalid_setting", "settings.retry.max_attempts"),
        ({"settings": {"select": "$result"}}, "invalid_setting", "settings.select"),
        ({"config": {"url": "Hello {% $t.name %}"}}, "text_around_expression", "config.url"),
    ],
)
def test_a_node_is_checked(change: dict[str, Any], code: str, field: str) -> None:
    problem = only(found(workflow([node("t", "api"), node("call", "work") | change], "t>call")), code)

    assert (problem.node_id, problem.field) == ("n_call", field)


@pytest.mark.parametrize(
    ("settings", "field", "message"),
    [
        ({"concurrency": {"limit": 1}}, "concurrency", "`concurrency` is not supported yet"),
        ({"retention_days": 30}, "retention_days", "`retention_days` is not supported yet"),
        ({"error_workflow": "alert"}, "error_workflow", "`alert` is not the id of a workflow"),
        ({"overlap": "queue"}, "overlap", "`overlap` must be 'allow' or 'skip'"),
        ({"error_workflw": None}, "error_workflw", "there is no setting `error_workflw`"),
    ],
)
def test_the_settings_of_a_workflow_are_checked(settings: dict[str, Any], field: str, message: str) -> None:
    drawing = workflow([node("t", "api"), node("call", "work")], "t>call") | {"settings": settings}

    problem = only(found(drawing), "invalid_setting")

    assert problem.field == f"settings.{field}"
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    "setting", [{"overlap": "skip"}, {"error_workflow": "6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"}], ids=str
)
def test_what_needs_to_know_how_runs_go_is_not_for_express_ones(setting: dict[str, Any]) -> None:
    drawing = workflow([node("t", "api"), node("call", "work")], "t>call")

    (problem,) = found(drawing | {"settings": {"durability": "express", **setting}})

    assert (problem.code, problem.field) == ("express_limit", f"settings.{next(iter(setting))}")
    assert found(drawing | {"settings": setting}) == []


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        ("t>call call.fine>end", "unknown_handle"),
        ("t>call>end call>nowhere", "dangling_edge"),
        ("t>call>end>t", "edge_into_trigger"),
        ("t>call", "unreachable"),
        ("t>call>end t>call", "duplicate_edge"),
    ],
)
def test_edges_are_checked(drawn: str, code: str) -> None:
    nodes = [node("t", "api"), node("call", "work"), node("end", "work")]

    assert code in {problem.code for problem in found(workflow(nodes, drawn))}


def test_an_error_edge_needs_on_error_branch() -> None:
    nodes = [node("t", "api"), node("call", "work", on_error="continue"), node("alert", "work")]

    assert only(found(workflow(nodes, "t>call call.error>alert")), "conflicting_settings").suggestion == "branch"


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "config.expression"),
        ({"rules": []}, "config.rules"),
        ({"rules": [{"left": 1, "operator": "equals"}]}, "config.rules.0.right"),
        ({"rules": [{"left": 1, "operator": "equal", "right": 1}]}, "config.rules.0.operator"),
        ({"rules": [{"rules": [{"operator": "exists"}]}]}, "config.rules.0.rules.0.left"),
        ({"rules": [{"left": 1, "operator": "matches", "right": "("}]}, "config.rules.0.right"),
        ({"expression": "yes"}, "config.expression"),
    ],
)
def test_a_condition_is_checked(config: dict[str, Any], field: str) -> None:
    problems = found(workflow([node("t", "api"), node("c", "condition", config)], "t>c"))

    assert [problem.field for problem in problems] == [field]


@pytest.mark.parametrize(
    "config", [{}, {"seconds": 1, "until": "2030-01-01T00:00:00Z"}, {"seconds": -1}, {"until": "tomorrow"}]
)
def test_a_delay_is_checked(config: dict[str, Any]) -> None:
    problems = found(workflow([node("t", "api"), node("d", "delay", config)], "t>d"))

    assert [problem.severity for problem in problems] == ["error"]


def test_a_workflow_needs_a_trigger() -> None:
    assert only(found(workflow([node("a", "work")], "")), "no_trigger").severity == "error"


def test_a_workflow_may_only_be_so_large() -> None:
    nodes = [node("t", "api"), *(node(f"n{index}", "work") for index in range(5_001))]

    assert only(found(workflow(nodes, "")), "too_many_nodes").field == "graph.nodes"


def test_an_express_run_is_short() -> None:
    document = workflow(
        [node("t", "api"), node("d", "delay", {"seconds": 301})], "t>d", durability="express", timeout_seconds=301
    )

    assert [problem.field for problem in found(document)] == ["settings.timeout_seconds", "config.seconds"]


def test_a_list_of_problems_has_an_end() -> None:
    nodes = [node("t", "api"), *(node(f"n{index}", "work", {"url": index}) for index in range(1_000))]

    problems = found(workflow(nodes, ""))

    assert len(problems) == 501
    assert problems[-1].code == "too_many_problems"


def test_compiling_a_broken_workflow_tells_the_problems() -> None:
    with pytest.raises(InvalidWorkflow) as raised:
        compile_workflow(workflow([node("a", "nonsense")], ""), REGISTRY, TARGET)

    assert {problem.code for problem in raised.value.problems} == {"unknown_type", "no_trigger"}


def test_a_definition_larger_than_step_functions_takes_is_refused() -> None:
    nodes = [node("t", "api"), *(node(f"n{index}", "work", {"data": "x" * 50_000}) for index in range(21))]
    drawn = " ".join(f"t>n{index}" for index in range(21))

    with pytest.raises(InvalidWorkflow, match="Step Functions takes"):
        compile_workflow(workflow(nodes, drawn), REGISTRY, TARGET)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["{% $a %}", "n1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
NODE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["n1", "n2", "n3"]) | JSON,
        "key": st.sampled_from(["a", "b", "count", "A b", "x__y"]) | JSON,
        "type": st.sampled_from(["trigger", "action", "condition", "set", "delay", "loop"]) | JSON,
        "definition": st.sampled_from(["api@1", "work@1", "function@1", "x"]) | JSON,
        "config": JSON
        | st.fixed_dictionaries({"values": JSON})
        | st.fixed_dictionaries({"expression": st.text(max_size=12).map("{{% {} %}}".format)})
        | st.fixed_dictionaries({"rules": JSON | st.lists(st.fixed_dictionaries({"rules": JSON}), max_size=2)}),
        "settings": JSON | st.fixed_dictionaries({"on_error": JSON, "select": JSON}),
    },
)
EDGE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["e1", "e2"]) | JSON,
        "source": st.sampled_from(["n1", "n2", "n3"]) | JSON,
        "source_handle": st.sampled_from(["out", "true", "error"]) | JSON,
        "target": st.sampled_from(["n1", "n2", "n3"]) | JSON,
    },
)
DOCUMENT = JSON | st.fixed_dictionaries(
    {
        "graph": JSON
        | st.fixed_dictionaries(
            {"nodes": st.lists(NODE | JSON, max_size=5) | JSON, "edges": st.lists(EDGE | JSON, max_size=6) | JSON}
        )
    },
    optional={"settings": JSON, "name": JSON},
)


@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENT)
def test_rubbish_gives_problems_and_never_a_traceback(document: Any) -> None:
    problems = found(document)

    if not any(problem.severity == "error" for problem in problems):
        assert compile_workflow(document, REGISTRY, TARGET).definition["States"]
    assert all(problem.message and len(problem.message) < 2_000 for problem in problems)


def test_a_document_nested_without_end_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]

    assert only(found({"graph": {"nodes": deep}}), "invalid_document").severity == "error"


SMALL_LETTERS = {"minLength": 3, "pattern": "^[a-z]+$", "pattern_help": "small letters"}


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"maximum": 25.0}, 30, "must be at most 25"),
        ({"exclusiveMinimum": 0}, 0, "must be more than 0"),
        ({"maximum": 31_536_000}, 31_536_001, "must be at most 31,536,000"),
        ({"minLength": 1}, "", "must be at least 1 character long"),
        ({"maxItems": 2}, [1, 2, 3], "must be a list of at most 2 items"),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "must be an object of at most 1 field"),
        (
            {"minLength": 3, "pattern": "^[a-z]+$", "pattern_help": "small letters"},
            "X",
            "must be small letters; 'X' is not",
        ),
        (
            {"minLength": 3, "pattern": "^[a-z]+$", "pattern_help": "small letters"},
            "x",
            "must be at least 3 characters long",
        ),
    ],
)
def test_a_limit_is_told_in_words_and_once(schema: dict[str, Any], value: Any, words: str) -> None:
    whole = {"properties": {"part": schema}}

    told = [finding.message for finding in findings(make_validator(whole), whole, {"part": value}, literal=True)]

    assert told == [f"`part` {words}"]


def test_the_name_of_an_entry_is_no_field() -> None:
    step = node("call", "work", {"url": "https://a.example/", "headers": {"A B": "x"}}) | {"definition": "api_call@1"}
    registry = Registry.from_catalog(catalog.load().raw)

    problem = only(validate(workflow([node("t", "api"), step], "t>call"), registry), "unknown_config")

    assert problem.field == "config.headers.A B"
    assert problem.message == "`A B` cannot be a name here: use letters, digits, - and _"
