"""A document for each problem that validation can tell of, and what must be said about it."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from tests.language.compiler.drawing import loop, node, workflow


class Told(NamedTuple):
    """A document, and what must be said about it."""

    document: Any
    code: str
    at: str | None
    """Node or edge id."""
    field: str | None
    words: str
    suggestion: str | None = None
    position: int | None = None


def calling(data: object = None, drawn: str = "t>call", *more: dict[str, Any], **settings: Any) -> dict[str, Any]:
    config = {} if data is None else {"data": data}
    return workflow([node("t", "api"), node("call", "work", config, **settings), *more], drawn)


def changed(change: dict[str, Any]) -> dict[str, Any]:
    return workflow([node("t", "api"), node("call", "work") | change], "t>call")


def many(count: int) -> dict[str, Any]:
    return {"graph": {"nodes": [node("t", "api")] * count, "edges": []}}


CONDITION: Final = node("is_new", "condition", {"expression": "{% $t.new %}"})
DEEP: Final[Any] = json.loads("[" * 102 + "]" * 102)


def _nested(depth: int) -> dict[str, Any]:
    inner = node("a")
    for level in range(depth + 1):
        inner = loop(f"l{level}", [inner])
    return inner


SITUATIONS: Final[dict[str, Told]] = {
    "a list for a workflow": Told([], "invalid_document", None, None, "must be a JSON object"),
    "nodes that are no list": Told({"graph": {"nodes": 1}}, "invalid_value", None, "graph.nodes", "must be a list"),
    "a graph that is no object": Told({"graph": 1}, "invalid_value", None, "graph", "must be an object"),
    "a node without a type": Told(
        {"graph": {"nodes": [{"id": "a", "key": "a"}]}}, "invalid_value", "a", "type", "`type` is missing"
    ),
    "megabytes of text": Told(calling("x" * 4_000_001), "workflow_too_large", None, None, "bytes; at most 4,000,000"),
    "thousands of nodes": Told(many(5_001), "too_many_nodes", None, "graph.nodes", "split it into several"),
    "thousands of edges": Told(
        {"graph": {"nodes": [], "edges": [1] * 20_001}}, "too_many_edges", None, "graph.edges", "split it"
    ),
    "one id twice": Told(
        workflow([node("t", "api"), node("a"), node("a") | {"key": "b"}], "t>a"),
        "duplicate_id",
        "n_a",
        "id",
        "two nodes",
    ),
    "one key twice": Told(changed({"key": "t"}), "duplicate_key", "n_call", "key", "could not tell them apart"),
    "a key with capitals": Told(changed({"key": "Send Mail"}), "invalid_key", "n_call", "key", "1 to 60", "send_mail"),
    "a key with two underscores": Told(
        changed({"key": "a__b"}), "double_underscore", "n_call", "key", "in a row", "a_b"
    ),
    "a key that is a function": Told(changed({"key": "count"}), "reserved_key", "n_call", "key", "$count", "count_1"),
    "a key like a sentence": Told(changed({"key": "k" * 41}), "long_key", "n_call", "key", "41 characters"),
    "a type misspelt": Told(
        changed({"type": "conditon"}), "unknown_type", "n_call", "type", "no node type", "condition"
    ),
    "an action unsaid": Told(
        changed({"definition": None}), "missing_definition", "n_call", "definition", "which action"
    ),
    "an action misspelt": Told(
        changed({"definition": "wrk@1"}), "unknown_definition", "n_call", "definition", "no action `wrk@1`", "work@1"
    ),
    "no trigger": Told(workflow([node("a")], ""), "no_trigger", None, "graph.nodes", "nothing would start it"),
    "a lonely node": Told(calling(None, "t>call", node("b")), "unreachable", "n_b", None, "no trigger leads to `b`"),
    "one route twice": Told(
        workflow([node("t", "api", {"path": "x"}), node("u", "api", {"path": "x"}), node("a")], "t>a u>a"),
        "duplicate_route",
        "n_u",
        "config.path",
        "`t` already answers `POST /x`",
    ),
    "an edge to nowhere": Told(
        calling(None, "t>call>cal"), "dangling_edge", "e2", "target", "is not a node of this workflow", "n_call"
    ),
    "an edge to the start": Told(calling(None, "t>call>t"), "edge_into_trigger", "e2", "target", "where a run begins"),
    "an edge twice": Told(calling(None, "t>call t>call"), "duplicate_edge", "e2", None, "same two nodes"),
    "one edge id twice": Told(
        {
            "graph": {
                "nodes": [node("t", "api"), node("a")],
                "edges": [{"id": "e", "source": "n_t", "target": "n_a"}] * 2,
            }
        },
        "duplicate_edge_id",
        "e",
        None,
        "two edges have the id",
    ),
    "a handle misspelt": Told(
        calling(None, "t>call call.eror>b", node("b")),
        "unknown_handle",
        "n_call",
        "source_handle",
        "no handle",
        "error",
    ),
    "a circle": Told(calling(None, "t>call>b>call", node("b")), "cycle", "n_call", None, "call -> b -> call"),
    "a condition to one place": Told(
        workflow([node("t", "api"), CONDITION, node("a")], "t>is_new is_new.true>a is_new.false>a"),
        "decides_nothing",
        "n_is_new",
        None,
        "lead to the same node",
    ),
    "a field forgotten": Told(
        workflow([node("t", "api"), node("f", "function")], "t>f"),
        "missing_config",
        "n_f",
        "config.expression",
        "is required",
    ),
    "a field misspelt": Told(
        changed({"config": {"ulr": ""}}), "unknown_config", "n_call", "config.ulr", "no field `ulr`", "url"
    ),
    "a field of another type": Told(
        changed({"config": {"url": 1}}), "invalid_config", "n_call", "config.url", "must be text"
    ),
    "a value too small": Told(
        changed({"config": {"count": 0}}), "invalid_config", "n_call", "config.count", "`count` must be at least 1"
    ),
    "a pattern that is none": Told(
        workflow(
            [node("t", "api"), node("c", "condition", {"rules": [{"left": 1, "operator": "matches", "right": "("}]})],
            "t>c",
        ),
        "invalid_config",
        "n_c",
        "config.rules.0.right",
        "is not a regular expression",
    ),
    "a configuration without end": Told(calling(DEEP), "config_too_deep", "n_call", "config", "at most 100 deep"),
    "a secret in plain sight": Told(
        calling({"api_key": "abcd1234efgh"}), "plain_secret", "n_call", "config.data.api_key", "a field for secrets"
    ),
    "a setting misspelt": Told(
        changed({"settings": {"timout_seconds": 5}}),
        "invalid_setting",
        "n_call",
        "settings.timout_seconds",
        "no setting",
        "timeout_seconds",
    ),
    "a select without marks": Told(
        changed({"settings": {"select": "x"}}), "invalid_setting", "n_call", "settings.select", "must be an expression"
    ),
    "a retry where none can be": Told(
        workflow([node("t", "api"), CONDITION | {"settings": {"retry": {}}}, node("a")], "t>is_new is_new.true>a"),
        "setting_without_effect",
        "n_is_new",
        "settings.retry",
        "has no effect on a condition",
    ),
    "an error edge against the setting": Told(
        calling(None, "t>call call.error>b", node("b"), on_error="fail"),
        "conflicting_settings",
        "n_call",
        "settings.on_error",
        "set it to `branch`",
        "branch",
    ),
    "an error branch to nowhere": Told(
        calling(None, on_error="branch"), "unconnected_error", "n_call", "settings.on_error", "unnoticed"
    ),
    "an error misspelt": Told(
        calling(None, retry={"on": ["RateLimitd"]}),
        "unknown_error_name",
        "n_call",
        "settings.retry.on.0",
        "no error `RateLimitd`",
        "RateLimited",
    ),
    "an express run too long": Told(
        workflow([node("t", "api"), node("a")], "t>a", durability="express", timeout_seconds=301),
        "express_limit",
        None,
        "settings.timeout_seconds",
        "ends after 300 seconds",
    ),
    "an express run that waits for a person": Told(
        workflow([node("t", "api"), node("a", "approval", {"title": "Go?"})], "t>a", durability="express"),
        "express_limit",
        "n_a",
        None,
        "cannot wait for an answer",
    ),
    "half an expression": Told(
        calling("{% $t + %}"), "expression_syntax", "n_call", "config.data", "unexpected end", position=7
    ),
    "a name without its dollar": Told(
        calling("{% t.a %}"), "expression_syntax", "n_call", "config.data", "write `$t`", position=3
    ),
    "an operator too new": Told(
        calling("{% $t ?? 1 %}"), "expression_syntax", "n_call", "config.data", "newer than JSONata 2.0.6", position=6
    ),
    "a book for an expression": Told(
        calling("{% '" + "x" * 20_000 + "' %}"), "expression_too_long", "n_call", "config.data", "at most 20,000"
    ),
    "an expression in a trigger": Told(
        workflow([node("t", "api", {"path": "{% 1 %}"}), node("a")], "t>a"),
        "expression_not_allowed",
        "n_t",
        "config.path",
        "read before any run",
    ),
    "text around an expression": Told(
        calling("Hello {% $t.name %}"), "text_around_expression", "n_call", "config.data", "plain text", position=6
    ),
    "a name misspelt": Told(
        workflow([node("order", "api"), node("a", "work", {"data": "{% 1 + $odrer %}"})], "order>a"),
        "unknown_name",
        "n_a",
        "config.data",
        "did you mean `$order`?",
        "order",
        7,
    ),
    "a function misspelt": Told(
        calling("{% $cuont($t) %}"), "unknown_function", "n_call", "config.data", "no function `$cuont`", "count", 3
    ),
    "a local with two underscores": Told(
        calling("{% ($a__b := 1; $a__b) %}"), "invalid_name", "n_call", "config.data", "in a row", position=4
    ),
    "a node that comes later": Told(
        calling("{% $later %}", "t>call>later", node("later")),
        "not_before",
        "n_call",
        "config.data",
        "does not run before this node",
        position=3,
    ),
    "a node that reads itself": Told(
        calling("{% $call %}"), "refers_to_itself", "n_call", "config.data", "is this node itself", position=3
    ),
    "an item outside of a loop": Told(
        calling("{% $item %}"), "outside_loop", "n_call", "config.data", "only inside a loop", position=3
    ),
    "values nobody sets": Told(
        calling("{% $vars.x %}"), "no_vars", "n_call", "config.data", "no `set` node", position=3
    ),
    "a value misspelt": Told(
        workflow(
            [
                node("t", "api"),
                node("s", "set", {"values": {"total": 1}}),
                node("a", "work", {"data": "{% $vars.totl %}"}),
            ],
            "t>s>a",
        ),
        "unknown_var",
        "n_a",
        "config.data",
        "did you mean `$vars.total`?",
        "total",
        3,
    ),
    "the input of a state": Told(
        calling("{% $states.input %}"),
        "states_not_readable",
        "n_call",
        "config.data",
        "name nodes by their keys",
        None,
        3,
    ),
    "another node in select": Told(
        calling(None, select="{% $t.id %}"),
        "not_in_select",
        "n_call",
        "settings.select",
        "as `$result`",
        "result",
        position=3,
    ),
    "a field of what is kept in S3": Told(
        workflow(
            [node("t", "api"), node("a", offload=True), node("b", "work", {"data": "{% $a.body %}"})],
            "t>a>b",
        ),
        "offloaded",
        "n_b",
        "config.data",
        "only `$a.offloaded` can be read",
        position=3,
    ),
    "a node that may be skipped": Told(
        workflow(
            [node("t", "api"), CONDITION, node("a"), node("b", "work", {"data": "{% $a %}"})],
            "t>is_new is_new.true>a>b is_new.false>b",
        ),
        "may_be_null",
        "n_b",
        "config.data",
        "is null when `a` is skipped",
        position=3,
    ),
    "a value that may be missing": Told(
        workflow(
            [
                node("t", "api"),
                CONDITION,
                node("s", "set", {"values": {"x": 1}}),
                node("b", "work", {"data": "{% $vars.x %}"}),
            ],
            "t>is_new is_new.true>s>b is_new.false>b",
        ),
        "var_may_be_missing",
        "n_b",
        "config.data",
        "when `s` did not run",
        position=3,
    ),
    "a node that is disabled": Told(
        workflow([node("t", "api"), node("a", disabled=True), node("b", "work", {"data": "{% $a %}"})], "t>a>b"),
        "null_when_disabled",
        "n_b",
        "config.data",
        "the node is disabled",
        position=3,
    ),
    "a node without output": Told(
        workflow(
            [node("t", "api"), node("d", "delay", {"seconds": 1}), node("b", "work", {"data": "{% $d %}"})], "t>d>b"
        ),
        "no_output",
        "n_b",
        "config.data",
        "a delay has no output",
        position=3,
    ),
    "a loop without nodes": Told(
        workflow([node("t", "api"), loop("l", [])], "t>l"), "empty_loop", "n_l", "config.body", "nothing to do"
    ),
    "loops deep inside each other": Told(
        workflow([node("t", "api"), _nested(9)], "t>l9"), "loops_too_deep", "n_l1", "config.body", "at most 8 deep"
    ),
    "a trigger in a loop": Told(
        workflow([node("t", "api"), loop("l", [node("u", "api")])], "t>l"),
        "trigger_in_loop",
        "n_u",
        None,
        "a run begins outside",
    ),
    "an edge out of a loop": Told(
        workflow([node("t", "api"), loop("l", [node("a")]), node("b")], "t>l>b a>b"),
        "edge_across_loop",
        "n_b",
        "target",
        "from `a` to `b`",
    ),
    "a body's node read outside": Told(
        workflow([node("t", "api"), loop("l", [node("a")]), node("b", "work", {"data": "{% $a %}"})], "t>l>b"),
        "inside_loop",
        "n_b",
        "config.data",
        "inside of the loop `l`",
        "l",
        3,
    ),
    "a loop's result read in its body": Told(
        workflow([node("t", "api"), loop("l", [node("a", "work", {"data": "{% $l %}"})])], "t>l"),
        "loop_read_inside",
        "n_a",
        "config.data",
        "only `$l.item` and `$l.index`",
        position=3,
    ),
    "an edge behind a stop": Told(
        workflow([node("t", "api"), node("s", "stop", {"outcome": "success"}), node("b")], "t>s>b"),
        "edge_behind_stop",
        "n_s",
        "source",
        "it ends the run",
    ),
    "a merge of one branch": Told(
        workflow([node("t", "api"), node("m", "merge", {"mode": "all"})], "t>m"),
        "nothing_to_merge",
        "n_m",
        None,
        "fewer than two",
    ),
    "more problems than anybody reads": Told(
        workflow([node("t", "api"), *(node(f"n{n}", "work", {"url": n}) for n in range(300))], ""),
        "too_many_problems",
        None,
        None,
        "more problems are not listed",
    ),
}
