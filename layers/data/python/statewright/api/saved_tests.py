"""How a saved test went, as the API says it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from statewright.language.accepted import accepted
from statewright.language.paths import brief
from statewright.language.saved_tests import Expected, MismatchKind, TestOutcome


class TestMismatch(BaseModel):
    node: str | None
    field: str = Field(description="Path below `expected`.")
    message: str = Field(description="In the words of the document: keys of nodes, handles.")
    kind: MismatchKind
    expected: Any = Field(description="Long values are cut.")
    got: Any = Field(description="Of `other_way` the handles it left by. Long values are cut; null for nothing.")


class SavedTestResult(BaseModel):
    name: str
    passed: bool
    mismatches: list[TestMismatch]
    accepted: Expected | None = Field(
        description="Of a test that failed: what it would have to expect for this run to pass; null where no test can."
    )


def saved_test_result(outcome: TestOutcome) -> SavedTestResult:
    return SavedTestResult(
        name=outcome.test.name,
        passed=outcome.passed,
        mismatches=[
            TestMismatch(
                node=each.node,
                field=each.field,
                message=each.message,
                kind=each.kind,
                expected=brief(each.expected),
                got=brief(each.got),
            )
            for each in outcome.mismatches
        ],
        accepted=None if outcome.passed else accepted(outcome.test.expected, outcome.run),
    )
