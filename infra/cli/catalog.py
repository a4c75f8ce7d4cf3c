"""The built-in triggers and actions, in the compiler's terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from statewright.core import catalog
from statewright.language.compiler import Registry


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The definitions this code was shipped with."""
    return Registry.from_catalog(catalog.load().raw)


def output_schemas() -> Mapping[str, Mapping[str, Any]]:
    """`name@version` -> JSON Schema of what it gives, triggers and actions alike."""
    known = catalog.load()
    actions = {each.id: each.output_schema for each in known.actions}
    return actions | {each.id: each.output_schema for each in known.triggers}
