"""Where the command writes."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import orjson
from rich.console import Console, RenderableType
from rich.segment import Segment, Segments
from rich.text import Text

from infra.cli.problems import Format, Located, as_annotation, as_text

_WIDTH_WITHOUT_TERMINAL = 140
_COLOURS = {"error": "bold red", "warning": "yellow"}


class Output:
    """Standard output and standard error. Colours only on a terminal."""

    def __init__(self, format_: Format) -> None:
        self.format = format_
        self.console = _console(stderr=False)
        self.errors = _console(stderr=True)

    def problems(self, problems: Sequence[Located], *, aside: bool = False) -> None:
        """One line per problem, as text or as annotations; `aside`: on standard error."""
        for located in problems:
            line = as_annotation(located) if self.format == "github" else as_text(located)
            colour = "" if self.format == "github" else _COLOURS[located.problem.severity]
            before, severity, after = line.partition(f" {located.problem.severity}:")
            shown = Text.assemble(before, (severity, colour), after)
            (self.errors if aside else self.console).print(shown, soft_wrap=True)

    def say(self, text: str, style: str = "") -> None:
        """One line of standard output."""
        self.console.print(Text(text, style=style), soft_wrap=True)

    def show(self, shown: RenderableType) -> None:
        """A table or the like on standard output, without the blanks that only fill its lines up."""
        for line in self.console.render_lines(shown, pad=False):
            self.console.print(Segments([*_without_trailing_blanks(line), Segment.line()]), end="", soft_wrap=True)

    @contextmanager
    def quoting(self) -> Iterator[None]:
        """Keeps GitHub from taking what is written meanwhile, people's names and data, for commands.

        Source: GitHub Actions documentation, "Workflow commands", stopping and starting workflow commands.
        """
        if self.format != "github":
            yield
            return
        token = secrets.token_hex(16)
        self.say(f"::stop-commands::{token}")
        yield
        self.say(f"::{token}::")

    def complain(self, text: str) -> None:
        """One line of standard error."""
        self.errors.print(Text(f"statewright: {text}"), soft_wrap=True)

    def json(self, value: Any) -> None:
        """`value` on standard output, indented."""
        self.raw(json_text(value))

    @staticmethod
    def raw(text: str) -> None:
        """`text` on standard output as it is, in UTF-8 whatever the terminal's encoding."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode() + b"\n")
        sys.stdout.buffer.flush()


def _without_trailing_blanks(line: Sequence[Segment]) -> list[Segment]:
    kept = list(line)
    while kept:
        text, style, control = kept.pop()
        if text.rstrip():
            return [*kept, Segment(text.rstrip(), style, control)]
    return []


def json_text(value: Any) -> str:
    """Indented JSON."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, TextIOWrapper):
        # a name that the terminal's encoding lacks is shown as its code, and is no crash
        stream.reconfigure(errors="backslashreplace")
    console = Console(stderr=stderr, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDTH_WITHOUT_TERMINAL
    return console
