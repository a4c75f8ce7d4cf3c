"""Everything that is wrong with a workflow document, at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statewright.language.compiler.check.advice import check_advice
from statewright.language.compiler.check.config import check_config, check_settings, check_workflow_settings
from statewright.language.compiler.check.document import read_document
from statewright.language.compiler.check.expected import Expectations
from statewright.language.compiler.check.offloaded import check_stored_loops
from statewright.language.compiler.check.references import check_references
from statewright.language.compiler.check.report import Report
from statewright.language.compiler.check.structure import check_cycles, check_structure
from statewright.language.compiler.operations import offloading
from statewright.language.compiler.registry import Registry
from statewright.language.compiler.text import Expressions
from statewright.language.graph.model import Workflow
from statewright.language.graph.problems import Problem


def validate(document: Mapping[str, Any] | Workflow, registry: Registry) -> list[Problem]:
    """Every problem of a document: errors, which stop it from being published, and warnings.

    Takes any JSON and never raises for what is in it. A check that needs what another found broken is left out;
    all others are made. At most some hundred problems are listed.
    """
    return check(document, registry, Expressions())


def check(document: Mapping[str, Any] | Workflow, registry: Registry, expressions: Expressions) -> list[Problem]:
    """As `validate`; leaves the parsed expressions in `expressions`, for the compiler."""
    report = Report()
    read = read_document(document, report)
    if read is None:
        return report.problems()
    parts = check_structure(read, registry, report)
    acyclic = check_cycles(parts, report)
    check_workflow_settings(parts.settings, report)
    error_edges = {edge.source: edge for edge in parts.edges if edge.source_handle == "error"}
    for node in parts.nodes:
        check_config(node, registry, report)
        check_settings(node, error_edges, parts.settings, registry, report)
    check_advice(parts, registry, report)
    offloaded = offloading(parts.nodes, registry)
    check_stored_loops(parts, registry, offloaded, report)
    expected = Expectations(parts.nodes, registry)
    check_references(parts, expressions, offloaded, expected, registry, report, acyclic=acyclic)
    return report.problems()
