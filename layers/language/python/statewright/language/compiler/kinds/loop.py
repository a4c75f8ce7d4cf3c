"""`loop`: do the same for each item of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    sequential = config.get("mode") == "sequential"
    concurrency = 1 if sequential else config.get("concurrency", DEFAULT_CONCURRENCY)
    stored = large_loop.items_source(config["items"], place.offloaded) is not None
    distributed = stored or large_loop.is_distributed(config, concurrency)
    return Loop(
        items=config["items"],
        concurrency=concurrency,
        on_item_error=config.get("on_item_error", "fail"),
        until=config.get("until") is not None,
        distributed=distributed,
        stored=stored,
        retry=retry,
        on=() if retry is None else _retried(distributed, stored) if retry.on is None else retry.on,
        catches=place.catches,
        continues=place.continues,
    )


def _retried(distributed: bool, stored: bool) -> tuple[str, ...]:
    """What is retried unless the loop says otherwise."""
    return (*RETRYABLE, *((ITEM_FAILED,) if distributed else ()), *((ITEMS_UNREADABLE,) if stored else ()))


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
                "widget": "expression",
            },
            "result": {
                "type": "string",
                "title": "Result of an item",
                "description": "What goes on the list of results. Without it: the outputs of the body's last nodes.",
                "pattern": r"^\{%[\s\S]*%\}$",
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
