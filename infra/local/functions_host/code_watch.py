"""Picks up saved code: which functions a change of files concerns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Final

from watchfiles import Change, DefaultFilter, awatch

_STEP_MS: Final = 250
"""How often the watching thread looks at the kernel's queue; an idle stack must cost nothing."""

Listener = Callable[[frozenset[str], bool], Awaitable[None]]


class _SourceFilter(DefaultFilter):
    """Python sources and data files of functions and layers; not caches and editors' temporary files."""

    def __call__(self, change: Change, path: str) -> bool:
        return not path.endswith((".pyc", ".tmp")) and super().__call__(change, path)


def concerned(root: Path, paths: Iterable[str]) -> tuple[frozenset[str], bool]:
    """Which functions changed files belong to, by path as in the catalog; True: all of them, something shared."""
    functions: set[str] = set()
    for path in paths:
        parts = Path(path).resolve().relative_to(root.resolve()).parts
        if parts[0] == "functions" and len(parts) > 3:
            functions.add("/".join(parts[:3]))
        elif parts[0] == "layers" or len(parts) > 1:
            return frozenset(), True
    return frozenset(functions), False


async def watch(root: Path, listener: Listener) -> None:
    """Tell `listener` about changes below `functions/` and `layers/` until cancelled."""
    folders = [folder for folder in (root / "functions", root / "layers") if folder.is_dir()]
    if not folders:
        return
    async for changes in awatch(
        *folders, watch_filter=_SourceFilter(), step=_STEP_MS, debounce=800, rust_timeout=60_000, recursive=True
    ):
        functions, shared = concerned(root, (path for _, path in changes))
        if functions or shared:
            await listener(functions, shared)
