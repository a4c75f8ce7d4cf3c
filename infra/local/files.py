"""Files of the state folder: written whole or not at all, readable by their owner only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace `path` in one step: a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def read_json(path: Path) -> Any | None:
    """The JSON in `path`, or None when there is no such file."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None


def password(folder: Path, name: str) -> str:
    """A random password kept in `folder/<name>.password`, made on first use."""
    path = folder / f"{name}.password"
    if path.exists():
        return path.read_text().strip()
    value = secrets.token_urlsafe(24)
    write_atomically(path, value.encode())
    return value
