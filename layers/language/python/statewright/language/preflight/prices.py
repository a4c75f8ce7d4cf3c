"""What AWS charges, and what is assumed where nobody knows: data with a date, `prices.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import orjson

_DEFAULT: Final = "default"
_MILLION: Final = 1_000_000
_MESSAGES: Final = 2
"""That an Express execution has begun, and how it has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Published prices in `currency`, free tier not applied, and the assumptions that go with them.

    `call_milliseconds` is how long an action's function is taken to run, by definition, with `default` for the others;
    `loop_items` how many items a loop has whose node does not say; `execution_data_kilobytes` what an Express run holds
    for each Parallel or Map state.
    """

    currency: str
    region: str
    date: str
    free_tier: str
    sources: tuple[str, ...]
    standard_per_1000_transitions: float
    express_per_million_requests: float
    express_per_gb_second: float
    sqs_per_million_requests: float
    lambda_per_million_requests: float
    lambda_arm64_per_gb_second: float
    call_milliseconds: Mapping[str, float]
    loop_items: int
    execution_data_kilobytes: float

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Prices:
        """Prices in the form of `prices.json`. Raises KeyError or TypeError for another form."""
        plain = {name: value for name, value in document.items() if name not in ("assumptions", "sources")}
        return cls(**plain, **document["assumptions"], sources=tuple(document["sources"]))

    @property
    def transition(self) -> float:
        """Of one state transition of a Standard execution."""
        return self.standard_per_1000_transitions / 1000

    def call_seconds(self, definition: str) -> float:
        """How long one call of the definition's function is taken to run."""
        return self.call_milliseconds.get(definition, self.call_milliseconds[_DEFAULT]) / 1000

    def calls(self, calls: float, gb_seconds: float) -> float:
        """Of Lambda requests and the memory they hold."""
        return calls * self.lambda_per_million_requests / _MILLION + gb_seconds * self.lambda_arm64_per_gb_second

    def express(self, gb_seconds: float) -> float:
        """Of one Express execution, with the two messages by which it tells of itself."""
        requests = self.express_per_million_requests + _MESSAGES * self.sqs_per_million_requests
        return requests / _MILLION + gb_seconds * self.express_per_gb_second


@lru_cache(maxsize=1)
def published() -> Prices:
    """The prices this code was shipped with."""
    return Prices.from_json(orjson.loads(files(__package__).joinpath("prices.json").read_bytes()))
