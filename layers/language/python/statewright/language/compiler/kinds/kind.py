"""What a logic node says about itself; one module a kind, collected in `statewright.language.compiler.kinds`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statewright.language.compiler.ir import Operation

Finding = tuple[str, str]
"""Path of a field below `config`, and what is wrong with it."""


def nothing_more(config: Mapping[str, Any]) -> Iterator[Finding]:
    """For kinds whose schema says it all."""
    del config
    yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicKind:
    """A logic node: what the palette shows, what its configuration must be and what it compiles to.

    `handles` are in order; a disabled node takes the first. `build` takes a configuration that fits `config_schema`
    and about which `findings` had nothing to say.
    """

    name: str
    title: str
    description: str
    icon: str
    category: str = "Logic"
    config_schema: Mapping[str, Any]
    handles: tuple[str, ...] = ("out",)
    has_output: bool = True
    build: Callable[[Mapping[str, Any]], Operation]
    findings: Callable[[Mapping[str, Any]], Iterator[Finding]] = nothing_more
