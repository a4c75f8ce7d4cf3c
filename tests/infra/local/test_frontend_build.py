"""The front end is built when its sources have changed, and only then."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import psutil
import pytest

from infra.local.errors import StackError
from infra.local.frontend_build import FrontendBuild

PACKAGE = '{"name": "tiny", "version": "1.0.0", "scripts": {"build": "%s"}}'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "frontend"
    (folder / "src").mkdir(parents=True)
    (folder / "node_modules").mkdir()
    (folder / "src" / "main.ts").write_text("export {}")
    (folder / "package.json").write_text(PACKAGE % "mkdir -p dist && cp src/main.ts dist/index.html")
    return folder


async def test_a_build_stays_current_until_a_source_changes(source: Path) -> None:
    build = FrontendBuild(source.parent)
    assert not build.is_current()

    await build.run()

    assert build.is_current()
    assert (build.folder / "index.html").read_text() == "export {}"
    (source / "node_modules" / "installed.js").write_text("ignored")
    assert build.is_current()
    (source / "src" / "main.ts").write_text("export default 1")
    assert not build.is_current()


async def test_a_failed_build_shows_why_and_the_way_out(source: Path) -> None:
    (source / "package.json").write_text(PACKAGE % "echo main.ts does not compile >&2; exit 2")

    with pytest.raises(StackError) as caught:
        await FrontendBuild(source.parent).run()

    assert "main.ts does not compile" in str(caught.value)
    assert "--no-frontend-build" in str(caught.value)
    assert not FrontendBuild(source.parent).is_current()


async def test_an_interrupted_build_leaves_no_process_behind(source: Path) -> None:
    (source / "package.json").write_text(PACKAGE % "echo $$ > .started && sleep 60")
    started = source / ".started"
    os.mkfifo(started)
    building = asyncio.create_task(FrontendBuild(source.parent).run())
    script = psutil.Process(int(await asyncio.to_thread(started.read_text)))

    building.cancel()
    await asyncio.wait([building])

    assert psutil.wait_procs([script], timeout=5)[1] == []
