"""Workflows compiled with the definitions that ship, for dry runs and back-tests."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from statewright.language.compiler import Compiled, Registry, Target, compile_workflow
from statewright.language.graph import Workflow

from tests.support.graphs import Json, drawn

_CATALOG: Final = json.loads(files("statewright.core").joinpath("catalog.json").read_bytes())
REGISTRY: Final = Registry.from_catalog(_CATALOG)
OUTPUTS: Final[dict[str, Any]] = {
    each["id"]: each["output_schema"] or {} for family in ("actions", "triggers") for each in _CATALOG[family]
}
TARGET: Final = Target("arn:aws:lambda:eu-central-1:000000000000:function:", workflow_id="w")


def compiled(nodes: list[Json], *edges: str) -> tuple[Workflow, Compiled]:
    """The workflow of these nodes and edges (see `drawn`), and its machine."""
    document = {"name": "Tried", "graph": drawn(nodes, *edges)}
    return Workflow.model_validate(document), compile_workflow(document, REGISTRY, TARGET)
