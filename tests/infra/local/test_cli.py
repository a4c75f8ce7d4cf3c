"""The command line as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.lock import StateLock
from infra.local.ports import listen, port_of


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "infra.local", *arguments],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", ["run", "demo", "status", "clean"])
def test_every_command_explains_itself(command: str) -> None:
    helped = run(command, "--help")

    assert helped.returncode == 0
    assert "--state-dir" in helped.stdout


def test_a_taken_port_ends_the_start_before_anything_else_starts(tmp_path: Path) -> None:
    with listen() as other:
        ended = run("run", "--port", str(port_of(other)), "--state-dir", tmp_path)

    assert ended.returncode == 1
    assert f"port {port_of_message(ended.stderr)} on 127.0.0.1 is taken" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "postgres").exists()


def port_of_message(text: str) -> str:
    return text.partition("port ")[2].partition(" ")[0]


def test_a_folder_in_use_ends_the_start(tmp_path: Path) -> None:
    with StateLock(tmp_path):
        ended = run("run", "--port", "0", "--state-dir", tmp_path)

    assert ended.returncode == 1
    assert f"a stack already runs on {tmp_path}" in ended.stderr


@pytest.mark.parametrize("option", [("--port", "many"), ("--port", "70000"), ("--allow-destination", "nowhere")])
def test_a_wrong_option_is_named(option: tuple[str, str]) -> None:
    refused = run("run", *option)

    assert refused.returncode == 2
    assert option[1] in refused.stderr


def test_status_without_a_stack_says_so(tmp_path: Path) -> None:
    asked = run("status", "--state-dir", tmp_path)

    assert asked.returncode == 1
    assert "make run" in asked.stderr


def test_clean_removes_the_state_but_not_under_a_running_stack(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with StateLock(state):
        refused = run("clean", "--state-dir", state)
    assert refused.returncode == 1
    assert state.exists()

    assert run("clean", "--state-dir", state).returncode == 0
    assert not state.exists()
