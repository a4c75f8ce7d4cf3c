"""The REST API of a running stack, as the builder uses it."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

from infra.local.errors import StackError

_SECONDS = 30.0


class RestClient:
    """Asynchronous context manager. `base` is the gateway's address without a trailing slash."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._http = httpx.AsyncClient(base_url=base, timeout=_SECONDS)

    async def __aenter__(self) -> Self:
        token = await self._answer("POST", "/_local/token", None)
        self._http.headers["authorization"] = f"Bearer {token['access_token']}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Any:
        """The JSON at `path` (from the gateway's root). Raises `StackError` with the problem's detail."""
        return await self._answer("GET", path, None)

    async def post(self, path: str, body: object | None = None) -> Any:
        """The JSON that a POST gives. Raises `StackError` with the problem's detail."""
        return await self._answer("POST", path, body)

    async def put(self, path: str, body: object) -> Any:
        """The JSON that a PUT gives. Raises `StackError` with the problem's detail."""
        return await self._answer("PUT", path, body)

    async def find(self, path: str) -> Any | None:
        """Like `get`, but None for what is not there."""
        response = await self.request("GET", path)
        return None if response.status_code == httpx.codes.NOT_FOUND else await self.get(path)

    async def request(self, method: str, path: str, body: object | None = None) -> httpx.Response:
        """Any request, whatever its answer."""
        return await self._http.request(method, path, json=body)

    async def _answer(self, method: str, path: str, body: object | None) -> Any:
        try:
            response = await self.request(method, path, body)
        except httpx.HTTPError as error:
            raise StackError(f"{method} {self.base}{path} was not answered: {error!r}") from error
        if not response.is_success:
            raise StackError(f"{method} {path} answered {response.status_code}: {response.text[:2000]}")
        return response.json() if response.content else None
