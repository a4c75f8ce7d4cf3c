"""Lambda's event source mapping operations, for a plain boto3 client.

Source: Lambda API reference, `/2015-03-31/event-source-mappings`. Only Kafka, and one topic each, as on AWS.
"""

from __future__ import annotations

import re
import uuid
from http import HTTPStatus

from infra.local.event_sources.event_sources import EventSources
from infra.local.event_sources.model import INVALID, Changes, Creation, function_arn
from infra.local.rest_json import AwsError, Request, Response, RestJson, Route, parse_body

PAGE = 100


class EventSourcesApi:
    """The operations on one `EventSources`: `routes` for an application that serves more of Lambda, or `app`."""

    def __init__(self, event_sources: EventSources) -> None:
        self._event_sources = event_sources
        all_mappings = re.compile(r"/2015-03-31/event-source-mappings")
        one_mapping = re.compile(r"/2015-03-31/event-source-mappings/(?P<id>[^/]+)")
        self.routes = (
            Route("POST", all_mappings, self.create),
            Route("GET", all_mappings, self.list),
            Route("GET", one_mapping, self.get),
            Route("PUT", one_mapping, self.update),
            Route("DELETE", one_mapping, self.delete),
        )
        self.app = RestJson(self.routes, invalid=INVALID, internal="ServiceException")

    async def create(self, request: Request) -> Response:
        creation = parse_body(Creation, request.body, INVALID)
        return Response(await self._event_sources.create(creation), HTTPStatus.ACCEPTED)

    async def get(self, request: Request) -> Response:
        return Response(self._event_sources.get(request.path["id"]).wire())

    async def update(self, request: Request) -> Response:
        changes = parse_body(Changes, request.body, INVALID)
        return Response(await self._event_sources.update(request.path["id"], changes), HTTPStatus.ACCEPTED)

    async def delete(self, request: Request) -> Response:
        return Response(await self._event_sources.delete(request.path["id"]), HTTPStatus.ACCEPTED)

    async def list(self, request: Request) -> Response:
        query = request.query
        function = function_arn(query["FunctionName"]) if "FunctionName" in query else None
        limit_text = query.get("MaxItems", str(PAGE))
        if not re.fullmatch(r"\d{1,5}", limit_text) or int(limit_text) < 1:
            raise AwsError(HTTPStatus.BAD_REQUEST, INVALID, f"MaxItems: {limit_text[:20]!r} is not a positive number")
        limit = min(int(limit_text), PAGE)
        after = _marker(query.get("Marker"))
        found = [
            entry
            for entry in self._event_sources.list()
            if (function is None or entry.mapping.function_arn == function)
            and query.get("EventSourceArn") in {None, entry.mapping.event_source_arn}
            and (after is None or entry.mapping.id > after)
        ]
        body: dict[str, object] = {"EventSourceMappings": [entry.wire() for entry in found[:limit]]}
        if len(found) > limit:
            body["NextMarker"] = str(found[limit - 1].mapping.id)
        return Response(body)


def _marker(text: str | None) -> uuid.UUID | None:
    try:
        return None if not text else uuid.UUID(text)
    except ValueError as error:
        raise AwsError(HTTPStatus.BAD_REQUEST, INVALID, "Marker: not a marker of this list") from error
