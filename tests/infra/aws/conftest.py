"""The application synthesized once for all tests here, without an account, docker or built layers."""

from __future__ import annotations

import json
import os
import sysconfig
from pathlib import Path

import pytest

os.environ.setdefault("JSII_NODE", str(Path(sysconfig.get_path("scripts")) / "node"))

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks
from statewright.core import catalog as catalogs

from infra.aws.app import REPORT, build
from infra.aws.settings import Settings
from tests.support.assembly import Assembly


@pytest.fixture(scope="session")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders in the place of the built layers."""
    folder = tmp_path_factory.mktemp("layers")
    for name in ("core", "data", "language", "function-actions-api-call", "function-actions-publish-event"):
        (folder / name / "python").mkdir(parents=True)
        (folder / name / "python" / "marker.txt").write_text(name)
    return folder


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory, layers: Path) -> Assembly:
    outdir = tmp_path_factory.mktemp("cdk.out")
    app = App(outdir=str(outdir))
    build(app, Settings(layers=layers, mail_from="hello@shop.example"), catalogs.load())
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()
    templates = {path.name.partition(".")[0]: json.loads(path.read_text()) for path in outdir.glob("*.template.json")}
    return Assembly(
        {name: template["Resources"] for name, template in templates.items()},
        json.loads((outdir / REPORT).read_text()),
    )
