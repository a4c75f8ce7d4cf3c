"""A workflow as a file: what the builder exports is what `statewright validate` and `statewright test` take."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from infra.cli.main import main
from tests.support.graphs import api_trigger, graph, set_values

Call = Callable[..., Any]

EXAMPLES: Final = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.json"))
MEMBERS: Final = ("name", "description", "settings", "graph", "tests")
"""Of `serializeDocument` in `frontend/src/lib/graph/document.ts`; its unit test holds them."""


def exported(call: Call, document: dict[str, Any], folder: Path) -> Path:
    """Stores the document, reads it back as the builder does, and writes its file."""
    body = {member: document[member] for member in MEMBERS if member in document}
    made = call("workflows", "POST /api/workflows", body)
    assert made.status == 201, made.body
    read = call("workflows", f"GET /api/workflows/{made.body['id']}").body
    path = folder / "exported.json"
    path.write_text(json.dumps({member: read[member] for member in MEMBERS}, indent=2) + "\n")
    return path


def test_exported_examples_are_valid_and_pass_their_tests(call: Call, tmp_path: Path) -> None:
    paths = []
    for example in EXAMPLES:
        (folder := tmp_path / example.stem).mkdir()
        paths.append(str(exported(call, json.loads(example.read_text()), folder)))

    assert len(paths) >= 3
    assert main(["validate", *paths]) == 0
    assert main(["test", *paths]) == 0


def test_an_exported_file_has_no_secret_and_is_valid_without(call: Call, tmp_path: Path) -> None:
    drawing = graph(api_trigger(secret_header="X-Secret", secret="correct horse"), set_values(total=1))

    path = exported(call, {"name": "Guarded", "graph": drawing}, tmp_path)

    assert "correct horse" not in path.read_text()
    assert main(["validate", str(path)]) == 0


def test_what_is_wrong_with_a_draft_is_told_of_its_file_too(
    call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = graph(api_trigger(), set_values(total="{% $nobody %}"))

    path = exported(call, {"name": "Broken", "graph": drawing}, tmp_path)

    assert main(["validate", str(path)]) == 1
    assert "$nobody" in capsys.readouterr().out
