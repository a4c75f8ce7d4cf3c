"""Every code a problem can have: what it means, what it looks like, and what to do.

`docs/reference/problems.md` is made of this table; a code that is not in it fails the tests.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Code(NamedTuple):
    """One code, told to people. `example` is a situation it stands for."""

    what: str
    example: str
    remedy: str


CODES: Final[dict[str, Code]] = {
    # the document
    "invalid_document": Code(
        "The document is not a JSON object.", "A list, or text nested without end.", "Send `{graph: {...}}`."
    ),
    "invalid_value": Code(
        "A part of the document has the wrong type or is missing.", "An edge without `target`.", "Correct the field."
    ),
    "workflow_too_large": Code(
        "The document is over 4 MB.", "A file pasted into a node.", "Keep data elsewhere; pass a reference."
    ),
    "too_many_nodes": Code("More than 5,000 nodes.", "A generated graph.", "Split the workflow; use `run_workflow`."),
    "too_many_edges": Code("More than 20,000 edges.", "A generated graph.", "Split the workflow; use `run_workflow`."),
    "too_many_problems": Code("More than 500 problems; the rest is not listed.", "", "Correct the first ones."),
    "definition_too_large": Code(
        "The state machine is over the 1 MB that Step Functions takes.",
        "Long texts in many nodes.",
        "Move a part to a workflow of its own.",
    ),
    # nodes
    "duplicate_id": Code("Two nodes have one id.", "A node copied by hand.", "Give one another id."),
    "duplicate_key": Code("Two nodes have one key.", "Two nodes `call`.", "Rename one."),
    "invalid_key": Code("A key is not 1 to 60 of a-z, 0-9, _.", "`Send Mail`", "Write `send_mail`."),
    "double_underscore": Code("A key holds `__`, which marks Statewright's own names.", "`a__b`", "Write `a_b`."),
    "reserved_key": Code("A key is the name of a function or of run data.", "`count`", "Write `count_1`."),
    "long_key": Code("A key is longer than 40.", "`$a_name_as_long_as_a_sentence...`", "Shorten it."),
    "unknown_type": Code("No such node type.", "`conditon`", "Take the name it suggests."),
    "missing_definition": Code("A trigger or action does not say which.", "`definition` absent.", "Choose one."),
    "unknown_definition": Code("No such trigger or action.", "`api_cal@1`", "Take the name it suggests."),
    "no_trigger": Code("Nothing starts the workflow.", "A graph of actions only.", "Add a trigger."),
    "unreachable": Code("No trigger leads to the node.", "A node without edges.", "Connect or delete it."),
    "duplicate_route": Code("Two API triggers answer one address.", "`POST /orders` twice.", "Change one path."),
    # edges
    "duplicate_edge_id": Code("Two edges have one id.", "An edge copied by hand.", "Give one another id."),
    "duplicate_edge": Code("Two edges join the same nodes by one handle.", "`a>b a>b`", "Delete one."),
    "dangling_edge": Code("An edge ends at a node that is not there.", "A deleted target.", "Delete or reconnect it."),
    "edge_into_trigger": Code("An edge leads to a trigger.", "A loop back to the start.", "Delete it."),
    "unknown_handle": Code("A node has no such handle.", "A deleted case of a switch.", "Take one it has."),
    "cycle": Code("The edges run in a circle.", "`a -> b -> a`", "Remove one; to repeat, use a loop."),
    "decides_nothing": Code(
        "A decision has no consequence.", "Both ways of a condition lead to one node.", "Change one."
    ),
    # configuration and settings
    "missing_config": Code("A required field is empty.", "An API call without `url`.", "Fill it in."),
    "unknown_config": Code("No such field.", "`ulr`", "Take the name it suggests."),
    "invalid_config": Code("A field has a value that does not fit.", "`count: 0` where 1 is least.", "Correct it."),
    "case_without_test": Code(
        "A case of a switch does not say when it holds.",
        "A case with an `id` only.",
        "Say `equals`, `in`, `from`, `to` ...",
    ),
    "case_with_several_tests": Code(
        "A case of a switch says more than one thing.", "`equals` and `in`.", "Keep one; make two cases."
    ),
    "switch_without_value": Code(
        "Cases compare, but there is nothing to compare.", "`equals: 1`, no `value`.", "Set it."
    ),
    "empty_range": Code("No number is in the range of a case.", "`from: 10, to: 5`", "Exchange or correct them."),
    "case_never_taken": Code(
        "An earlier case already takes the value.", "Two cases with `equals: 1`.", "Remove or change one."
    ),
    "reserved_handle": Code("A case has the id of the way for all others.", "A case `default`.", "Choose another id."),
    "duplicate_handle": Code("Two cases or variants have one id.", "Two variants `a`.", "Rename one."),
    "invalid_schedule": Code(
        "EventBridge Scheduler would refuse the times of a trigger.",
        "`cron(0 25 ? * MON *)`",
        "Correct the field that the message names.",
    ),
    "invalid_payload_schema": Code(
        "The schema by which a trigger says what it expects is not taken.",
        "A `$ref` to another document, or over 16 KB.",
        "Correct the place that the field names: what it may hold is in `docs/language.md`.",
    ),
    "config_too_deep": Code("Lists and objects over 100 deep.", "Generated JSON.", "Flatten it."),
    "plain_secret": Code("A field looks like a secret.", "`token: abcd1234`", "Type it into a secret field."),
    "invalid_setting": Code("A setting is misspelt or does not fit.", "`timout_seconds`", "Correct it."),
    "setting_without_effect": Code("The node cannot have this setting.", "`retry` on a condition.", "Remove it."),
    "conflicting_settings": Code(
        "Settings and edges disagree.", "An `error` edge and `on_error: fail`.", "Choose one."
    ),
    "unconnected_error": Code("`on_error: branch` without an edge.", "A failure ends unnoticed.", "Connect `error`."),
    "unknown_error_name": Code("No such error to retry.", "`RateLimitd`", "Take the name it suggests."),
    "express_limit": Code("Over the 5 minutes of an express run.", "`delay` of an hour.", "Make it standard."),
    # expressions
    "expression_syntax": Code("The text is no JSONata 2.0.6.", "`$a +`", "See the position it names."),
    "expression_too_long": Code("An expression of over 20,000 characters.", "", "Split it with `set` nodes."),
    "expression_not_allowed": Code("A trigger's field is read before any run.", "`path: {% $x %}`", "Write text."),
    "text_around_expression": Code("Text around `{% %}` makes it plain text.", "`Hi {% $x %}`", "`{% 'Hi ' & $x %}`"),
    "unknown_name": Code("No such variable.", "`$odrer`", "Take the name it suggests."),
    "unknown_function": Code("No such function.", "`$cuont()`", "Take the name it suggests."),
    "invalid_name": Code("A local variable holds `__`.", "`$a__b := 1`", "Rename it."),
    "not_before": Code("The node does not lead here.", "A sibling's output.", "Connect it before this node."),
    "refers_to_itself": Code("A node reads its own output.", "`$call` in `call`", "Name an earlier node."),
    "outside_loop": Code("`$item` or `$index` outside of a loop.", "`$item` in the main graph.", "Move into the loop."),
    "no_vars": Code("`$vars` where no `set` node leads.", "`$vars.total`", "Add a `set` node before."),
    "unknown_var": Code("No earlier `set` node sets it.", "`$vars.totl`", "Take the name it suggests."),
    "states_not_readable": Code("Of `$states` only `context` is readable.", "`$states.input`", "Name a node."),
    "offloaded": Code(
        "The result is kept in S3, and an expression reads into it.",
        "`$rows.body` of a node with `offload`",
        "Choose with `select` what is read, or turn `offload` off.",
    ),
    "stored_items": Code(
        "A loop over a result in S3 is as it cannot be.",
        "`until`, or a `stop` in it; a result that is no list.",
        "Remove what the message names, or choose a list with `select`.",
    ),
    "not_in_select": Code("`select` reads `$result` only.", "`$order.id` in `select`", "Read `$result`."),
    "unexpected_field": Code(
        "A field is read that the trigger does not expect.",
        "`$trigger.body.custmer`",
        "Take the name it suggests, or add the field to what the trigger expects.",
    ),
    "may_be_null": Code("The node may have been skipped.", "Behind one branch of a condition.", "`$exists($x)`"),
    "var_may_be_missing": Code("The `set` node may have been skipped.", "`$vars.x`", "Set it on every path."),
    "null_when_disabled": Code("The node is disabled: its output is null.", "`$call`", "Enable it."),
    "no_output": Code("The node has no output.", "`$wait` of a delay.", "Name another node."),
    # loops, merges and stops
    "empty_loop": Code("A loop without nodes in it.", "A new loop.", "Put a node into it."),
    "loops_too_deep": Code("Loops over 8 deep inside each other.", "Generated graphs.", "Split the workflow."),
    "trigger_in_loop": Code("A trigger inside of a loop.", "`api` in a body.", "Move it out."),
    "edge_across_loop": Code("An edge crosses a loop's border.", "From a body to the outside.", "Use the result."),
    "inside_loop": Code("A body's node is read outside.", "`$call` behind the loop.", "Read the loop's result."),
    "loop_read_inside": Code("A body reads its loop's result.", "`$lines` inside of it.", "`$lines.item`"),
    "edge_behind_stop": Code("An edge leaves a stop.", "`stop` before an action.", "Delete the edge."),
    "nothing_to_merge": Code("A merge with fewer than two edges.", "One branch only.", "Connect another."),
}

INSTALLED: Final[dict[str, Code]] = {
    "unknown_workflow": Code("A workflow to be run is not there.", "One that was archived.", "Choose another one."),
    "own_error_workflow": Code(
        "A workflow is its own error workflow.", "Chosen in its settings.", "Choose another one."
    ),
    "unpublished_workflow": Code("A workflow to be run has no live version.", "A draft.", "Publish it first."),
    "path_taken": Code("Another live workflow answers the path.", "`orders`, twice.", "Choose another path."),
    "definition_disabled": Code("Somebody switched the definition off.", "`send_email@1`", "Use another one or ask."),
    "secret_withheld": Code(
        "A stored secret was typed for another address.",
        "Another host in `url`.",
        "Type it again, or change the address back.",
    ),
    "express_workflow": Code("A workflow to be run is express.", "A `run_workflow` node.", "Make that one standard."),
    "run_by_another": Code("Other workflows run this one.", "`express`", "Make it standard."),
}
"""Codes that only an installation can give: it knows what there is beside the document."""
