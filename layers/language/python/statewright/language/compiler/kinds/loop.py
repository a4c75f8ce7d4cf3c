"""`loop`: do the same for each item of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from statewright.core.errors import RETRYABLE
from statewright.language.compiler.ir import Loop
from statewright.language.compiler.kinds import large_loop
from statewright.language.compiler.kinds.kind import Finding, LogicKind, Place, always

DEFAULT_CONCURRENCY: Final = 10
ITEM_FAILED: Final = "States.ExceedToleratedFailureThreshold"
"""How a loop fails whose items are executions of their own, whatever an item died of."""
ITEMS_UNREADABLE: Final = "States.ItemReaderFailed"
"""How a loop fails that cannot read its items in S3."""
OWN_ERRORS: Final = (ITEM_FAILED, ITEMS_UNREADABLE)


def _build(config: Mapping[str, Any], place: Place) -> Loop:
    retry = place.node.settings.retry
    concurrency, distributed, stored = _form(config, place.offloaded)
    return Loop(
        items=config["items"],
        concurrency=concurrency,
        on_item_error=config.get("on_item_error", "fail"),
        until=config.get("until") is not None,
        distributed=distributed,
        stored=stored,
        retry=retry,
        on=() if retry is None else _retried(config, place.offloaded) if retry.on is None else retry.on,
        catches=place.catches,
        continues=place.continues,
    )


def _form(config: Mapping[str, Any], offloaded: AbstractSet[str]) -> tuple[int, bool, bool]:
    """How many items at a time; whether each is an execution of its own; whether they lie in S3."""
    concurrency = 1 if config.get("mode") == "sequential" else config.get("concurrency", DEFAULT_CONCURRENCY)
    stored = large_loop.items_source(config["items"], offloaded) is not None
    return concurrency, stored or large_loop.is_distributed(config, concurrency), stored


def _retried(config: Mapping[str, Any], offloaded: AbstractSet[str]) -> tuple[str, ...]:
    """What is retried unless the loop says otherwise: a large loop hides what an item died of, one inside it too."""
    loops = [config, *(node["config"] for node in large_loop.nodes_of(config) if node.get("type") == "loop")]
    forms = [_form(loop, offloaded) for loop in loops]
    own = {ITEM_FAILED: any(distributed for _, distributed, _ in forms), ITEMS_UNREADABLE: any(s for *_, s in forms)}
    return (*RETRYABLE, *(error for error, possible in own.items() if possible))


def _findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    sequential = config.get("mode") == "sequential"
    if "until" in config and not sequential:
        yield Finding("until", "a concurrent loop cannot end early: set `mode` to `sequential`, or delete `until`")
    if "concurrency" in config and sequential:
        yield Finding(
            "concurrency", "a sequential loop takes one item at a time: set `mode` to `concurrent`, or delete it"
        )


KIND = LogicKind(
    name="loop",
    title="Loop",
    description="Do the same for each item of a list, one after the other or several at a time.",
    icon="repeat",
    config_schema={
        "type": "object",
        "title": "Loop",
        "properties": {
            "items": {
                "type": "array",
                "title": "Items",
                "description": "The list. Inside, $item is the item and $index its number, from 0.",
                "examples": ["{% $order.body.lines %}"],
                "widget": "expression",
            },
            "body": {
                "type": "object",
                "title": "Body",
                "properties": {"nodes": {"type": "array"}, "edges": {"type": "array"}},
                "required": ["nodes"],
                "widget": "body",
            },
            "mode": {
                "enum": ["concurrent", "sequential"],
                "title": "Mode",
                "default": "concurrent",
                "labels": {"concurrent": "several at a time", "sequential": "one after the other"},
            },
            "concurrency": {
                "type": "integer",
                "title": "At a time",
                "description": "How many items are worked on at once.",
                "minimum": 1,
                "maximum": 1000,
                "default": DEFAULT_CONCURRENCY,
            },
            "on_item_error": {
                "enum": ["fail", "skip", "collect"],
                "title": "When an item fails",
                "default": "fail",
                "labels": {
                    "fail": "the loop fails",
                    "skip": "leave it out of the results",
                    "collect": "put its error among the results",
                },
            },
            "until": {
                "type": "string",
                "title": "Until",
                "description": "Read after each item, with the body's outputs; true ends the loop. Sequential only.",
                "pattern": r"^\{%[\s\S]*%\}$",
                "pattern_help": "an expression: {% … %}",
                "widget": "expression",
            },
            "result": {
                "type": "string",
                "title": "Result of an item",
                "description": "What goes on the list of results. Without it: the outputs of the body's last nodes.",
                "pattern": r"^\{%[\s\S]*%\}$",
                "pattern_help": "an expression: {% … %}",
                "widget": "expression",
            },
            "expected_items": {
                "type": "integer",
                "title": "Expected items",
                "description": "About how many items there will be, if they are many.",
                "minimum": 0,
                "advanced": True,
            },
        },
        "required": ["items", "body"],
        "additionalProperties": False,
    },
    output_schema={"type": "array", "description": "The results, in the order of the items."},
    handles=always("out", "error"),
    optional_handles=frozenset({"error"}),
    build=_build,
    findings=_findings,
)
