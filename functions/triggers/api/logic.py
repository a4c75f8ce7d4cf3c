"""One HTTP request starts one execution and is answered before it runs."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from statewright.core.runtime import telemetry
from statewright.core.runtime.expected import misfits
from statewright.core.runtime.trigger import BrokenRoute, InputTooLarge, Route, StartRefused, StartUnavailable, start

from . import request
from .problems import Flaw, Problem
from .routes import find_route

MAX_KEY_LENGTH: Final = 255


def answer(event: request.Event) -> dict[str, Any]:
    """202 with the execution's id. A request that carries an `Idempotency-Key` seen before gets the same id.

    Raises Problem for everything else.
    """
    method, path = request.method_of(event), request.path_of(event)
    try:
        route = find_route(method, path)
    except BrokenRoute as error:
        raise _unavailable(f"/hooks/{path}", error) from None
    headers: Mapping[str, str] = event.get("headers") or {}
    _check_secret(route, headers)
    body = request.body_of(event, headers.get("content-type", ""))
    _check_body(route, body)
    trigger = {
        "method": method,
        "path": path,
        "query": dict(event.get("queryStringParameters") or {}),
        "headers": request.safe_headers(headers, route.config.get("secret_header")),
        "body": body,
    }
    try:
        started = start(route, "api", _identity(event, headers), trigger)
    except InputTooLarge as error:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(error), field="body") from None
    except (StartUnavailable, StartRefused) as error:
        raise _unavailable(f"/hooks/{path}", error) from None
    return {
        "statusCode": HTTPStatus.ACCEPTED.value,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": orjson.dumps(started.as_json()).decode(),
    }


def _identity(event: request.Event, headers: Mapping[str, str]) -> tuple[str, str]:
    key = headers.get("idempotency-key")
    if key is None:
        return ("request", str(event["requestContext"]["requestId"]))
    if not 1 <= len(key) <= MAX_KEY_LENGTH:
        detail = f"the Idempotency-Key header must have 1 to {MAX_KEY_LENGTH} characters"
        raise Problem(HTTPStatus.BAD_REQUEST, detail, field="Idempotency-Key")
    return ("key", key)


def _check_secret(route: Route, headers: Mapping[str, str]) -> None:
    name, secret = route.config.get("secret_header"), route.config.get("secret")
    if not name and not secret:
        return
    given = headers.get(str(name).lower(), "")
    if not secret or not hmac.compare_digest(given.encode(), str(secret).encode()):
        raise Problem(HTTPStatus.UNAUTHORIZED, f"the {name} header is missing or does not hold this trigger's secret")


def _check_body(route: Route, body: Any) -> None:
    try:
        found = misfits(route, "body_schema", body, "body")
    except BrokenRoute as error:
        raise _unavailable(f"/hooks/{route.config.get('path')}", error) from None
    if found:
        errors = [Flaw(each.place("body"), each.message, each.code) for each in found]
        detail = f"the body does not fit what this workflow expects: {errors[0].message}"
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)


def _unavailable(where: str, error: Exception) -> Problem:
    # What went wrong inside is for the log; the caller can only try again.
    telemetry.logger().error("execution not started", extra={"path": where, "reason": str(error)})
    detail = "the workflow cannot be started now: send the request again, with the same Idempotency-Key"
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"retry-after": "2"})
