"""What is deployed and what is tested are the same packages in the same versions."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = sorted((*(ROOT / "layers").glob("*/requirements.txt"), *(ROOT / "functions").glob("*/*/requirements.txt")))
PROVIDED_BY_LAMBDA = {"boto3"}


def declared() -> dict[str, Requirement]:
    """The dependencies of pyproject.toml by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {requirement.name: requirement for requirement in map(Requirement, project["dependencies"])}


def required(file: Path) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in file.read_text().splitlines())
    return [Requirement(line) for line in lines if line]


@pytest.mark.parametrize("file", DEPLOYED, ids=lambda file: str(file.relative_to(ROOT).parent))
def test_every_deployed_package_is_declared_with_the_same_pin(file: Path) -> None:
    known = declared()

    different = [str(wanted) for wanted in required(file) if known.get(wanted.name) != wanted]

    assert not different, f"{file.relative_to(ROOT)} and the dependencies of pyproject.toml disagree"


def test_every_declared_package_is_deployed_somewhere() -> None:
    shipped = {requirement.name for file in DEPLOYED for requirement in required(file)}

    assert declared().keys() - shipped == PROVIDED_BY_LAMBDA


MODULE_OF = {
    "aws-lambda-powertools": "aws_lambda_powertools",
    "aws-xray-sdk": "aws_xray_sdk",
    "jsonschema-rs": "jsonschema_rs",
}


def imported(folder: Path) -> set[str]:
    """The top-level modules that the code below `folder` imports anywhere, in functions too."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_the_core_layer_ships_what_its_code_imports() -> None:
    layer = ROOT / "layers/core"
    shipped = {MODULE_OF.get(wanted.name, wanted.name) for wanted in required(layer / "requirements.txt")}

    foreign = imported(layer / "python") - sys.stdlib_module_names - {"statewright", "botocore"} - PROVIDED_BY_LAMBDA

    assert {name for name in foreign - shipped if not name.startswith("mypy_boto3_")} == set()
