"""Problems of a workflow file: for people, for programs, and as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from statewright.language.compiler import Problem

from infra.cli.locating import Lines
from infra.cli.reading import Source

Format = Literal["text", "json", "github"]


@dataclass(frozen=True, slots=True)
class Located:
    """A problem with where it was written: file, line from 1, and the node's name and key if it is a node's."""

    file: str
    line: int
    node_name: str | None
    node_key: str | None
    problem: Problem

    def as_json(self) -> dict[str, Any]:
        """The problem as the REST API gives it, with file, line, and the node's key."""
        return {"file": self.file, "line": self.line, "node_key": self.node_key} | asdict(self.problem)

    @property
    def what(self) -> str:
        """`node 'Name' (key) field`, as much of it as is known."""
        parts = []
        if self.problem.node_id is not None:
            key = f" ({self.node_key})" if self.node_key else ""
            parts.append(f"node '{self.node_name or self.problem.node_id}'{key}")
        elif self.problem.edge_id is not None:
            parts.append(f"edge '{self.problem.edge_id}'")
        if self.problem.field is not None:
            at = "" if self.problem.position is None else f", character {self.problem.position + 1}"
            parts.append(f"{self.problem.field}{at}")
        return printable(" ".join(parts))


def locate(source: Source, problems: Iterable[Problem]) -> list[Located]:
    """Each problem with its line and its node; errors first, then in the file's order."""
    problems = list(problems)
    if not problems:
        return []
    lines, document = Lines(source.text), source.value
    nodes, edges = _positions(document, "nodes"), _positions(document, "edges")
    found = []
    for problem in problems:
        field = tuple(int(part) if part.isdecimal() else part for part in (problem.field or "").split(".") if part)
        node: Mapping[str, Any] = {}
        if problem.node_id in nodes:
            place, node = nodes[problem.node_id]
            field = ("graph", "nodes", place, *field)
        elif problem.edge_id in edges:
            field = ("graph", "edges", edges[problem.edge_id][0], *field)
        name, key = _text(node.get("name")), _text(node.get("key"))
        found.append(Located(source.label, lines.of(field), name, key, problem))
    return sorted(found, key=lambda each: (each.problem.severity != "error", each.line))


def as_text(located: Located) -> str:
    """One line: `file:line: error: node 'Name' (key) field: message`."""
    problem = located.problem
    where = f" {located.what}:" if located.what else ""
    return f"{printable(located.file)}:{located.line}: {problem.severity}:{where} {_message(problem)}"


def as_annotation(located: Located) -> str:
    """A GitHub Actions workflow command that marks the line in the pull request.

    Source: GitHub Actions documentation, "Workflow commands".
    """
    where = f"{located.what}: " if located.what else ""
    return annotation(
        located.problem.severity,
        where + _message(located.problem),
        file=located.file,
        line=located.line,
        title=located.problem.code,
    )


def annotation(level: str, message: str, *, file: str, line: int, title: str) -> str:
    """`::error file=...,line=...,title=...::message` with everything escaped."""
    properties = f"file={_property(file)},line={line},title={_property(title)}"
    return f"::{level} {properties}::{_escaped(message)}"


def printable(text: str) -> str:
    """The text on one line, without what a terminal or a CI service would take for a command."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _message(problem: Problem) -> str:
    suggestion = problem.suggestion
    told = suggestion is None or suggestion in problem.message
    return printable(problem.message if told else f"{problem.message}; did you mean `{suggestion}`?")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _positions(document: Any, part: str) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """Id -> (index in the file, the node or edge), whatever the document looks like."""
    graph = document.get("graph") if isinstance(document, dict) else None
    items = graph.get(part) if isinstance(graph, dict) else None
    found: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            found.setdefault(item["id"], (index, item))
    return found
