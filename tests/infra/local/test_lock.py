from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.local.errors import StateDirInUse
from infra.local.lock import StateLock


def test_a_second_stack_on_the_same_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    with StateLock(tmp_path), pytest.raises(StateDirInUse) as caught, StateLock(tmp_path):
        pass

    assert str(tmp_path) in str(caught.value)
    assert f"process {os.getpid()}" in str(caught.value)
    assert "--state-dir" in str(caught.value)


def test_a_folder_is_free_again_after_its_stack(tmp_path: Path) -> None:
    with StateLock(tmp_path):
        pass

    with StateLock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"process {os.getpid()}"
