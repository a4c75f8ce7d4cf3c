"""The functions Step Functions adds to JSONata.

Source: AWS Step Functions developer guide, "JSONata functions provided by Step Functions". `$random` and `$uuid` draw
from a seed, so that a repeated evaluation gives the same values.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any, Final

MAX_ITEMS: Final = 10_000
_ALGORITHMS: Final = {
    "MD5": hashlib.md5,
    "SHA-1": hashlib.sha1,
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}


class FunctionError(ValueError):
    """A function was called with something it cannot take."""


def partition(items: Any, size: Any) -> list[list[Any]]:
    """`$partition(array, size)`: chunks of `size` items, the last one possibly shorter."""
    width = _integer("partition", "the size", size)
    if not isinstance(items, list):
        raise FunctionError("$partition: the first argument must be an array")
    if width < 1:
        raise FunctionError("$partition: the size must be a positive integer")
    return [items[start : start + width] for start in range(0, len(items), width)]


def range_(first: Any, last: Any, step: Any = None) -> list[int]:
    """`$range(first, last, step)`: integers from `first` to `last`, both included."""
    steps = 1 if step is None else step
    start, end, delta = (_integer("range", "every argument", value) for value in (first, last, steps))
    if delta == 0:
        raise FunctionError("$range: the step must not be 0")
    if (end - start) // delta >= MAX_ITEMS:
        raise FunctionError(f"$range: the array would have more than {MAX_ITEMS} items")
    return list(range(start, end + (1 if delta > 0 else -1), delta))


def hash_(data: Any, algorithm: Any) -> str:
    """`$hash(data, algorithm)`: lower-case hexadecimal digest; anything but a string is hashed as its JSON text."""
    digest = _ALGORITHMS.get(algorithm)
    if digest is None:
        raise FunctionError(f"$hash: unknown algorithm {algorithm!r}: use one of {', '.join(_ALGORITHMS)}")
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return digest(text.encode(errors="surrogatepass")).hexdigest()


def parse(text: Any) -> Any:
    """`$parse(text)`: the value of a JSON text."""
    if not isinstance(text, str):
        raise FunctionError("$parse: the argument must be a string")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise FunctionError(f"$parse: not JSON: {problem}") from problem


REGISTERED: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "partition": (partition, "<an:a>"),
    "range": (range_, "<nnn?:a>"),
    "hash": (hash_, "<xs:s>"),
    "parse": (parse, "<s:x>"),
}
"""Functions without state, with their JSONata signatures."""


def seeded(seed: int) -> dict[str, Callable[..., Any]]:
    """`$random` and `$uuid` for one evaluation; both depend on nothing but `seed` and how often they were called."""
    drawn = 0

    def draw(*salt: object) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.sha256(repr((seed, drawn, *salt)).encode()).digest()

    def random(own_seed: Any = None) -> float:
        if own_seed is None:
            return fraction(draw("random"))
        return fraction(hashlib.sha256(f"random:{own_seed}".encode()).digest())

    def uuid4() -> str:
        return str(uuid.UUID(bytes=draw("uuid")[:16], version=4))

    return {"random": random, "uuid": uuid4}


def fraction(digest: bytes) -> float:
    """A number in [0, 1) from at least seven bytes."""
    return int.from_bytes(digest[:6], "big") / 2**48


def _integer(function: str, what: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise FunctionError(f"${function}: {what} must be an integer, not {value}")
    return int(value)
