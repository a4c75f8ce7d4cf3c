"""Where checks put what they find."""

from __future__ import annotations

from typing import Final

from statewright.language.graph.model import Node
from statewright.language.graph.problems import Problem, Severity

MAX_PROBLEMS: Final = 500
"""Beyond this nobody reads on, and a document made of mistakes must not make an answer of any size."""


class Report:
    """Problems in the order they were found, up to `MAX_PROBLEMS`."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._left_out: list[Severity] = []

    def add(self, problem: Problem) -> None:
        """Records a problem."""
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(problem)
        else:
            self._left_out.append(problem.severity)

    def error(
        self,
        code: str,
        message: str,
        node: Node | None = None,
        *,
        field: str | None = None,
        position: int | None = None,
        end: int | None = None,
        suggestion: str | None = None,
    ) -> None:
        """Records an error at a node, or at the workflow."""
        self.add(
            Problem(
                code=code,
                message=message,
                node_id=node.id if node else None,
                field=field,
                position=position,
                end=end,
                suggestion=suggestion,
            )
        )

    def warning(
        self,
        code: str,
        message: str,
        node: Node,
        *,
        field: str | None = None,
        position: int | None = None,
        end: int | None = None,
        suggestion: str | None = None,
    ) -> None:
        """Records a warning at a node."""
        self.add(
            Problem(
                severity="warning",
                code=code,
                message=message,
                node_id=node.id,
                field=field,
                position=position,
                end=end,
                suggestion=suggestion,
            )
        )

    def problems(self) -> list[Problem]:
        """Everything found."""
        if not self._left_out:
            return list(self._problems)
        message = f"{len(self._left_out):,} more problems are not listed"
        severity: Severity = "error" if "error" in self._left_out else "warning"
        return [*self._problems, Problem(severity=severity, code="too_many_problems", message=message)]
