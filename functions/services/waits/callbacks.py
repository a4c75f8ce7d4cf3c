"""Answering by a callback link: who has the address answers, without an account.

GET only shows what is asked, because mail scanners follow links; POST answers, with the page's form or with JSON.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError
from statewright.core.runtime.service import Problem, storable_json
from statewright.data import waits
from statewright.data.connect import Database
from statewright.waiting.links import ExpiredLink, InvalidLink, links

from . import logic, pages
from .models import WaitAnswer
from .throttle import admit_link, admit_source

NAMED_AT_MOST: Final = 3
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
_NO_LINK: Final = "This link is not complete. Copy the whole address from the message that it came with."
_OVER: Final = "The run no longer waits for this: it has gone on or ended."


def show(database: Database, link: str, source: str) -> Response[str]:
    """The page that asks. It decides nothing."""
    try:
        wait = _wait(database, link, source)
        logic.refuse_unless_pending(wait)
    except Problem as problem:
        return _refusal(problem)
    return pages.question(wait)


def answer(database: Database, link: str, content_type: str, body: str, source: str) -> Response[Any]:
    """Answer with what was sent: a page for the form, 204 or a problem for JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == FORM:
        try:
            given = _answered(database, link, kind, body, source)
        except Problem as problem:
            return _refusal(problem)
        done = "Approved" if given.decision == "approved" else "Rejected"
        return pages.notice(HTTPStatus.OK, done, "The workflow goes on. You can close this page.")
    try:
        _answered(database, link, kind, body, source)
    except Problem as problem:
        refused = problem.response()
        refused.headers.update(pages.HEADERS)
        return refused
    return Response(status_code=int(HTTPStatus.NO_CONTENT), headers={**pages.HEADERS})


def _answered(database: Database, link: str, kind: str, body: str, source: str) -> WaitAnswer:
    wait = _wait(database, link, source)
    given = _given(wait, kind, body)
    logic.answer_wait(database, wait.id, given, _actor(wait))
    return given


def _actor(wait: waits.Wait) -> str:
    """Whom the link was sent to: that is all there is to know about who follows it."""
    to = wait.invocation["config"].get("to", []) if wait.mailed_at is not None else []
    if not to:
        return "callback link"
    return f"{' or '.join(to) if len(to) <= NAMED_AT_MOST else f'one of {len(to)} people'} (by link)"


def _wait(database: Database, link: str, source: str) -> waits.Wait:
    """The wait of a link. Problems: 404 for an address that is none, 410 for one that has expired, 429."""
    try:
        admit_source(source)
        # the signature first: what strangers make up reaches no database
        wait_id = links().wait_id(link)
        admit_link(wait_id)
        wait = waits.get(database.connection(), wait_id)
    except InvalidLink:
        raise Problem(HTTPStatus.NOT_FOUND, _NO_LINK) from None
    except ExpiredLink:
        raise Problem(HTTPStatus.GONE, _OVER) from None
    if wait is None:
        raise Problem(HTTPStatus.GONE, _OVER)
    return wait


def _given(wait: waits.Wait, kind: str, body: str) -> WaitAnswer:
    """The answer in a body: for an event the JSON is its payload, for an approval `{decision, comment?}`."""
    if kind not in ({JSON} if wait.kind == "event" else {JSON, FORM}):
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send JSON, with Content-Type: {JSON}.")
    try:
        sent = dict(parse_qsl(body, max_num_fields=10)) if kind == FORM else storable_json(body or "null")
    except (orjson.JSONDecodeError, ValueError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body cannot be read: {error}") from error
    if wait.kind == "event":
        return WaitAnswer(payload=sent)
    try:
        return WaitAnswer.model_validate(sent)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, item["loc"])) or "body" for item in error.errors())
        detail = (
            f"Send `decision`: `approved` or `rejected`, and a `comment` of at most 5,000 characters. Wrong: {wrong}."
        )
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error


def _refusal(problem: Problem) -> Response[str]:
    titles = {
        HTTPStatus.NOT_FOUND: "This link does not work",
        HTTPStatus.CONFLICT: "Answered already",
        HTTPStatus.GONE: "No longer asked",
        HTTPStatus.TOO_MANY_REQUESTS: "Too often",
    }
    return pages.notice(problem.status, titles.get(problem.status, "That did not work"), problem.detail)
