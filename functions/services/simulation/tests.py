"""Saved tests of the draft: they are its `tests` member, and a change of them is an edit of the draft."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from statewright.api import last_edits
from statewright.api.saved_tests import saved_test_result
from statewright.core.runtime.cache import Cache
from statewright.core.runtime.service import FieldError, Problem, not_found
from statewright.data import audit, workflows
from statewright.data.connect import Database
from statewright.language.saved_tests import MAX_TESTS, SavedTest, read_tests, tests_json
from statewright.simulation import saved_tests

from . import subject
from .models import SavedTestChange, SavedTestResults, SavedTests, SavedTestSelection

Tests = tuple[SavedTest, ...]


def list_tests(database: Database, workflow_id: str) -> SavedTests:
    """Raises a 404 `Problem`."""
    row = workflows.get(database.connection(), workflow_id)
    if row is None:
        raise not_found("workflow")
    return SavedTests(revision=row.revision, items=list(read_tests(row.tests)))


def create(database: Database, cache: Cache, workflow_id: str, test: SavedTest, actor: str) -> SavedTestChange:
    """Raises a `Problem`: 404, 409 for a name that is taken or an archived workflow, 422 for too many."""
    return _edit(
        database, cache, workflow_id, actor, test, lambda tests: (*_without(tests, test.name, taken=True), test)
    )


def replace(
    database: Database, cache: Cache, workflow_id: str, name: str, test: SavedTest, actor: str
) -> SavedTestChange:
    """Raises a `Problem`: 404, 409."""

    def change(tests: Tests) -> Tests:
        _existing(tests, name)
        if test.name != name:
            _without(tests, test.name, taken=True)
        return tuple(test if each.name == name else each for each in tests)

    return _edit(database, cache, workflow_id, actor, test, change)


def delete(database: Database, cache: Cache, workflow_id: str, name: str, actor: str) -> SavedTestChange:
    """The test that is gone. Raises a `Problem`: 404, 409."""
    gone = _existing(tuple(list_tests(database, workflow_id).items), name)
    return _edit(database, cache, workflow_id, actor, gone, lambda tests: _without(tests, name))


def run(database: Database, workflow_id: str, selection: SavedTestSelection) -> SavedTestResults:
    """Runs the draft's tests, or some of them. Raises a `Problem`: 404, 422 with problems of the draft."""
    drawn = subject.find(database.connection(), workflow_id)
    names = None if selection.names is None else frozenset(selection.names)
    outcomes = [outcome for _, outcome in saved_tests.run(drawn.document, drawn.compiled, names)]
    items = [saved_test_result(outcome) for outcome in outcomes]
    return SavedTestResults(passed=all(item.passed for item in items), items=items)


def _edit(
    database: Database, cache: Cache, workflow_id: str, actor: str, test: SavedTest, change: Callable[[Tests], Tests]
) -> SavedTestChange:
    with database.transaction() as connection:
        row = workflows.get(connection, workflow_id, lock=True)
        if row is None:
            raise not_found("workflow")
        tests = change(read_tests(row.tests))
        if len(tests) > MAX_TESTS:
            wrong = FieldError("name", f"a workflow has at most {MAX_TESTS} tests", "too_many_tests")
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "See errors.", [wrong])
        edited = workflows.update_draft(
            connection,
            workflow_id,
            expected_revision=row.revision,
            name=row.name,
            description=row.description,
            graph=row.graph,
            settings=row.settings,
            tests=tests_json(tests),
            edited_by=actor,
        )
        if edited is None:
            raise Problem(HTTPStatus.CONFLICT, f'"{row.name}" is archived and cannot be changed.')
        audit.record(
            connection,
            actor=actor,
            action="workflow.update",
            subject_kind="workflow",
            subject_id=workflow_id,
            details={"revision": edited.revision, "test": test.name},
        )
    last_edits.saved(cache, edited)
    return SavedTestChange(revision=edited.revision, test=test)


def _existing(tests: Tests, name: str) -> SavedTest:
    found = next((test for test in tests if test.name == name), None)
    if found is None:
        raise not_found("test")
    return found


def _without(tests: Tests, name: str, *, taken: bool = False) -> Tests:
    if taken and any(test.name == name for test in tests):
        raise Problem(HTTPStatus.CONFLICT, f"There is a test named {name!r} already: choose another name.")
    return tuple(test for test in tests if test.name != name)
