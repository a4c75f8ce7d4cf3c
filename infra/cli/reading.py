"""Workflow files and JSON values from outside: bounded, and refused in words that say what to do."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from statewright.language.compiler.check.document import MAX_DOCUMENT_BYTES

from infra.cli.status import CommandError

STANDARD_INPUT: Final = "-"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """A JSON file: how people call it, its text and its value."""

    label: str
    text: str
    value: Any


def read_source(name: str) -> Source:
    """Reads the file `name`, or standard input for `-`. Raises CommandError."""
    label = "<stdin>" if name == STANDARD_INPUT else name
    data = _bytes(name, label).removeprefix(_BYTE_ORDER_MARK)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise CommandError(f"{label}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from None
    return Source(label, data.decode(), value)


def json_argument(option: str, text: str) -> Any:
    """The value of an option that takes JSON or `@file`. Raises CommandError naming the option."""
    if text.startswith("@"):
        return read_source(text[1:]).value
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        hint = "; a text needs double quotes inside the shell's: '\"text\"'" if text[:1].isalpha() else ""
        raise CommandError(f"{option}: not JSON at character {error.colno}: {error.msg}{hint}") from None


def _bytes(name: str, label: str) -> bytes:
    """At most `MAX_DOCUMENT_BYTES` of it."""
    try:
        if name == STANDARD_INPUT:
            data = sys.stdin.buffer.read(MAX_DOCUMENT_BYTES + 1)
        else:
            path = Path(name)
            if path.is_dir():
                raise CommandError(f"{label} is a folder: name the workflow files in it, e.g. {path / '*.json'}")
            with path.open("rb") as file:
                data = file.read(MAX_DOCUMENT_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CommandError(f"{label}: {reason}") from None
    if len(data) > MAX_DOCUMENT_BYTES:
        raise CommandError(f"{label}: over {MAX_DOCUMENT_BYTES:,} bytes, more than a workflow may have")
    return data
