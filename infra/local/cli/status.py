"""`status`: the parts of the running stack, asked over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from infra.local.endpoints import Endpoints
from infra.local.errors import StackError


def status(state_dir: Path, *, as_json: bool) -> int:
    """Print it. Raises `StackError` when no stack is ready on this folder."""
    endpoints = Endpoints.read(state_dir / "endpoints.json")
    if endpoints is None:
        raise StackError(f"no stack is ready on {state_dir}. Start one with `make run`.")
    try:
        answer = httpx.get(f"{endpoints.builder}_local/status.json", timeout=10).raise_for_status().json()
    except httpx.HTTPError as error:
        raise StackError(f"the stack on {state_dir} does not answer at {endpoints.builder}: {error}") from error
    if as_json:
        print(json.dumps(answer, indent=2))
        return 0
    table = Table("part", "port", "health", "MB", title=f"{endpoints.builder}  {answer['memory_mb']} MB in all")
    for part in answer["parts"]:
        table.add_row(part["name"], str(part["port"]), part["health"], str(part.get("memory_mb") or ""))
    Console().print(table)
    return 0
