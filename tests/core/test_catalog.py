"""The catalog: what specs say, derived once, the same on every machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
from statewright.core import catalog, errors
from statewright.core.specs import Grant, Layer, Reach

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "scripts" / "build_catalog.py"


@pytest.fixture(scope="module")
def loaded() -> catalog.Catalog:
    return catalog.load()


def test_the_file_is_current() -> None:
    checked = subprocess.run([sys.executable, BUILD, "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_the_first_actions_and_triggers_are_there(loaded: catalog.Catalog) -> None:
    assert {action.id for action in loaded.actions} >= {"api_call@1", "function@1", "publish_event@1", "send_email@1"}
    assert {trigger.id for trigger in loaded.triggers} == {"api@1", "event@1", "schedule@1"}


def test_every_function_can_be_deployed(loaded: catalog.Catalog) -> None:
    for function in loaded.functions:
        folder = ROOT / function.path
        assert (folder / "handler.py").is_file(), folder
        assert 1 <= function.timeout_seconds <= 900
        assert set(function.layers) <= set(Layer)
        assert set(function.reach) <= set(Reach)
        assert set(function.grants) <= set(Grant)
        assert len(function.name) <= 64


def test_every_definition_leads_to_its_function(loaded: catalog.Catalog) -> None:
    names = [function.name for function in loaded.functions]
    leading = [part.function for part in loaded.actions if part.function is not None]
    leading += [part.function for part in loaded.triggers]
    leading += [part.function for part in loaded.services]
    leading += [part.function for part in loaded.system]
    assert sorted(names) == sorted(leading)
    assert loaded.function(names[0]).name == names[0]
    with pytest.raises(KeyError):
        loaded.function("nobody")


def test_declared_errors_are_leaf_names(loaded: catalog.Catalog) -> None:
    for action in loaded.actions:
        assert set(action.errors) <= {*errors.RETRYABLE, *errors.PERMANENT}
        assert (action.function is None) == action.native


def _schemas() -> Iterator[tuple[str, catalog.Json]]:
    loaded = catalog.load()
    yield from ((action.id, action.config_schema) for action in loaded.actions)
    yield from ((trigger.id, trigger.config_schema) for trigger in loaded.triggers)


@pytest.mark.parametrize(("name", "schema"), list(_schemas()))
def test_config_schemas_are_fit_for_forms(name: str, schema: catalog.Json) -> None:
    validator = jsonschema_rs.validator_for(dict(schema))
    for field, described in schema["properties"].items():
        assert described.get("title"), f"{name}.{field} has no title"
        assert described.get("description"), f"{name}.{field} has no description"
        for example in described.get("examples", ()):
            if "{%" not in json.dumps(example):
                told = {
                    problem.instance_path[0]
                    for problem in validator.iter_errors({field: example})
                    if problem.instance_path
                }
                assert field not in told, f"{name}.{field}: the example {example!r} is not valid"


TEXTS = "name='other', title='', description='', icon='', category='', Output=None"


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("SystemSpec(name='mine', source='invoke')", "it must be the folder's name"),
        (f"ActionSpec({TEXTS}, Config=BaseModel, effect='strict')", 'effect "strict" is not available yet'),
    ],
)
def test_a_spec_that_cannot_be_deployed_is_refused(tmp_path: Path, spec: str, reason: str) -> None:
    for kind in ("actions", "triggers", "services", "system"):
        (tmp_path / "functions" / kind).mkdir(parents=True)
    folder = tmp_path / "functions" / ("system" if spec.startswith("System") else "actions") / "other"
    folder.mkdir()
    (folder / "spec.py").write_text(
        f"from pydantic import BaseModel\nfrom statewright.core.specs import ActionSpec, SystemSpec\nSPEC = {spec}\n"
    )
    program = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "import build_catalog, pathlib\n"
        "sys.path.insert(0, sys.argv[1] + '/functions')\n"
        "build_catalog.build(pathlib.Path(sys.argv[1]) / 'functions')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(BUILD.parent)], capture_output=True, text=True, check=False
    )
    assert reason in ran.stderr
