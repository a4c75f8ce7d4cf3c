"""Routes of the waits service."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from statewright.api.executions import EXECUTION_ID_PATTERN
from statewright.api.lists import position
from statewright.core.runtime.service import (
    UUID_PATTERN,
    CursorQuery,
    IdPath,
    LimitQuery,
    Problem,
    actor,
    entry,
    service,
)
from statewright.data import waits
from statewright.data.connect import database

from . import callbacks, logic
from .models import EventReceipt, SentEvent, WaitAnswer, WaitList

app = service("waits")
handler = entry(app)


@app.get("/api/waits", tags=["waits"], operation_id="list_waits", summary="List what runs wait for")
def list_waits(
    status: Annotated[Literal["pending", "answered", "closed"] | None, Query()] = None,
    execution_id: Annotated[str | None, Query(pattern=EXECUTION_ID_PATTERN)] = None,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> WaitList:
    after = position(cursor, UUID_PATTERN)
    page = waits.list_page(database().connection(), status=status, execution_id=execution_id, limit=limit, after=after)
    return WaitList(
        items=[logic.shown(item) for item in page.items],
        next_cursor=page.next.encode() if page.next else None,
    )


@app.post(
    "/api/waits/<wait_id>/answer",
    tags=["waits"],
    operation_id="answer_wait",
    summary="Answer a wait",
    status_code=204,
)
def answer_wait(wait_id: IdPath, answer: Annotated[WaitAnswer, Body()]) -> Response[None]:
    logic.answer_wait(database(), wait_id, answer, actor(app))
    return Response(status_code=204)


@app.post(
    "/api/events", tags=["waits"], operation_id="send_event", summary="Send an event to the runs that wait for it"
)
def send_event(event: Annotated[SentEvent, Body()]) -> EventReceipt:
    return EventReceipt(completed=logic.send_event(database(), event, actor(app)))


@app.get("/callbacks/<link>", include_in_schema=False)
def show_callback(link: str) -> Response[str]:
    return callbacks.show(database(), link, _source())


@app.post("/callbacks/<link>", include_in_schema=False)
def answer_callback(link: str) -> Response[Any]:
    event = app.current_event
    try:
        body = event.decoded_body or ""
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is not text in UTF-8.") from error
    return callbacks.answer(database(), link, event.headers.get("content-type", ""), body, _source())


def _source() -> str:
    """The caller's address, as the gateway saw it."""
    http: dict[str, Any] = app.current_event.raw_event["requestContext"].get("http") or {}
    return str(http.get("sourceIp") or "unknown")
