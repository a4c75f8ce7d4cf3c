"""Documents with what is wrong about results that lie in S3, and what must be said about it."""

from __future__ import annotations

from typing import Any, Final

from tests.language.compiler.drawing import loop, node, workflow
from tests.language.compiler.situations import Told, calling


def _over(items: str, body: list[dict[str, Any]] | None = None, **config: Any) -> dict[str, Any]:
    """A loop behind two steps that keep their results in S3; the schema of `c` says that it is an object."""
    kept = [node("a", offload=True), node("c", "fetch", offload=True)]
    return workflow([node("t", "api"), *kept, loop("l", body or [node("b")], items=items, **config)], "t>a>c>l")


OFFLOADED: Final[dict[str, Told]] = {
    "a result in S3 read into beside the whole": Told(
        calling("{% {'all': $a, 'one': $a.body} %}", "t>a>call", node("a", offload=True)),
        "offloaded",
        "n_call",
        "config.data",
        "only `$a.offloaded` can be read",
        position=22,
    ),
    "some items of a result in S3": Told(
        _over("{% $filter($a, function($x) { $x.ok }) %}"),
        "offloaded",
        "n_l",
        "config.items",
        "exactly `{% $a %}`",
        position=11,
    ),
    "a reference for items": Told(
        _over("{% $a.offloaded %}"), "offloaded", "n_l", "config.items", "exactly `{% $a %}`", position=3
    ),
    "an early end of a loop over a result in S3": Told(
        _over("{% $a %}", mode="sequential", until="{% $item = 3 %}"),
        "stored_items",
        "n_l",
        "config.until",
        "cannot end early",
    ),
    "a stop in a loop over a result in S3": Told(
        _over("{% $a %}", body=[loop("m", [node("end", "stop", {"outcome": "success"})], items=[1])]),
        "stored_items",
        "n_l",
        "config.items",
        "the stop `end` cannot end the run",
    ),
    "a loop over an object in S3": Told(
        _over("{% $c %}"), "stored_items", "n_l", "config.items", "no list but an object: choose the list"
    ),
    "an express run over a result in S3": Told(
        _over("{% $a %}") | {"settings": {"durability": "express"}},
        "express_limit",
        "n_l",
        "config.items",
        "make the workflow standard",
    ),
}
