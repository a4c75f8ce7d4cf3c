"""Saved tests of a stored document: run on publish and when somebody asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from statewright.api.saved_tests import saved_test_result
from statewright.api.validation import output_schemas, registry
from statewright.core.runtime.select import select
from statewright.core.runtime.service import FieldError, Problem
from statewright.language.compiler import Compiled
from statewright.language.graph import Workflow
from statewright.language.paths import nodes_of
from statewright.language.saved_tests import Tester, TestOutcome, read_tests


def run(
    document: Mapping[str, Any], compiled: Compiled, names: Collection[str] | None = None
) -> list[tuple[int, TestOutcome]]:
    """The document's tests, or those of them with these names, each with its place; the document has no problems."""
    tests = [
        (place, test)
        for place, test in enumerate(read_tests(document.get("tests")))
        if names is None or test.name in names
    ]
    if not tests:
        return []
    tester = Tester(Workflow.model_validate(document), compiled, registry(), output_schemas(), select)
    return [(place, tester.run(test)) for place, test in tests]


def failures(outcomes: Sequence[tuple[int, TestOutcome]]) -> list[tuple[int, TestOutcome]]:
    return [(place, outcome) for place, outcome in outcomes if not outcome.passed]


def refusal(document: Mapping[str, Any], failed: Sequence[tuple[int, TestOutcome]]) -> Problem:
    """The 422 for a publish: each test with the node, what was expected and what came; in full as `failed_tests`."""
    ids = {node.key: node.id for node in nodes_of(Workflow.model_validate(document).graph)}
    errors = [
        FieldError(
            f"tests.{place}.expected.{mismatch.field}",
            f'test "{outcome.test.name}"{f": `{mismatch.node}`" if mismatch.node else ""}: {mismatch.message}',
            "test_failed",
            ids.get(mismatch.node or ""),
        )
        for place, outcome in failed
        for mismatch in outcome.mismatches
    ]
    count = f"{len(failed)} saved {'test fails' if len(failed) == 1 else 'tests fail'}"
    detail = f"The workflow cannot be published: {count}. Correct it, or publish with `override` and say why."
    told = [saved_test_result(outcome).model_dump(exclude_unset=True) for _, outcome in failed]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors, {"failed_tests": told})
