"""What a logic node says about itself; one module a kind, collected in `statewright.language.compiler.kinds`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from statewright.language.compiler.ir import Operation
from statewright.language.graph.model import Node


class Finding(NamedTuple):
    """What is wrong with a field: its path below `config`, and which of the problems it is."""

    path: str
    message: str
    code: str = "invalid_config"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: its operation may depend on that besides its configuration."""

    node: Node
    timezone: str = "UTC"
    """The workflow's time zone."""
    loops: tuple[str, ...] = ()
    """Keys of the loops around the node, outermost first."""
    handles: tuple[str, ...] = ("out",)
    """The handles it can take."""
    offloaded: frozenset[str] = frozenset()
    """Keys of the nodes whose outputs are references to what lies in S3."""

    @property
    def continues(self) -> bool:
        """Whether a failure leaves by the first handle."""
        return self.node.settings.on_error == "continue" and "error" not in self.handles

    @property
    def catches(self) -> bool:
        """Whether a failure leaves the node by a handle at all; else it fails the run."""
        return "error" in self.handles or self.continues


def only_out(config: Mapping[str, Any]) -> tuple[str, ...]:
    """For kinds with one way on."""
    del config
    return ("out",)


def nothing_more(config: Mapping[str, Any]) -> Iterator[Finding]:
    """For kinds whose schema says it all."""
    del config
    yield from ()


def always(*handles: str) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    """For kinds whose handles do not depend on the configuration."""
    return lambda config: handles


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicKind:
    """A logic node: what the palette shows, what its configuration must be and what it compiles to.

    `handles` reads them, in order, out of any configuration, a wrong one included; a disabled node takes the first.
    Those among `optional_handles` are taken only where an edge leaves by them: without one, what would lead there
    fails the run. `output_schema` is that of `$<key>`; None if there is no output. `build` takes a configuration that
    fits `config_schema` and about which `findings` had nothing to say.
    """

    name: str
    title: str
    description: str
    icon: str
    category: str = "Logic"
    config_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any] | None
    handles: Callable[[Mapping[str, Any]], tuple[str, ...]] = only_out
    optional_handles: frozenset[str] = frozenset()
    build: Callable[[Mapping[str, Any], Place], Operation]
    findings: Callable[[Mapping[str, Any]], Iterator[Finding]] = nothing_more
