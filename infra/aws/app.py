"""The application: three stacks, checked against the AWS Solutions rules."""

from __future__ import annotations

import json
from pathlib import Path

from aws_cdk import App, Environment, Tags, Validations
from cdk_nag import AwsSolutionsChecks
from statewright.core import catalog as catalogs
from statewright.core.catalog import Catalog

from infra.aws.settings import Settings
from infra.aws.stacks.data import DataStack
from infra.aws.stacks.platform import PlatformStack
from infra.aws.stacks.web import WebStack

REPORT = "validation-report.json"


def build(app: App, settings: Settings, catalog: Catalog) -> tuple[DataStack, PlatformStack, WebStack]:
    """Add the stacks to `app`."""
    environment = Environment(account=settings.account, region=settings.region)
    data = DataStack(app, "StatewrightData", settings=settings, env=environment)
    platform = PlatformStack(app, "StatewrightPlatform", settings=settings, catalog=catalog, data=data, env=environment)
    web = WebStack(app, "StatewrightWeb", api=platform.api, env=environment)
    Tags.of(app).add("project", "statewright")
    return data, platform, web


def synthesize() -> bool:
    """Write the assembly to `CDK_OUTDIR` (`cdk.out`). False when a rule is violated."""
    app = App()
    build(app, Settings.from_environment(), catalogs.load())
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        assembly = app.synth()
    except RuntimeError as error:
        # The findings have been printed by then; a traceback through two languages would bury them.
        if "ValidationFailed" not in str(error):
            raise
        return False
    return passes(Path(assembly.directory) / REPORT)


def passes(report: Path) -> bool:
    """Whether the rule checks ran and none failed."""
    if not report.is_file():
        return False
    found = json.loads(report.read_text())
    return all(plugin["conclusion"] == "success" for plugin in found["pluginReports"])
