"""What a trigger node gives, and expects, by its definition and by the schemas in its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statewright.core.payload_judge import Judge, Misfit
from statewright.core.payload_schemas import described, effective_output, faults
from statewright.language.compiler.registry import Registry


def trigger_output(registry: Registry, definition: str | None, config: Mapping[str, Any]) -> Mapping[str, Any]:
    """JSON Schema of what the trigger gives; empty for one nobody knows."""
    known = registry.triggers.get(definition or "")
    return effective_output(known.config_schema, known.output_schema, config) if known else {}


def payload_misfits(
    registry: Registry, definition: str | None, config: Mapping[str, Any], payload: Any
) -> list[Misfit]:
    """Where a trigger's output (`$trigger`), written by somebody, is not what the trigger expects.

    Only members that are given are judged: a failed run is handed to an error workflow without the body of a request.
    None gives nothing; what else is no object fits nothing. The paths begin with the property of the output. A schema
    with `faults` expects nothing; they are told elsewhere.
    """
    known = registry.triggers.get(definition or "")
    silent = payload is None or isinstance(payload, Mapping)
    given = payload if isinstance(payload, Mapping) else {}
    found: list[Misfit] = []
    for field, of, unless in described(known.config_schema) if known else ():
        schema = config.get(field)
        told = unless is not None and given.get(unless) is not None
        left_out = silent and of not in given
        if schema is None or left_out or told or faults(schema):
            continue
        misfits = Judge(schema).misfits(given.get(of), of)
        found += (each._replace(path=(of, *each.path)) for each in misfits)
    return found
