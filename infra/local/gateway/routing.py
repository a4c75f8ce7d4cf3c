"""Which service answers a path, as an HTTP API chooses among its routes: the most specific one.

Source: API Gateway developer guide, "Create routes for HTTP APIs", routing requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

_VARIABLE: Final = "{"


@dataclass(frozen=True, slots=True)
class ServiceRoutes:
    """Service functions by route (`ServiceSpec.routes`): each route answers its own path and everything below it."""

    _routes: tuple[tuple[tuple[str, ...], str], ...]

    @classmethod
    def of(cls, functions: Mapping[str, str]) -> Self:
        """From route to function name."""
        routes = [(tuple(route.split("/")), function) for route, function in functions.items()]
        return cls(tuple(sorted(routes, key=lambda each: _precision(each[0]), reverse=True)))

    def function(self, path: str) -> str | None:
        """The function for a path below `/api/`; None if no service answers it."""
        asked = path.split("/")
        for parts, function in self._routes:
            if len(parts) <= len(asked) and all(_fits(part, given) for part, given in zip(parts, asked, strict=False)):
                return function
        return None


def _precision(parts: tuple[str, ...]) -> tuple[int, int]:
    return len(parts), sum(not part.startswith(_VARIABLE) for part in parts)


def _fits(part: str, given: str) -> bool:
    return bool(given) if part.startswith(_VARIABLE) else part == given
