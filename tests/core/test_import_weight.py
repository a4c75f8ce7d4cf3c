"""What importing a handler brings along. By `sys.modules`, never by time."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

VENDORS = {
    "boto3": "boto3",
    "redis": "redis-py",
    "httpx": "httpx",
    "httpcore": "httpcore",
    "kafka": "kafka-python",
    "smtplib": "SMTP",
    "jlens": "JSONata",
    "jsonschema_rs": "the validator of payloads",
    "psycopg": "PostgreSQL",
    "aws_xray_sdk": "X-Ray",
    "asyncio": "asyncio",
    "statewright.language": "the compiler",
    "statewright.core.catalog": "the catalog",
}

MAY_IMPORT = {
    "actions.api_call.handler": {"httpx", "httpcore"},
    "actions.publish_event.handler": {"kafka"},
    "actions.send_email.handler": {"smtplib"},
    "triggers.api.handler": set[str](),
    "triggers.event.handler": set[str](),
    "triggers.schedule.handler": set[str](),
}


def imported(handler: str) -> set[str]:
    """The modules in `sys.modules` of a new interpreter that imported `handler`."""
    program = f"import sys, json, {handler}; print(json.dumps(list(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stdout))


@pytest.mark.parametrize("handler", sorted(MAY_IMPORT))
def test_a_handler_brings_its_own_vendor_code_only(handler: str) -> None:
    modules = imported(handler)
    foreign = {name for name in VENDORS if name in modules} - MAY_IMPORT[handler]
    # What the allowed vendors import themselves is theirs.
    if MAY_IMPORT[handler] & {"httpx", "kafka"}:
        foreign -= {"asyncio"}
    assert not foreign, f"{handler} also imports {', '.join(VENDORS[name] for name in sorted(foreign))}"
    assert MAY_IMPORT[handler] <= modules
    own = handler.rpartition(".")[0]
    siblings = {
        module
        for module in modules
        if module.startswith(("actions.", "triggers.", "services.", "system.")) and not module.startswith(own)
    }
    assert siblings == set()


def test_contracts_are_light() -> None:
    assert not imported("statewright.core.specs") & (VENDORS.keys() | {"aws_lambda_powertools", "botocore"})
    assert "pydantic" not in imported("statewright.core.catalog")


def test_the_validator_comes_with_the_first_schema() -> None:
    program = """
import json, sys
from statewright.core.runtime.expected import misfits
from statewright.core.runtime.trigger import Route
config = {"with": {"type": "object"}}
route = Route("i", 1, "w", "start", 3, "arn", config)
loaded = []
for field in ("without", "with"):
    misfits(route, field, {}, "body")
    loaded.append("jsonschema_rs" in sys.modules)
print(json.dumps(loaded))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [False, True]
