"""Routes of the simulation service."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from statewright.core.runtime import cache
from statewright.core.runtime.service import IdPath, actor, entry, service
from statewright.data.connect import database
from statewright.language.saved_tests import SavedTest

from . import back_tests, node_runs, payload_checks, test_runs, tests
from .models import (
    BackTestReport,
    BackTestRequest,
    NodeRunRequest,
    PayloadCheck,
    PayloadVerdict,
    SavedTestChange,
    SavedTestResults,
    SavedTests,
    SavedTestSelection,
    TestRun,
    TestRunRequest,
)

app = service("simulation")
handler = entry(app)

TestName = Annotated[str, Path(max_length=600, description="Percent-encoded.")]
_TAGS = ["simulation"]


@app.post(
    "/api/workflows/<workflow_id>/test-runs",
    tags=_TAGS,
    operation_id="run_test",
    summary="Run a drawing once on a virtual clock",
)
def run_test(workflow_id: IdPath, request: TestRunRequest) -> TestRun:
    return test_runs.run(database(), workflow_id, request, actor(app))


@app.post(
    "/api/workflows/<workflow_id>/nodes/<key>/runs",
    tags=_TAGS,
    operation_id="run_node",
    summary="Run one node alone with given values",
)
def run_node(workflow_id: IdPath, key: Annotated[str, Path(max_length=60)], request: NodeRunRequest) -> TestRun:
    return node_runs.run(database(), workflow_id, key, request, actor(app))


@app.post(
    "/api/workflows/<workflow_id>/payload-checks",
    tags=_TAGS,
    operation_id="check_payload",
    summary="Whether a trigger would take a payload",
)
def check_payload(workflow_id: IdPath, request: PayloadCheck) -> PayloadVerdict:
    return payload_checks.check(request)


@app.post(
    "/api/workflows/<workflow_id>/back-tests",
    tags=_TAGS,
    operation_id="run_back_test",
    summary="Run recorded executions again on a changed drawing",
)
def run_back_test(workflow_id: IdPath, request: BackTestRequest) -> BackTestReport:
    return back_tests.run(database(), workflow_id, request)


@app.get(
    "/api/workflows/<workflow_id>/tests", tags=_TAGS, operation_id="list_tests", summary="List the draft's saved tests"
)
def list_tests(workflow_id: IdPath) -> SavedTests:
    return tests.list_tests(database(), workflow_id)


@app.post(
    "/api/workflows/<workflow_id>/tests",
    tags=_TAGS,
    operation_id="create_test",
    summary="Save a test with the draft",
    status_code=201,
)
def create_test(workflow_id: IdPath, test: SavedTest) -> SavedTestChange:
    return tests.create(database(), cache.shared(), workflow_id, test, actor(app))


@app.post(
    "/api/workflows/<workflow_id>/tests/run",
    tags=_TAGS,
    operation_id="run_tests",
    summary="Run saved tests on the draft",
)
def run_tests(workflow_id: IdPath, selection: SavedTestSelection) -> SavedTestResults:
    return tests.run(database(), workflow_id, selection)


@app.put(
    "/api/workflows/<workflow_id>/tests/<name>",
    tags=_TAGS,
    operation_id="replace_test",
    summary="Change or rename a saved test",
)
def replace_test(workflow_id: IdPath, name: TestName, test: SavedTest) -> SavedTestChange:
    return tests.replace(database(), cache.shared(), workflow_id, unquote(name), test, actor(app))


@app.delete(
    "/api/workflows/<workflow_id>/tests/<name>",
    tags=_TAGS,
    operation_id="delete_test",
    summary="Delete a saved test",
    status_code=204,
)
def delete_test(workflow_id: IdPath, name: TestName) -> Response[None]:
    tests.delete(database(), cache.shared(), workflow_id, unquote(name), actor(app))
    return Response(status_code=HTTPStatus.NO_CONTENT)
