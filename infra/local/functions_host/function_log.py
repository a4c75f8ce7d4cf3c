"""A function's log file: workers append to it themselves, the host only bounds its size."""

from __future__ import annotations

from pathlib import Path

TAIL_BYTES = 4096


class FunctionLog:
    """`<folder>/<function>.log`, and `<function>.log.1` after a rotation."""

    def __init__(self, folder: Path, function: str) -> None:
        self.path = folder / f"{function}.log"

    def rotate_if_large(self, limit: int) -> bool:
        """Move the file aside once it holds `limit` bytes. Workers go on writing to the moved file until told."""
        try:
            if self.path.stat().st_size < limit:
                return False
            self.path.replace(self.path.with_suffix(".log.1"))
        except FileNotFoundError:
            return False
        return True

    def tail(self) -> bytes:
        """The last 4 KB, as the `LogResult` of an invocation."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(size - TAIL_BYTES, 0))
                return file.read()
        except FileNotFoundError:
            return b""
