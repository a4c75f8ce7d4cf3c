"""The installed command as a process: what it loads, and how it ends when nobody reads on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
HEAVY = ("boto3", "psycopg", "redis", "kafka", "httpx", "aws_lambda_powertools", "moto", "uvicorn", "infra.local")


def test_it_loads_no_vendor_and_no_stack() -> None:
    program = (
        "import sys, json; from infra.cli.main import main;"
        "status = main(['simulate', 'examples/daily-digest.json', '--json']);"
        "print('\\n' + json.dumps([status, list(sys.modules)]))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    status, modules = json.loads(ran.stdout.splitlines()[-1])
    assert status == 0
    assert not [name for name in HEAVY if name in modules]


def test_a_reader_that_has_seen_enough_is_no_crash() -> None:
    program = "import sys; from infra.cli.main import main; sys.stdin.read(); sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "compile", "examples/daily-digest.json"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_terminal_without_the_letters_is_no_crash() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "infra.cli", "validate", "Jürgen….json"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 2
    assert b"J\\xfcrgen\\u2026.json: No such file or directory" in ran.stderr


def test_the_package_names_the_command() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert project["scripts"] == {"statewright": "infra.cli.main:main"}
