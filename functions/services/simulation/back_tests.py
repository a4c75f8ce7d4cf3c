"""Recorded executions run again on a changed drawing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from http import HTTPStatus
from itertools import takewhile
from typing import Any, Final

from statewright.api.validation import output_schemas, registry
from statewright.core.runtime.select import select
from statewright.core.runtime.service import Problem
from statewright.data import executions, versions
from statewright.data.connect import Connection, Database
from statewright.data.secret_fields import by_definition, mask
from statewright.language.back_test import BackTest, RecordedRun, summary
from statewright.language.dry_run import Stubs
from statewright.language.graph import Graph
from statewright.language.paths import nodes_of
from statewright.recording.payloads import payload_reader

from . import subject
from .models import BackTestReport, BackTestRequest
from .recorded import recorded_run

BATCH: Final = 100
"""Executions whose nodes are in memory at a time."""
MAX_SECONDS: Final = 20
"""API Gateway waits 30."""


def _recorded_runs(connection: Connection, rows: Sequence[executions.Execution]) -> Iterator[RecordedRun]:
    """The runs, read a batch at a time as they are asked for."""
    for first in range(0, len(rows), BATCH):
        batch = rows[first : first + BATCH]
        nodes = executions.nodes_of(connection, batch)
        yield from (recorded_run(row, nodes[row.id]) for row in batch)


def run(database: Database, workflow_id: str, request: BackTestRequest) -> BackTestReport:
    """Runs them. Raises a `Problem`: 404, 409 if nothing was published, 422 with problems of the drawing."""
    began = time.monotonic()
    connection = database.connection()
    drawn = subject.find(
        connection,
        workflow_id,
        version=request.version,
        graph=request.graph,
        settings=request.settings,
        secrets_as_of=request.secrets_as_of,
    )
    of_version = request.of_version or drawn.live_version
    published = versions.get(connection, workflow_id, of_version) if of_version else None
    if published is None:
        raise Problem(HTTPStatus.CONFLICT, "There is no such published version, so it has no executions to run again.")
    known = by_definition()
    secrets = {node.key: known.get(node.definition or "", ()) for node in nodes_of(drawn.workflow.graph)}

    def masked(key: str, config: Any) -> Any:
        return mask(config, secrets.get(key, ()))

    back_test = BackTest(
        drawn.workflow,
        drawn.compiled,
        registry(),
        Stubs(outputs=output_schemas(), select=select),
        masked,
        {published.version: Graph.model_validate(published.graph)},
        payload_reader,
    )
    rows = executions.replayable(connection, workflow_id, published.version, limit=request.count)
    runs = _recorded_runs(connection, rows)
    compared = [back_test.compare(run) for run in takewhile(lambda _: time.monotonic() - began < MAX_SECONDS, runs)]
    counts, groups = summary(compared)
    return BackTestReport.model_validate(
        {
            "examined": len(compared),
            "complete": len(compared) == len(rows),
            "counts": dict(counts),
            "groups": groups,
            "runs": [asdict(each) for each in compared if each.outcome != "same"],
            "reinterpreted": list(back_test.reinterpreted),
            "not_compared": [asdict(each) for each in back_test.not_compared],
        }
    )
