"""What CloudFront does with an address before it looks for a file: its function, run by Node.js."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.aws.settings import ROOT
from tests.support.assembly import Assembly

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"
RUN = "/executions/0b1f8c1e-8f5e-4c1e-9a58-6c1f0f6f3f10.api-5d2c"


def rewritten(assembly: Assembly, uri: str, accept: str | None) -> str:
    """The address that CloudFront asks the bucket for."""
    (function,) = assembly.resources("AWS::CloudFront::Function")
    headers = {} if accept is None else {"accept": {"value": accept}}
    event = {"request": {"method": "GET", "uri": uri, "headers": headers, "querystring": {}}}
    script = f"{function['FunctionCode']}\nconsole.log(handler({json.dumps(event)}).uri)"
    node = Path(sys.executable).parent / "node"
    done = subprocess.run([node, "--eval", script], capture_output=True, check=True, text=True, timeout=60)
    return done.stdout.strip()


@pytest.mark.parametrize("uri", ["/", "/workflows", RUN, f"{RUN}/", "/workflows/a.b/edit"])
def test_an_address_of_the_router_opens_the_application(assembly: Assembly, uri: str) -> None:
    """Given the address of a run, which holds a dot, When it is loaded again, Then the application answers."""
    assert rewritten(assembly, uri, PAGE) == "/index.html"


@pytest.mark.parametrize("accept", [PAGE, "*/*", None])
@pytest.mark.parametrize("uri", ["/assets/index-B1c2.js", "/assets/lost", "/favicon.svg"])
def test_a_file_of_the_build_is_given_as_it_is(assembly: Assembly, uri: str, accept: str | None) -> None:
    assert rewritten(assembly, uri, accept) == uri


def test_a_file_that_is_not_there_is_no_page(assembly: Assembly) -> None:
    assert rewritten(assembly, "/robots.txt", "*/*") == "/robots.txt"
    assert rewritten(assembly, "/workflows", None) == "/index.html"


def test_every_public_file_is_known(assembly: Assembly) -> None:
    public = [path.name for path in (ROOT / "frontend" / "public").iterdir()]
    assert public
    assert [rewritten(assembly, f"/{name}", PAGE) for name in public] == [f"/{name}" for name in public]
