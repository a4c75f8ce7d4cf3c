"""Claim check: what Step Functions cannot carry lies in S3, and a reference to it travels (ADR 0014).

A reference is `{"offloaded": {"bucket", "key", "bytes", "items", "format": "json"}}`; `items` counts the members of a
list and is null for anything else. Each node and iteration has one object, so a repeated attempt replaces its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import orjson
from statewright.core import names
from statewright.core.errors import InvalidInput, ProviderUnavailable
from statewright.core.runtime import aws
from statewright.core.runtime.invocation import Invocation
from statewright.core.runtime.settings import required

STORE_SECONDS: Final = 8
"""What storing may take at most, with the connection: the work before it has to leave so much time."""
BUCKET: Final = "STATEWRIGHT_PAYLOAD_BUCKET"
MAX_READ_BYTES: Final = 16 * 1024 * 1024
"""Of all payloads that one configuration refers to: they are in the function's memory at once, parsed."""


def put(call: Invocation, output: bytes) -> bytes:
    """Stores the output (JSON) of the node in this iteration, and gives the reference as JSON. Raises AwsError."""
    bucket, key = required(BUCKET), names.payload_key(call.execution_id, call.node_key, call.iteration)
    value = orjson.loads(output)
    with aws.translated():
        client = aws.s3(STORE_SECONDS - aws.CONNECT_TIMEOUT_SECONDS, attempts=1)
        client.put_object(Bucket=bucket, Key=key, Body=output, ContentType="application/json")
    described = {
        "bucket": bucket,
        "key": key,
        "bytes": len(output),
        "items": len(value) if isinstance(value, list) else None,
        "format": "json",
    }
    return orjson.dumps({"offloaded": described})


def is_own(bucket: str, key: str, prefixes: tuple[str, ...]) -> bool:
    """Whether the object is a payload of one of the runs whose keys begin so."""
    return bucket == required(BUCKET) and key.startswith(prefixes)


def fetch(bucket: str, key: str, limit: int) -> bytes:
    """An object, or the first `limit` + 1 bytes of a longer one. Raises AwsError: AwsMissing if there is none."""
    with aws.translated():
        answer = aws.s3().get_object(Bucket=bucket, Key=key)
        with answer["Body"] as body:
            found: bytes = body.read(limit + 1)
            return found


def resolved(config: Any, call: Invocation) -> Any:
    """The configuration with what its references stand for in their place.

    Only payloads of the same run are read: a reference may have come from outside, in what started the run. Raises
    InvalidInput if they are too large or gone, ProviderUnavailable if S3 cannot be asked.
    """
    if not any(_references(config)):
        return config
    return _filled(config, _Reader(call))


class _Reference(NamedTuple):
    bucket: str
    key: str


class _Reader:
    """Reads each object once, and no more than a function can hold."""

    def __init__(self, call: Invocation) -> None:
        self._prefixes = (names.payloads_of(call.execution_id),)
        self._known: dict[str, bytes] = {}

    def owns(self, reference: _Reference) -> bool:
        return is_own(reference.bucket, reference.key, self._prefixes)

    def read(self, reference: _Reference) -> Any:
        if reference.key not in self._known:
            self._known[reference.key] = self._fetched(reference)
        return orjson.loads(self._known[reference.key])

    def _fetched(self, reference: _Reference) -> bytes:
        left = MAX_READ_BYTES - sum(map(len, self._known.values()))
        try:
            found = fetch(reference.bucket, reference.key, left)
        except aws.AwsMissing:
            raise InvalidInput(f"the payload {reference.key} is no longer in S3") from None
        except aws.AwsError as error:
            raise ProviderUnavailable(f"the payload {reference.key} cannot be read: {error}") from None
        if len(found) > left:
            raise InvalidInput(
                f"the payloads of this step are over {MAX_READ_BYTES // 1024**2} MiB together: "
                "work on their items in a loop, or choose less with the Select setting of the step that made them"
            )
        return found


def _reference(value: Any) -> _Reference | None:
    if not isinstance(value, dict) or value.keys() != {"offloaded"} or not isinstance(value["offloaded"], dict):
        return None
    bucket, key = value["offloaded"].get("bucket"), value["offloaded"].get("key")
    return _Reference(bucket, key) if isinstance(bucket, str) and isinstance(key, str) else None


def _references(value: Any) -> Iterator[_Reference]:
    found = _reference(value)
    if found is not None:
        yield found
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _references(member)


def _filled(value: Any, reader: _Reader) -> Any:
    found = _reference(value)
    if found is not None and reader.owns(found):
        return reader.read(found)
    if isinstance(value, dict):
        return {name: _filled(member, reader) for name, member in value.items()}
    return [_filled(member, reader) for member in value] if isinstance(value, list) else value
