"""How far an expression may go.

The step budget ends an evaluation at the same point on every replay; time and memory are the last resort.
"""

from __future__ import annotations

from typing import Any, Final

MAX_PAYLOAD: Final = 262_144
"""Bytes of JSON that a payload or a variable may have. Source: AWS Step Functions developer guide, "Quotas"."""

MAX_SOURCE: Final = 100_000
"""Characters of one expression. A workflow's author has far fewer; what the compiler puts together needs some room."""

_SIZES: Final[dict[str, Any]] = {
    "max_depth": 250,
    "max_string_length": 4 * MAX_PAYLOAD,
    "max_array_length": 10_000,
    "max_result_size": 4 * MAX_PAYLOAD,
}
INLINE: Final[dict[str, Any]] = {**_SIZES, "max_steps": 200_000, "timeout": 0.025}
"""In this process: what ends within these took little memory too, since memory takes time to fill."""

CONFINED: Final[dict[str, Any]] = {**_SIZES, "max_steps": 1_000_000, "timeout": 0.7}
"""In the sandbox process, which has the last word."""

CONFINED_SECONDS: Final = 0.8
"""When the sandbox process is killed: some built-in functions look at no clock."""

CONFINED_BYTES: Final = 48 * 1024 * 1024
"""Memory the sandbox process may add to what it starts with (about 15 MB). Linux only: macOS knows no such limit."""

EXHAUSTED: Final = frozenset({"D1011", "D1012", "D2014", "D2016", "U1001", "U1006"})
"""jlens' codes for a limit that was reached: depth, time, a range, a padding, a size, steps."""
