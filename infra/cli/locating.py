"""The line of a JSON text that a path leads to, so that a problem can be shown where it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

_TOKEN: Final = re.compile(r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark>[\[\]{},:])|(?P<literal>[^\s\[\]{},:"]+))')

Path = Sequence[str | int]


class Lines:
    """Line numbers, from 1, of every member and item in a JSON text that is known to be valid."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        self._read(text)

    def of(self, path: Path) -> int:
        """The line where `path` begins; of what it is in, if there is no such thing."""
        known = tuple(path)
        while known not in self._lines and known:
            known = known[:-1]
        return self._lines.get(known, 1)

    def _read(self, text: str) -> None:
        path: list[str | int] = []
        containers: list[str] = []
        line, counted = 1, 0
        expects_key = False
        for token in _TOKEN.finditer(text):
            begin = token.start(token.lastgroup or 0)
            line += text.count("\n", counted, begin)
            counted = begin
            mark = token["mark"]
            if mark is None and expects_key:
                path[-1] = json.loads(token["string"])
                self._lines[tuple(path)] = line
                expects_key = False
            elif mark in ("]", "}"):
                containers.pop()
                path.pop()
                expects_key = False
            elif mark == ",":
                expects_key = containers[-1] == "{"
                if not expects_key:
                    path[-1] = int(path[-1]) + 1
            elif mark != ":":
                # a value begins; that of a member stands with its name
                self._lines.setdefault(tuple(path), line)
                if mark is not None:
                    containers.append(mark)
                    path.append("" if mark == "{" else 0)
                    expects_key = mark == "{"
