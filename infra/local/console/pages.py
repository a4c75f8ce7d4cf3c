"""`/_local/`: what a developer wants beside the product - parts and their health, function logs, mail, topics."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from infra.local.console import topics
from infra.local.gateway.http import (
    SECURITY_HEADERS,
    Headers,
    ProblemError,
    Response,
    Scope,
    header,
    json_response,
)
from infra.local.gateway.tokens import LIFETIME_SECONDS, Tokens
from infra.local.servers.kafka import topic_names
from infra.local.servers.mailbox import Mailbox

_STATIC: Final = Path(__file__).parent / "static"
_PAGE_POLICY: Final = b"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
# A mail is somebody else's HTML: no script, no request, an origin of its own.
_MAIL_POLICY: Final = b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
_STATIC_FILES: Final = {"": "index.html", "app.js": "app.js", "style.css": "style.css"}


class LocalPages:
    """Answers everything below `/_local/`.

    `status` gives the stack's parts and functions as JSON; `function_log` the tail of a function's log, or None for a
    function there is not. `allowed_hosts`: `host:port` of other servers whose pages count as ours, such as Vite's.
    """

    def __init__(
        self,
        *,
        tokens: Tokens,
        mailbox: Mailbox,
        brokers: str,
        status: Callable[[], Awaitable[Mapping[str, Any]]],
        function_log: Callable[[str], str | None],
        allowed_hosts: Collection[str] = (),
    ) -> None:
        self._allowed_hosts = allowed_hosts
        self._tokens = tokens
        self._mailbox = mailbox
        self._brokers = brokers
        self._status = status
        self._function_log = function_log
        self._pages: Mapping[str, Callable[[str], Awaitable[Response]]] = {
            "config.json": self._settings,
            ".well-known": self._well_known,
            "status.json": self._parts,
            "functions": self._function,
            "mail": self._mail,
            "topics": self._topics,
        }

    async def __call__(self, scope: Scope, body: bytes) -> Response:
        """Raises `ProblemError` for what is not here."""
        path: str = scope["path"].removeprefix("/_local/")
        if path == "echo":
            return _echo(scope, body)
        if path == "token":
            return self._token(scope)
        if scope["method"] not in ("GET", "HEAD"):
            raise ProblemError(405, f"{scope['path']} can only be read.", [(b"allow", b"GET, HEAD")])
        if path in _STATIC_FILES:
            return _static(path)
        part, _, rest = path.partition("/")
        page = self._pages.get(part)
        if page is None:
            raise ProblemError(404, f"There is nothing at {scope['path']}.")
        return await page(rest)

    def _token(self, scope: Scope) -> Response:
        """A token, for this origin only. A program that is no browser sends neither header, and may have one."""
        if scope["method"] != "POST":
            raise ProblemError(405, "POST gives a token.", [(b"allow", b"POST")])
        origin, site = header(scope, b"origin"), header(scope, b"sec-fetch-site")
        same_origin = origin is None or urlsplit(origin).netloc in {header(scope, b"host"), *self._allowed_hosts}
        if not same_origin or site not in (None, "same-origin", "none"):
            raise ProblemError(403, "Tokens are given to pages of this origin only.")
        return json_response(
            {"access_token": self._tokens.issue(), "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}
        )

    async def _settings(self, _rest: str) -> Response:
        return json_response({"auth": {"mode": "local", "token_url": "/_local/token"}})

    async def _well_known(self, name: str) -> Response:
        documents = {"openid-configuration": self._tokens.discovery, "jwks.json": self._tokens.key_set}
        if name not in documents:
            raise ProblemError(404, f"There is no document {name!r}, only {' and '.join(documents)}.")
        return json_response(documents[name]())

    async def _parts(self, _rest: str) -> Response:
        return json_response(await self._status())

    async def _function(self, name: str) -> Response:
        log = self._function_log(name)
        if log is None:
            raise ProblemError(404, f"There is no function {name!r}.")
        return json_response({"name": name, "log": log})

    async def _topics(self, name: str) -> Response:
        look = partial(topics.newest, self._brokers, name) if name else partial(topic_names, self._brokers)
        return json_response({"items": await asyncio.to_thread(look)})

    async def _mail(self, name: str) -> Response:
        if not name:
            return json_response({"items": [asdict(mail) for mail in self._mailbox.newest()]})
        mail_id, _, form = name.partition("/")
        mail = await asyncio.to_thread(self._mailbox.read, mail_id)
        if mail is None or form not in ("", "html"):
            raise ProblemError(404, f"There is no mail {name!r}.")
        if not form:
            return json_response(asdict(mail))
        headers: Headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-security-policy", _MAIL_POLICY),
            (b"x-content-type-options", b"nosniff"),
        ]
        return Response(200, headers, (mail.html or "").encode())


def _static(path: str) -> Response:
    name = _STATIC_FILES[path]
    kind = {".html": b"text/html", ".js": b"text/javascript", ".css": b"text/css"}[Path(name).suffix]
    headers: Headers = [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"cache-control", b"no-cache"),
        (b"content-security-policy", _PAGE_POLICY),
        *SECURITY_HEADERS,
    ]
    return Response(200, headers, (_STATIC / name).read_bytes())


def _echo(scope: Scope, body: bytes) -> Response:
    """What was sent, for examples and benchmarks: `body` as JSON, else as text, else as base64."""
    echoed: Any
    try:
        echoed = orjson.loads(body) if body else None
    except orjson.JSONDecodeError:
        try:
            echoed = body.decode()
        except UnicodeDecodeError:
            echoed = base64.b64encode(body).decode()
    return json_response(
        {
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode("latin-1"),
            "headers": {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            "body": echoed,
        }
    )
