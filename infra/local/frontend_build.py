"""Builds the front end when its sources have changed, with the Node of the virtual environment."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.local.errors import StackError

_SKIPPED: Final = frozenset({"node_modules", "dist", "tests", "coverage"})
_OUTPUT_SHOWN: Final = 3000


class FrontendBuild:
    """The build of `root/frontend` into `root/frontend/dist`."""

    def __init__(self, root: Path) -> None:
        self._source = root / "frontend"
        self._stamp = self.folder / ".built-from"

    @property
    def folder(self) -> Path:
        """Where the built files are."""
        return self._source / "dist"

    def is_current(self) -> bool:
        """Whether the built files come from the sources as they are (by content, not by time)."""
        try:
            return self._stamp.read_text() == self._fingerprint()
        except FileNotFoundError:
            return False

    async def run(self) -> None:
        """Install packages if there are none, and build. Raises `StackError` with the end of the output."""
        if not (self._source / "node_modules").is_dir():
            await self._npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        fingerprint = self._fingerprint()
        await self._npm("run", "build")
        self._stamp.write_text(fingerprint)

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self._inputs()):
            digest.update(str(path.relative_to(self._source)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _inputs(self) -> Iterator[Path]:
        for folder, folders, files in os.walk(self._source):
            folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
            yield from (Path(folder) / name for name in files if not name.startswith("."))

    async def _npm(self, *arguments: str) -> None:
        programs = Path(sys.executable).parent
        process = await asyncio.create_subprocess_exec(
            programs / "npm",
            *arguments,
            cwd=self._source,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"},
        )
        try:
            output, _ = await process.communicate()
        finally:
            if process.returncode is None:  # interrupted: npm and what it started
                os.killpg(process.pid, signal.SIGKILL)
        if process.returncode != 0:
            raise StackError(
                f"npm {' '.join(arguments)} failed in {self._source}:\n"
                f"{output.decode(errors='replace')[-_OUTPUT_SHOWN:]}\n"
                f"Without the front end: --no-frontend-build."
            )
