"""What a trigger's route says of the values it expects, held against those that arrive.

Nothing is loaded for a route without a schema.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from statewright.core.runtime.trigger import BrokenRoute, Route

if TYPE_CHECKING:
    from statewright.core.payload_judge import Judge, Misfit

MAX_COMPILED: Final = 64
"""Schemas that are kept ready in one process."""

_compiled: Final[OrderedDict[tuple[str, int, str], Judge]] = OrderedDict()


def misfits(route: Route, field: str, value: Any, name: str) -> list[Misfit]:
    """Where `value` does not fit the schema in `field` of the route's configuration; nothing without one.

    `name` is what people call the value. Raises BrokenRoute for a schema that could not have been published.
    """
    schema = route.config.get(field)
    if schema is None:
        return []
    return _judge(route, field, schema).misfits(value, name)


def _judge(route: Route, field: str, schema: Mapping[str, Any]) -> Judge:
    # A published version is immutable, and so is what its triggers expect.
    revision = (route.instance_id, route.version, field)
    known = _compiled.get(revision)
    if known is not None:
        _compiled.move_to_end(revision)
        return known
    from statewright.core.payload_judge import Judge  # noqa: PLC0415  brings the validator: only where there is a schema

    try:
        judge = _compiled[revision] = Judge(schema)
    except (ValueError, TypeError) as error:
        raise BrokenRoute(f"its `{field}` cannot be used ({error}); publish the workflow again") from None
    if len(_compiled) > MAX_COMPILED:
        _compiled.popitem(last=False)
    return judge
