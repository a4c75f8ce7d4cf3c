"""What is shipped, how the app is started, and that a violated rule is noticed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from aws_cdk import App, Stack, Validations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from cdk_nag import AwsSolutionsChecks
from statewright.core import catalog as catalogs

from infra.aws.app import build, passes
from infra.aws.constructs.functions import code_of, own_layer
from infra.aws.settings import ROOT, Settings
from scripts import build_layers


def asset_hashes(functions: Path, out: Path) -> dict[str, str]:
    """Hash of each action's code, and what was staged for it, under `out`."""
    stack = Stack(App(outdir=str(out)), "S")
    for name in ("api_call", "send_email"):
        lambda_.Function(
            stack,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="h",
            code=code_of(functions, f"functions/actions/{name}"),
        )
    stack.node.root.synth()  # type: ignore[attr-defined]
    template = json.loads((out / "S.template.json").read_text())
    found = [r["Properties"]["Code"]["S3Key"] for r in template["Resources"].values() if "Code" in r["Properties"]]
    return dict(zip(("api_call", "send_email"), found, strict=True))


def test_a_function_ships_its_own_folder_under_its_path(tmp_path: Path) -> None:
    """Given two actions, When one is edited, Then only its code changes; each ships what its handler imports."""
    functions = tmp_path / "functions"
    shutil.copytree(ROOT / "functions", functions, ignore=shutil.ignore_patterns("__pycache__"))
    before = asset_hashes(functions, tmp_path / "a")
    staged = tmp_path / "a" / f"asset.{before['api_call'].removesuffix('.zip')}"
    shipped = {str(path.relative_to(staged)) for path in staged.rglob("*") if path.is_file()}
    assert {"actions/api_call/handler.py", "actions/api_call/spec.py"} <= shipped
    assert all(path.startswith("actions/api_call/") for path in shipped)
    assert not any(path.endswith((".pyc", "requirements.txt")) for path in shipped)

    with (functions / "actions" / "send_email" / "logic.py").open("a") as file:
        file.write("# edited\n")
    after = asset_hashes(functions, tmp_path / "b")
    assert after["api_call"] == before["api_call"]
    assert after["send_email"] != before["send_email"]


def test_node_comes_from_the_virtual_environment() -> None:
    """Given no Node.js on PATH, When the app's module is imported, Then the CDK's engine starts."""
    script = "import app; from aws_cdk import App; App(); print('started')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PATH": "/nonexistent"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "started\n", done.stderr


def test_a_violated_rule_is_noticed(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    s3.Bucket(Stack(app, "S"), "Bucket")
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    assert not passes(tmp_path / "validation-report.json")
    assert not passes(tmp_path / "missing.json")


def test_every_layer_that_is_deployed_is_one_that_is_built() -> None:
    catalog = catalogs.load()
    shared = {name for function in catalog.functions for name in function.layers}
    own = {own_layer(function) for function in catalog.functions if function.requirements}
    assert shared | own <= {layer.name for layer in build_layers.layers()}


def test_a_layer_is_built_again_when_its_inputs_change_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a built layer, When a compiled file appears it is current; when a module changes it is not."""
    source, requirements = tmp_path / "python", tmp_path / "requirements.txt"
    source.mkdir()
    (source / "module.py").write_text("A = 1\n")
    requirements.write_text("# nothing of others\n")
    script, lock = tmp_path / "build_layers.py", tmp_path / "requirements.lock"
    for path in (script, lock):
        path.touch()
    monkeypatch.setattr(build_layers, "ROOT", tmp_path)
    monkeypatch.setattr(build_layers, "BUILD", tmp_path / "build")
    monkeypatch.setattr(build_layers, "LOCK", lock)
    monkeypatch.setattr(build_layers, "__file__", str(script))
    layer = build_layers.Layer("core", requirements, source)

    assert build_layers.build(layer)
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "module.pyc").touch()
    assert not build_layers.build(layer)
    (source / "module.py").write_text("A = 2\n")
    assert build_layers.build(layer)
    shipped = [path.name for path in (tmp_path / "build" / "core").rglob("*") if path.is_file()]
    assert shipped == ["module.py"]


def test_missing_layers_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make layers"):
        build(App(outdir=str(tmp_path)), Settings(layers=tmp_path / "none"), catalogs.load())


def test_without_kafka_only_its_functions_are_missing(tmp_path: Path, layers: Path) -> None:
    catalog = catalogs.load()
    _, platform, _ = build(App(outdir=str(tmp_path)), Settings(layers=layers, kafka=False), catalog)
    missing = {function.name for function in catalog.functions} - set(platform.functions.by_name)
    assert missing == {function.name for function in catalog.functions if "kafka" in function.reach}


def test_a_secret_of_the_operators_own_is_used_and_none_is_made(tmp_path: Path, layers: Path) -> None:
    arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mail-AbCdEf"
    app = App(outdir=str(tmp_path))
    data, platform, _ = build(app, Settings(layers=layers, smtp_secret_arn=arn), catalogs.load())
    app.synth()
    templates = [json.loads((tmp_path / stack.template_file).read_text()) for stack in (data, platform)]
    made = [
        r["Properties"] for t in templates for r in t["Resources"].values() if "SecretsManager::Secret" in r["Type"]
    ]
    assert not [secret for secret in made if "mail server" in secret.get("Description", "")]
    read = [
        statement["Resource"]
        for resource in templates[1]["Resources"].values()
        if resource["Type"] == "AWS::IAM::Policy"
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
        if statement["Action"] == "secretsmanager:GetSecretValue"
    ]
    of_mail = [secret for secret in read if "CallbacksKey" not in json.dumps(secret)]
    assert of_mail
    assert set(of_mail) == {arn}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STATEWRIGHT_KAFKA", "maybe"),
        ("STATEWRIGHT_MINIMUM_CAPACITY", "much"),
        ("STATEWRIGHT_SMTP_SECRET_ARN", "smtps://ada:pass@host"),
    ],
)
def test_wrong_settings_name_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name):
        Settings.from_environment()
