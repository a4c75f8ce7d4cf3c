"""`statewright test` and `statewright backtest`."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.infra.cli.conftest import Run
from tests.infra.cli.documents import later


def with_test(folder: Path, **expected: Any) -> None:
    test = {"name": "reminds", "payload": {"body": {"email": "ada@example.com"}}, "expected": expected}
    (folder / "tested.json").write_text(json.dumps(later() | {"tests": [test]}, indent=2))


def test_tests_in_a_file_are_run(run: Run, folder: Path) -> None:
    with_test(folder, ran=["month", "remind"], sent={"remind": {"to": ["ada@example.com"]}})
    passed = run("test", "tested.json")
    assert (passed.status, passed.out) == (0, "tested.json: 1 passed, 0 failed\n")

    with_test(folder, skipped=["remind"])
    failed = run("test", "tested.json", "--json")
    assert failed.status == 1
    assert failed.json()["tests"][0]["mismatches"] == [
        {"node": "remind", "field": "skipped.0", "message": 'expected "skipped", got "succeeded"'}
    ]


def test_a_test_of_an_unknown_node_is_told_with_its_line(run: Run, folder: Path) -> None:
    with_test(folder, ran=["remnd"])
    told = run("test", "tested.json")
    assert told.status == 1
    assert "did you mean `remind`?" in told.err


def test_validate_tells_of_a_files_tests_too(run: Run, folder: Path) -> None:
    with_test(folder, skipped=["remnd"])
    told = run("validate", "tested.json", "--json")
    assert told.status == 1
    assert '"unknown_node_in_test"' in told.out
    assert "did you mean `remind`?" in told.out


def test_recorded_executions_run_again(run: Run, folder: Path) -> None:
    simulated = run("simulate", "later.json", "--payload", '{"body": {"email": "ada@example.com"}}', "--json").json()
    execution = simulated | {
        "id": "00000000-0000-4000-8000-000000000000.run-1",
        "version": 1,
        "graph": later()["graph"],
    }
    (folder / "executions.json").write_text(json.dumps([execution]))
    same = run("backtest", "later.json", "--executions", "executions.json")
    assert (same.status, same.out) == (0, "1 executions: 1 same\n")

    changed = json.dumps(later()).replace("$trigger.body.email", "$lowercase($trigger.body.email) & '.invalid'")
    (folder / "changed.json").write_text(changed)
    other = run("backtest", "changed.json", "--executions", "executions.json", "--json")
    assert other.status == 1
    (group,) = other.json()["groups"]
    assert (group["outcome"], group["node"], group["field"]) == ("sends_other", "remind", "config.to.0")
    assert group["first"]["now"] == "ada@example.com.invalid"


ID = "6f1c5c1e-0d5f-4f0e-9d53-0a5f3f6d2b11"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--token", "t"], "--url needs --workflow ID"),
        (["--workflow", "nope", "--token", "t"], "--workflow: 'nope' is no ID"),
        (["--workflow", "nope"], "--workflow: 'nope' is no ID"),
        (["--workflow", ID], "--url needs --token, or STATEWRIGHT_TOKEN"),
    ],
)
def test_a_back_test_on_a_stack_says_what_it_lacks(
    run: Run, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    monkeypatch.delenv("STATEWRIGHT_TOKEN", raising=False)
    ran = run("backtest", "later.json", "--url", "http://127.0.0.1:9", *options)

    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize("path", ["", "/", "/api", "/api/"])
def test_a_stack_is_found_with_or_without_api(run: Run, path: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        ran = run("backtest", "later.json", "--url", base + path, "--workflow", ID, "--token", "t")
        server.shutdown()

    assert ran.status == 2
    assert f"POST {base}/api/workflows/{ID}/back-tests: 404: asked for /api/workflows/{ID}/back-tests" in ran.err


class Refusing(BaseHTTPRequestHandler):
    """Answers every request with a problem that names the path."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"detail": f"asked for {self.path}"}).encode()
        self.send_response(404)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the command's own words are what is looked at."""
