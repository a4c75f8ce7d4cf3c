"""Settings from the environment, read where they are used; docs/reference/contracts.md lists them."""

from __future__ import annotations

import os


class MissingSetting(Exception):
    """The function was deployed without a setting that it needs."""


def required(name: str) -> str:
    """The value of an environment variable. Raises MissingSetting when it is absent or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise MissingSetting(f"{name} is not set: the function needs it (docs/reference/contracts.md)")
    return value


def comma_separated(name: str) -> tuple[str, ...]:
    """The parts of a comma-separated variable without blanks; empty when it is absent."""
    return tuple(part for part in (part.strip() for part in os.environ.get(name, "").split(",")) if part)
