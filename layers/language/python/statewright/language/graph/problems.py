"""What is wrong with a workflow document, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding of `validate`. Errors stop a publish, warnings do not.

    `message` names a field as the document does, between backticks: `timeout_seconds`. The command line says it like
    that, with the path; the builder puts the title there that its form shows (frontend, `place-of.ts`).
    `field` is a path below the node, edge or document (`config.url`, `settings.retry.on.0`); `position` and `end` are
    0-based offsets in the text of that field, in characters: where what is wrong begins, and where what follows it
    does; `suggestion` is what was probably meant.
    """

    severity: Severity = "error"
    code: str
    message: str
    node_id: str | None = None
    edge_id: str | None = None
    field: str | None = None
    position: int | None = None
    end: int | None = None
    suggestion: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The problem as it crosses the REST API."""
        return asdict(self)


class InvalidWorkflow(ValueError):
    """The workflow has problems that stop it from being compiled; `problems` holds all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        first = errors[0].message if errors else "no errors"
        super().__init__(f"the workflow has {len(errors)} error{'s' * (len(errors) != 1)}; the first: {first}")


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, if one is close enough."""
    return next(iter(get_close_matches(word[:100], known, n=1, cutoff=0.6)), None)


def did_you_mean(suggestion: str | None, prefix: str = "") -> str:
    """A half sentence to end a message with; empty without a suggestion."""
    return f"; did you mean `{prefix}{suggestion}`?" if suggestion else ""
