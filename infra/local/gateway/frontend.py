"""The built front end: files by exact name, index.html for the application's own routes."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.gateway.http import SECURITY_HEADERS, Headers, Response, Scope, header, problem

# Mantine and React Flow set style attributes; everything else comes from the same origin.
_POLICY: Final = (
    b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    b"form-action 'self'; frame-ancestors 'none'"
)
_COMPRESSIBLE: Final = frozenset({".html", ".js", ".css", ".svg", ".json", ".map", ".txt", ".webmanifest", ".wasm"})
_COMPRESS_FROM_BYTES: Final = 1024
_MISSING: Final = b"""<!doctype html><meta charset="utf-8"><title>Statewright</title>
<h1>The front end is not built</h1><p>Start the stack without
<code>--no-frontend-build</code>. The stack itself is up: <a href="/_local/">its parts</a>.</p>"""


@dataclass(frozen=True, slots=True)
class _File:
    headers: Headers
    body: bytes
    compressed: bytes | None
    etag: bytes


class Frontend:
    """Serves one build folder; a new build is picked up when its index.html changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built = 0.0
        self._names: dict[str, Path] = {}
        self._files: dict[str, _File] = {}

    async def respond(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return problem(405, f"{scope['path']} can only be read.", [(b"allow", b"GET, HEAD")])
        if not self._refresh():
            page: Headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
            return Response(503, [*page, *SECURITY_HEADERS], _MISSING)
        path: str = scope["path"]
        name = path.lstrip("/") or "index.html"
        if name not in self._names:
            # Execution ids hold a dot, as file names do: who asks for a page says so, who asks for a file does not.
            if "." in name.rpartition("/")[2] and "text/html" not in (header(scope, b"accept") or ""):
                return problem(404, f"There is nothing at {path}.")
            name = "index.html"
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = await asyncio.to_thread(_load, name, self._names[name])
        return _answer(scope, file)

    def _refresh(self) -> bool:
        """Whether there is a build; forgets what was read of an older one."""
        try:
            built = (self._folder / "index.html").stat().st_mtime
        except FileNotFoundError:
            return False
        if built != self._built:
            # Only names found here are ever opened: a path cannot lead out of the folder.
            found = (path for path in self._folder.rglob("*") if path.is_file())
            self._names = {path.relative_to(self._folder).as_posix(): path for path in found}
            self._files = {}
            self._built = built
        return True


def _load(name: str, path: Path) -> _File:
    body = path.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith(("javascript", "json")):
        kind += "; charset=utf-8"
    # Vite puts a content hash into the names below assets/.
    lifetime = b"public, max-age=31536000, immutable" if name.startswith("assets/") else b"no-cache"
    etag = b'"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"'
    headers: Headers = [(b"content-type", kind.encode()), (b"cache-control", lifetime), (b"etag", etag)]
    headers.extend(SECURITY_HEADERS)
    if name.endswith(".html"):
        headers.append((b"content-security-policy", _POLICY))
    compressed = None
    if path.suffix in _COMPRESSIBLE and len(body) >= _COMPRESS_FROM_BYTES:
        compressed = gzip.compress(body, 6, mtime=0)
        headers.append((b"vary", b"accept-encoding"))
    return _File(headers, body, compressed, etag)


def _answer(scope: Scope, file: _File) -> Response:
    if (header(scope, b"if-none-match") or "").encode() == file.etag:
        return Response(304, file.headers)
    if file.compressed is not None and "gzip" in (header(scope, b"accept-encoding") or ""):
        return Response(200, [*file.headers, (b"content-encoding", b"gzip")], file.compressed)
    return Response(200, file.headers, file.body)
