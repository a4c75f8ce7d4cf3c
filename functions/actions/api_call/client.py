"""The HTTP client: one per process, so that connections outlive an invocation; nothing else does."""

from __future__ import annotations

import logging
import ssl
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpcore
import httpx

from .destination import GuardedBackend

MAX_CONNECTIONS: Final = 20
KEEP_ALIVE_SECONDS: Final = 30.0


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over a pool that opens connections through the SSRF guard.

    httpx has no public way to hand it a pool; `_pool` is all that its constructor sets.
    """

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=GuardedBackend(),
        )


@lru_cache(maxsize=1)
def shared() -> httpx.Client:
    """Without proxies from the environment, without redirects of its own, and without a memory for cookies: one
    workflow's session must not reach another's."""
    # At INFO httpx logs every address, with what is in its query.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.Client(
        transport=GuardedTransport(httpx.create_ssl_context(trust_env=False)),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "Statewright"},
        follow_redirects=False,
        trust_env=False,
    )
