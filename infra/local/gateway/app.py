"""The one address for people: front end, REST API, API triggers and the stack's own pages, on one port."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from infra.local.functions_host.invocation import InvokeRefused, TooManyRequests
from infra.local.gateway.frontend import Frontend
from infra.local.gateway.http import (
    ProblemError,
    Receive,
    Response,
    Scope,
    Send,
    header,
    read_body,
    send_response,
)
from infra.local.gateway.http_event import build_event, read_answer
from infra.local.gateway.routing import ServiceRoutes
from infra.local.gateway.tokens import Tokens
from infra.local.invoking import InvokeLambda

INTEGRATION_SECONDS: Final = 30.0
"""HTTP API's integration timeout. Source: API Gateway developer guide, "Quotas for HTTP APIs"."""
_HOOKS: Final = "/hooks/"
_API: Final = "/api/"
_LOCAL: Final = "/_local/"


LocalPages = Callable[[Scope, bytes], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A raw ASGI application.

    `hosts`: the `Host` values it answers to; anything else is refused, which is what stops a web page elsewhere from
    reaching the stack through a name that resolves to this machine (DNS rebinding).
    `services`: who answers what below `/api`; `public`: who answers without a token, by the path's first segment.
    """

    invoke: InvokeLambda
    tokens: Tokens
    frontend: Frontend
    local_pages: LocalPages
    services: ServiceRoutes
    public: Mapping[str, str]
    trigger_function: str
    hosts: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every error leaves as problem+json."""
        try:
            response = await self._respond(scope, receive)
        except ProblemError as error:
            response = error.response
        await send_response(scope, send, response)

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        host = header(scope, b"host") or ""
        if host.lower() not in self.hosts:
            raise ProblemError(
                421,
                f"This stack does not answer to the name {host!r}, only to {', '.join(sorted(self.hosts))}. "
                f"Start it with --allow-host {host or '<host:port>'} to add it.",
            )
        path: str = scope["path"]
        if path.startswith(_HOOKS):
            return await self._call_trigger(scope, receive)
        if path.startswith(_API):
            return await self._call_service(scope, receive)
        first, _, rest = path[1:].partition("/")
        if rest and first in self.public:
            return await self._call_public(first, rest, scope, receive)
        if path.startswith(_LOCAL):
            return await self.local_pages(scope, await read_body(scope, receive))
        if path in ("/_local", "/api", "/hooks"):
            return Response(308, [(b"location", f"{path}/".encode())])
        return await self.frontend.respond(scope)

    async def _call_trigger(self, scope: Scope, receive: Receive) -> Response:
        event = build_event(
            scope,
            await read_body(scope, receive),
            route_key="ANY /hooks/{proxy+}",
            path_parameters={"proxy": scope["path"][len(_HOOKS) :]},
        )
        return await self._call(self.trigger_function, event)

    async def _call_public(self, first: str, rest: str, scope: Scope, receive: Receive) -> Response:
        event = build_event(
            scope,
            await read_body(scope, receive),
            route_key=f"ANY /{first}/{{proxy+}}",
            path_parameters={"proxy": rest},
        )
        return await self._call(self.public[first], event)

    async def _call_service(self, scope: Scope, receive: Receive) -> Response:
        proxy: str = scope["path"][len(_API) :]
        public = proxy == "openapi.json" and scope["method"] in ("GET", "HEAD")
        claims = None if public else self.tokens.check(header(scope, b"authorization"))
        function = self.services.function(proxy)
        if function is None:
            raise ProblemError(404, f"There is nothing at {scope['path']}. GET /api/openapi.json lists what there is.")
        event = build_event(
            scope,
            await read_body(scope, receive),
            route_key="ANY /api/{proxy+}",
            path_parameters={"proxy": proxy},
            claims=claims,
        )
        return await self._call(function, event)

    async def _call(self, function: str, event: bytes) -> Response:
        try:
            async with asyncio.timeout(INTEGRATION_SECONDS):
                invoked = await self.invoke(function, event, None)
        except TimeoutError:
            raise ProblemError(
                503, f"{function} did not answer within {INTEGRATION_SECONDS:.0f} seconds, API Gateway's limit."
            ) from None
        except TooManyRequests as error:
            raise ProblemError(503, f"{function} is busy: {error}") from error
        except InvokeRefused as error:
            raise ProblemError(500, f"{function} could not be invoked: {error}") from error
        if invoked.function_error is not None:
            raise ProblemError(500, f"{function} ended with an error; /_local/ shows its log.")
        return read_answer(invoked.payload)
