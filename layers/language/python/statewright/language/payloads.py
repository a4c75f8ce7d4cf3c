"""What steps keep in S3 (docs/adr/0014): references to it, and how who runs a run again is given it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

import orjson
from statewright.language.engine import ScheduleTask
from statewright.language.engine.item_reader import GET_OBJECT

MAX_ITEMS: Final = 10_000
"""Items of a loop that are followed one by one: each takes about a millisecond, and ten kilobytes of memory."""
_SAMPLE: Final = "sample"
"""Bucket of what a dry run keeps."""

ReadPayload = Callable[[str, str], str]
"""Bucket and key to the text of what lies there. Raises PayloadUnread."""


class PayloadUnread(Exception):
    """What lies in S3 cannot be had; the message says why. A run whose loop works on it cannot be run again."""


class Reference(NamedTuple):
    """Where an output lies; `items` counts the members of a list and is None for anything else."""

    bucket: str
    key: str
    items: int | None


def reference_in(output: Any) -> Reference | None:
    """What a node with `offload` gave, if the output is such a reference."""
    if not isinstance(output, dict) or output.keys() != {"offloaded"} or not isinstance(output["offloaded"], dict):
        return None
    bucket, key, items = (output["offloaded"].get(name) for name in ("bucket", "key", "items"))
    if not isinstance(bucket, str) or not isinstance(key, str):
        return None
    return Reference(bucket, key, items if isinstance(items, int) else None)


def reads_items(command: ScheduleTask) -> bool:
    """Whether the task is to read the items of a loop in S3."""
    return command.resource == GET_OBJECT


class StoredItems:
    """The objects that a run's own records refer to: no other is read, whatever key a machine asks for."""

    def __init__(self, outputs: Iterable[Any], read: ReadPayload | None) -> None:
        self._items = {
            (found.bucket, found.key): found.items for output in outputs if (found := reference_in(output)) is not None
        }
        self._read = read
        self._known: dict[tuple[str, str], str] = {}

    def text(self, bucket: Any, key: Any) -> str:
        """The JSON of the items. Raises PayloadUnread."""
        if (bucket, key) not in self._items:
            raise PayloadUnread(f"no record of the run names {key}")
        count = self._items[bucket, key] or 0
        if count > MAX_ITEMS:
            raise PayloadUnread(f"{key} has {count:,} items, and at most {MAX_ITEMS:,} are followed one by one")
        if self._read is None:
            raise PayloadUnread(f"{key} lies in S3, which is not read here: give the list itself")
        if (bucket, key) not in self._known:
            self._known[bucket, key] = self._read(bucket, key)
        return self._known[bucket, key]


class KeptOutputs:
    """What the nodes of a dry run keep in place of S3; `read` gives what recorded and live calls keep there."""

    def __init__(self, read: ReadPayload | None) -> None:
        self._read = read
        self._texts: dict[str, str] = {}
        self._elsewhere: list[Any] = []

    def keep(self, output: Any, where: str) -> Any:
        """The reference that stands for an output; the output itself if it is one."""
        if reference_in(output) is not None:
            self._elsewhere.append(output)
            return output
        text = orjson.dumps(output)
        key = f"{_SAMPLE}/{where}"
        self._texts[key] = text.decode()
        items = len(output) if isinstance(output, list) else None
        return {"offloaded": {"bucket": _SAMPLE, "key": key, "bytes": len(text), "items": items, "format": "json"}}

    def text(self, bucket: Any, key: Any) -> str:
        """The JSON of what was kept. Raises PayloadUnread."""
        if bucket == _SAMPLE and key in self._texts:
            return self._texts[key]
        return StoredItems(self._elsewhere, self._read).text(bucket, key)
