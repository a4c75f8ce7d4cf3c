"""What every REST service shares: the resolver, problem+json errors, body bounds and who is asking.

A handler is `app = service("workflows")`, routes on `app`, and `handler = entry(app)`. A route raises `Problem`
for what it refuses; what nobody foresaw is logged and becomes a 500 that says nothing about the inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final

import orjson
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from statewright.core.runtime import telemetry

NESTING_LIMIT: Final = 100
"""Levels of a body: what nests more deeply is no drawing, and would end every walk over it."""
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*(\\u0000)")
BODY_LIMIT_BYTES: Final = 4 * 1024 * 1024
"""Far over any graph whose compiled form fits Step Functions' 1 MB, and under what Lambda takes (6 MB)."""
PROBLEM_JSON: Final = "application/problem+json"
_FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_UNKNOWN_ACTOR: Final = "unknown"

UUID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
"""A UUID in its lower-case form of 36 characters."""
LimitQuery = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
CursorQuery = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]


def some_of(pattern: str) -> str:
    """The pattern of at most 50 with commas between them; that of one is `pattern`."""
    one = pattern.strip("^$")
    return f"^{one}(,{one}){{0,49}}$"


IdPath = Annotated[str, Path(pattern=UUID_PATTERN)]


class FieldProblem(BaseModel):
    """One thing that is wrong, and where."""

    field: str | None = Field(description="Path of the field, e.g. `graph.nodes.0.config.url`.")
    message: str
    code: str
    node_id: str | None = None


class ProblemDocument(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(title="Problem")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong, and where; the inside form of `FieldProblem`."""

    field: str | None
    message: str
    code: str
    node_id: str | None = None


@dataclass(eq=False)
class Problem(Exception):
    """A refusal with its HTTP status. `detail` says what to do; `current` is the present state for a 409."""

    status: HTTPStatus
    detail: str
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def response(self) -> Response[str]:
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": self.detail,
            "errors": [asdict(error) for error in self.errors],
            **self.extra,
        }
        return Response(status_code=int(self.status), content_type=PROBLEM_JSON, body=_dumps(body))


def not_found(what: str) -> Problem:
    """The 404 for a thing that is not there (any more)."""
    return Problem(HTTPStatus.NOT_FOUND, f"There is no such {what}.")


def _dumps(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def storable_json(text: str) -> Any:
    """A body's JSON, if PostgreSQL and every reader after it can hold it.

    Raises json.JSONDecodeError for what is not JSON (NaN, halves of characters), for NUL, and for nesting without end.
    """
    value = orjson.loads(text)
    nul = _NUL.search(text)
    if nul is not None:
        raise json.JSONDecodeError("the character NUL cannot be stored", text, nul.start(1))
    level: list[Any] = [value]
    for _ in range(NESTING_LIMIT):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return value
    raise json.JSONDecodeError(f"nested more than {NESTING_LIMIT} levels deep", text, 0)


def _milliseconds(value: Any) -> str:
    text: str = value.isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


Moment = PlainSerializer(_milliseconds, return_type=str, when_used="json")
"""Annotation of a `datetime` field: ISO 8601 UTC with milliseconds."""


def service(name: str) -> APIGatewayHttpResolver:
    """The resolver of one REST service, with validation and the shared error answers."""
    app = APIGatewayHttpResolver(enable_validation=True, serializer=_dumps, json_body_deserializer=storable_json)

    @app.exception_handler(Problem)  # type: ignore[untyped-decorator]  # Powertools
    def _problem(problem: Problem) -> Response[str]:
        return problem.response()

    @app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]  # Powertools
    def _invalid(error: RequestValidationError) -> Response[str]:
        errors = [_field_error(item) for item in error.errors()]
        malformed = any(item.code == "json_invalid" for item in errors)
        status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNPROCESSABLE_ENTITY
        detail = "The body is not JSON." if malformed else "The request does not fit; see errors."
        return Problem(status, detail, errors).response()

    @app.exception_handler(RequestUnsupportedContentType)  # type: ignore[untyped-decorator]  # Powertools
    def _unsupported(_: RequestUnsupportedContentType) -> Response[str]:
        return _not_sent_as_json().response()

    @app.exception_handler(ResponseValidationError)  # type: ignore[untyped-decorator]  # Powertools
    def _unfit_answer(error: ResponseValidationError) -> Response[str]:
        telemetry.logger().error(
            "an answer does not fit its model", service=name, errors=[str(e.get("loc")) for e in error.errors()]
        )
        return _internal().response()

    @app.exception_handler(Exception)  # type: ignore[untyped-decorator]  # Powertools
    def _unforeseen(error: Exception) -> Response[str]:
        # The route and not the path: the path of a callback link is a secret.
        telemetry.logger().error("a request failed", service=name, route=app.context["_route"].path, exc_info=error)
        return _internal().response()

    @app.not_found
    def _nobody(_: NotFoundError) -> Response[str]:
        event = app.current_event
        return Problem(HTTPStatus.NOT_FOUND, f"Nothing answers {event.http_method} {event.path}.").response()

    return app


def entry(app: APIGatewayHttpResolver) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The Lambda handler of a service: bounds the body, then resolves the route."""

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if len(event.get("body") or "") > BODY_LIMIT_BYTES:
            detail = f"The body is over {BODY_LIMIT_BYTES:,} bytes."
            return _raw(Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail))
        if _is_form(event):
            return _raw(_not_sent_as_json())
        return app.resolve(event, context)

    return handler


def _is_form(event: Mapping[str, Any]) -> bool:
    """Whether an API's body is a form, which Powertools would read field by field. Callback links do take forms."""
    kind = str(event.get("headers", {}).get("content-type", "")).partition(";")[0].strip().lower()
    return str(event.get("rawPath", "")).startswith("/api/") and kind in _FORMS


def _not_sent_as_json() -> Problem:
    return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as JSON with Content-Type: application/json.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who the gateway's JWT speaks of. `id` is what the audit log calls them, `name` what other people do."""

    id: str
    name: str


def signed_in(app: APIGatewayHttpResolver) -> SignedIn:
    """Who is signed in: `email`, else `sub`; called by the `name` of the JWT where it has one."""
    authorizer = app.current_event.raw_event.get("requestContext", {}).get("authorizer", {})
    claims = authorizer.get("jwt", {}).get("claims", {})
    known = str(claims.get("email") or claims.get("sub") or _UNKNOWN_ACTOR)
    return SignedIn(known, str(claims.get("name") or known))


def actor(app: APIGatewayHttpResolver) -> str:
    """Who is signed in, for the audit log."""
    return signed_in(app).id


def _internal() -> Problem:
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side. Try again; it was logged.")


def _raw(problem: Problem) -> dict[str, Any]:
    response = problem.response()
    return {
        "statusCode": response.status_code,
        "headers": {"Content-Type": PROBLEM_JSON},
        "body": response.body,
        "isBase64Encoded": False,
    }


def _field_error(item: Mapping[str, Any]) -> FieldError:
    """Pydantic's error in our words: the location without its source, e.g. `graph.nodes.0.key`."""
    location = [str(part) for part in item.get("loc", ())]
    code = str(item.get("type", "invalid"))
    if code == "json_invalid":
        reason = item.get("ctx", {}).get("error", "")
        return FieldError(None, f"not JSON at character {location[-1]}: {reason}", code)
    if location and location[0] in {"body", "query", "path", "header"}:
        location = location[1:]
    return FieldError(".".join(location) or None, str(item.get("msg", "invalid")), code)
