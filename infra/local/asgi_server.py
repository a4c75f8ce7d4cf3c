"""Uvicorn's HTTP protocol on a socket of ours, several of them on one event loop.

`uvicorn.Server` wakes up ten times a second to look for signals and to renew its Date header; the protocol class below
it needs neither, so an idle stack sleeps.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any, Final

import uvicorn
from uvicorn.server import ServerState

_KEEP_ALIVE_SECONDS: Final = 75
_DRAIN_SECONDS: Final = 1.0


class AsgiServer:
    """Serves one ASGI application on one listening socket."""

    def __init__(self, application: Any, bound: socket.socket) -> None:
        self._socket = bound
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self._config = uvicorn.Config(
            application,
            http="httptools",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
        self._config.load()

    async def start(self) -> None:
        protocol: Any = self._config.http_protocol_class

        def connection() -> asyncio.Protocol:
            made: asyncio.Protocol = protocol(config=self._config, server_state=self._state, app_state={})
            return made

        self._server = await asyncio.get_running_loop().create_server(connection, sock=self._socket, backlog=2048)

    async def stop(self) -> None:
        """Take no more connections, let requests in flight end for a moment, then close."""
        if self._server is None:
            self._socket.close()
            return
        self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks:
            await asyncio.wait(list(self._state.tasks), timeout=_DRAIN_SECONDS)
        for task in list(self._state.tasks):
            task.cancel()
