"""An action is one folder: the one the README shows is made, found, drawn into a workflow and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.graphs import drawn, node
from tests.support.servers import free_port
from tests.support.stack import ROOT, Api, running_stack, source_paths

pytestmark = pytest.mark.stack

FILE = re.compile(r"```python\n# (functions/actions/say_hello/\w+\.py)\n(.*?)```", re.DOTALL)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the sources with the README's action in it, and its catalog."""
    root = tmp_path / "checkout"
    for folder in ("functions", "infra", "layers", "scripts"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    files = FILE.findall((ROOT / "README.md").read_text())
    assert sorted(Path(name).name for name, _ in files) == ["handler.py", "logic.py", "spec.py"]
    for name, text in files:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    (root / "functions/actions/say_hello/requirements.txt").write_text("")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(source_paths(root))}
    subprocess.run([sys.executable, "scripts/build_catalog.py"], cwd=root, env=environment, check=True)
    return root


def test_the_readme_s_action_runs(checkout: Path, tmp_path: Path) -> None:
    options = ("--no-examples", "--no-frontend-build")
    with running_stack(tmp_path / "state", free_port(), *options, root=checkout) as stack, Api(stack.url) as api:
        definitions = {each["id"]: each for each in api.get("/registry/definitions")["items"]}
        api.publish(
            "Greeter",
            drawn(
                [
                    node("hook", "api@1", {"method": "POST", "path": "greet"}),
                    node("hello", "say_hello@1", {"name": "{% $trigger.body.name %}"}),
                ],
                "hook -> hello",
            ),
        )

        answer = httpx.post(f"{stack.url}/hooks/greet", json={"name": "Ada"})
        execution = api.ended(answer.json()["execution_id"])

        assert definitions["say_hello@1"]["config_schema"]["required"] == ["name"]
        assert execution["status"] == "succeeded", execution["error"]
        assert execution["output"] == {"hello": {"greeting": "Hello Ada"}}
        assert execution["divergences"] == []
