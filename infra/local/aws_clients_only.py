"""The door of the local AWS endpoints: programs that sign their requests come in, web pages do not.

The endpoints trust everybody on this machine, and a browser on it runs everybody's pages. A page elsewhere cannot send
an `Authorization` header here without being asked first (CORS), and one that reached this address through a name of
its own (DNS rebinding) has that name in its `Host`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson

from infra.local.rest_json import Receive, Scope, Send

_LOOPBACK: Final = frozenset({b"127.0.0.1", b"localhost"})
_CODE: Final = "MissingAuthenticationTokenException"
"""What AWS answers to an unsigned request."""
_REFUSAL: Final = orjson.dumps(
    {"__type": _CODE, "message": "Sign the request as an AWS SDK does, and address it to 127.0.0.1 or localhost."}
)


@dataclass(frozen=True, slots=True)
class AwsClientsOnly:
    """ASGI application around another one. The signature itself is not checked: there is no secret to check it with."""

    application: Any

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        headers = dict(scope["headers"])
        host, _, _ = headers.get(b"host", b"").rpartition(b":")
        if b"authorization" in headers and host.lower() in _LOOPBACK:
            await self.application(scope, receive, send)
            return
        answer = [(b"content-type", b"application/json"), (b"x-amzn-errortype", _CODE.encode())]
        await send({"type": "http.response.start", "status": 403, "headers": answer})
        await send({"type": "http.response.body", "body": _REFUSAL})
