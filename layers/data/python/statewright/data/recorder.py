"""Writing executions and node executions: one statement per batch, idempotent, in any order.

The terminal row is the lock: node executions are written only together with the change of their execution from open to
ended, in the same statement. So an event that comes twice changes nothing, and one that comes late cannot reopen what
has ended. Only a redrive can, which counts up: the node executions of the next end are read from the history, with the
help of those of the former one, and then replace them (`replace_lost_nodes`). An end of an Express execution that was
only presumed gives way to one that is told; its node executions give way to others, and stay where none can be told any
more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import psycopg
from psycopg.pq import TransactionStatus
from statewright.core.names import record_field
from statewright.data.connect import Connection
from statewright.data.executions import NodesSource, Status

CHUNK_BYTES: Final = 8 * 1024 * 1024
"""JSON of one statement at most; PostgreSQL takes far more, but has to hold it several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One attempt of one node; times in epoch ms."""

    position: int
    node_key: str
    iteration: str
    attempt: int
    status: str
    started_at: int | None
    ended_at: int | None
    input: Any
    output: Any
    error: Any
    handle: str | None

    @property
    def record_field(self) -> str:
        return record_field(self.node_key, self.iteration, self.attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRow:
    """What is known about an execution; times in epoch ms. `node_rows` only with an end, and without a redrive."""

    id: str
    workflow_id: str
    started_at: int
    status: Status
    redrive_count: int = 0
    version: int | None = None
    trigger_node: str | None = None
    instance_id: str | None = None
    ended_at: int | None = None
    input: Any = None
    output: Any = None
    error: dict[str, Any] | None = None
    nodes: NodesSource = "pending"
    divergences: Sequence[str] = ()
    gaps: Sequence[str] = ()
    """What is not known of the run; no divergence."""
    node_rows: Sequence[NodeRow] = field(default=())
    arn: str | None = None
    """Of an Express execution."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch changed: ids of executions that ended by it, and what could not be written, with the reason."""

    ended: list[str]
    refused: dict[str, str]


REFUSALS: Final = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    psycopg.errors.StatementTooComplex,
)
"""What PostgreSQL raises about the values it is given, not about itself."""
_WRITE: Final = """
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json) AS r(
        id text, workflow_id uuid, started_at bigint, status text, redrive_count integer, version integer,
        trigger_node text, instance_id uuid, ended_at bigint, input jsonb, output jsonb, error jsonb, nodes text,
        divergences jsonb, gaps jsonb, node_rows json, arn text)
), written AS (
    INSERT INTO executions AS known (
        id, workflow_id, started_at, status, redrive_count, version, trigger_node, instance_id, ended_at, input, output,
        error, nodes, diverged, divergences, gaps, arn)
    SELECT id, workflow_id, to_timestamp(started_at / 1000.0), status, redrive_count, version, trigger_node,
           instance_id, to_timestamp(ended_at / 1000.0), input, output, error, nodes, divergences <> '[]', divergences,
           gaps, arn
    FROM given
    ON CONFLICT (id, started_at) DO UPDATE SET
        status = excluded.status, redrive_count = excluded.redrive_count,
        version = coalesce(excluded.version, known.version),
        trigger_node = coalesce(excluded.trigger_node, known.trigger_node),
        instance_id = coalesce(excluded.instance_id, known.instance_id),
        ended_at = excluded.ended_at, input = coalesce(excluded.input, known.input), output = excluded.output,
        error = excluded.error, nodes = excluded.nodes, diverged = excluded.diverged,
        divergences = excluded.divergences, gaps = excluded.gaps, arn = coalesce(excluded.arn, known.arn),
        recorded_at = now()
    WHERE (excluded.redrive_count, excluded.ended_at IS NOT NULL) > (known.redrive_count, known.ended_at IS NOT NULL)
       OR known.nodes = 'presumed' AND excluded.nodes <> 'presumed' AND excluded.ended_at IS NOT NULL
    RETURNING known.id, known.workflow_id, known.started_at, known.ended_at
), last AS (
    INSERT INTO last_runs AS known (workflow_id, execution_id, started_at)
    SELECT DISTINCT ON (written.workflow_id) written.workflow_id, written.id, written.started_at
    FROM written LEFT JOIN last_runs USING (workflow_id)
    WHERE last_runs.started_at IS NULL
       OR (last_runs.started_at, last_runs.execution_id) < (written.started_at, written.id)
    ORDER BY written.workflow_id, written.started_at DESC, written.id DESC
    ON CONFLICT (workflow_id) DO UPDATE SET execution_id = excluded.execution_id, started_at = excluded.started_at
    WHERE (known.started_at, known.execution_id) < (excluded.started_at, excluded.execution_id)
), closed_waits AS (
    UPDATE wait_states w
    SET status = CASE WHEN w.answer IS NULL THEN 'closed' ELSE 'answered' END, answered_at = now(), answer = NULL
    FROM written
    WHERE written.ended_at IS NOT NULL AND w.execution_id = written.id AND w.status = 'pending'
), fewer_nodes AS (
    DELETE FROM node_executions n USING written JOIN given USING (id)
    WHERE given.arn IS NOT NULL AND n.execution_id = written.id AND n.execution_started_at = written.started_at
      AND json_array_length(given.node_rows) > 0 AND n.position >= json_array_length(given.node_rows)
), written_nodes AS (
    INSERT INTO node_executions (
        execution_id, execution_started_at, position, node_key, iteration, attempt, status, started_at, ended_at,
        input, output, error, handle)
    SELECT written.id, written.started_at, n.position, n.node_key, n.iteration, n.attempt, n.status,
           to_timestamp(n.started_at / 1000.0), to_timestamp(n.ended_at / 1000.0), n.input, n.output, n.error, n.handle
    FROM written JOIN given USING (id)
    CROSS JOIN LATERAL json_to_recordset(given.node_rows) AS n(
        position integer, node_key text, iteration text, attempt integer, status text, started_at bigint,
        ended_at bigint, input jsonb, output jsonb, error jsonb, handle text)
    ON CONFLICT (execution_id, position, execution_started_at) DO UPDATE SET
        node_key = excluded.node_key, iteration = excluded.iteration, attempt = excluded.attempt,
        status = excluded.status, started_at = excluded.started_at, ended_at = excluded.ended_at,
        input = excluded.input, output = excluded.output, error = excluded.error, handle = excluded.handle
)
SELECT id FROM written WHERE ended_at IS NOT NULL
"""

_REPLACE_NODES: Final = """
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json) AS r(
        id text, started_at bigint, input jsonb, output jsonb, error jsonb, nodes text, divergences jsonb,
        gaps jsonb, node_rows json)
), changed AS (
    UPDATE executions known
    SET nodes = given.nodes, divergences = given.divergences, diverged = given.divergences <> '[]',
        gaps = given.gaps,
        input = coalesce(known.input, given.input), output = coalesce(known.output, given.output),
        error = coalesce(known.error, given.error)
    FROM given
    WHERE known.id = given.id AND known.started_at = to_timestamp(given.started_at / 1000.0) AND known.nodes = 'lost'
    RETURNING known.id, known.started_at
), fewer_nodes AS (
    DELETE FROM node_executions n USING changed JOIN given USING (id)
    WHERE n.execution_id = changed.id AND n.execution_started_at = changed.started_at
      AND n.position >= json_array_length(given.node_rows)
)
INSERT INTO node_executions (
    execution_id, execution_started_at, position, node_key, iteration, attempt, status, started_at, ended_at,
    input, output, error, handle)
SELECT changed.id, changed.started_at, n.position, n.node_key, n.iteration, n.attempt, n.status,
       to_timestamp(n.started_at / 1000.0), to_timestamp(n.ended_at / 1000.0), n.input, n.output, n.error, n.handle
FROM changed JOIN given USING (id)
CROSS JOIN LATERAL json_to_recordset(given.node_rows) AS n(
    position integer, node_key text, iteration text, attempt integer, status text, started_at bigint,
    ended_at bigint, input jsonb, output jsonb, error jsonb, handle text)
ON CONFLICT (execution_id, position, execution_started_at) DO UPDATE SET
    node_key = excluded.node_key, iteration = excluded.iteration, attempt = excluded.attempt,
    status = excluded.status, started_at = excluded.started_at, ended_at = excluded.ended_at,
    input = excluded.input, output = excluded.output, error = excluded.error, handle = excluded.handle
"""


def write(connection: Connection, rows: Iterable[ExecutionRow]) -> Written:
    """Write a batch with at most one row per execution.

    What PostgreSQL or JSON cannot take is refused alone; everything else of the batch is written. Raises
    `psycopg.OperationalError` when the database cannot be reached: then the whole batch is to be repeated.
    """
    ended: list[str] = []
    refused: dict[str, str] = {}
    encoded: list[tuple[str, bytes]] = []
    for row in rows:
        try:
            encoded.append((row.id, _encode(row)))
        except (TypeError, ValueError) as error:
            refused[row.id] = f"not JSON: {error}"
    for chunk in _chunks(encoded):
        try:
            ended += _write_chunk(connection, chunk)
        except REFUSALS:
            for row_id, data in chunk:
                try:
                    ended += _write_chunk(connection, [(row_id, data)])
                except REFUSALS as error:
                    refused[row_id] = str(error)
    return Written(ended, refused)


def replace_lost_nodes(connection: Connection, row: ExecutionRow) -> None:
    """Give an ended execution whose node executions were lost those that have been found since."""
    connection.execute(_REPLACE_NODES, (_text([_encode(row)]),))


def looked_at(connection: Connection, execution_ids: Sequence[str]) -> None:
    """Note that these were looked up just now: those that have not ended are the last in turn to be so again."""
    connection.execute(
        "UPDATE executions SET recorded_at = clock_timestamp() WHERE id = ANY(%s) AND ended_at IS NULL",
        (list(execution_ids),),
    )


def _write_chunk(connection: Connection, chunk: Sequence[tuple[str, bytes]]) -> list[str]:
    # In a caller's transaction, what is refused must not spoil the rest; alone the statement is one by itself.
    alone = connection.info.transaction_status == TransactionStatus.IDLE
    with contextlib.nullcontext() if alone else connection.transaction():
        found = connection.execute(_WRITE, (_text([data for _, data in chunk]),)).fetchall()
    return [row[0] for row in found]


def _text(items: Sequence[bytes]) -> str:
    return (b"[" + b",".join(items) + b"]").decode()


def _encode(row: ExecutionRow) -> bytes:
    """JSON of the row. PostgreSQL has no NUL in text: it becomes U+FFFD, where it occurs at all."""
    data = orjson.dumps(row)
    if b"\\u0000" in data:
        data = orjson.dumps(_without_nul(orjson.loads(data)))
    return data


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "\ufffd")
        case list():
            return [_without_nul(item) for item in value]
        case dict():
            return {_without_nul(key): _without_nul(item) for key, item in value.items()}
        case _:
            return value


def _chunks(encoded: Sequence[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    chunk: list[tuple[str, bytes]] = []
    size = 0
    for item in encoded:
        if chunk and size + len(item[1]) > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += len(item[1])
    if chunk:
        yield chunk
