"""The workflow document: its model, its problems and what its edges imply."""

from statewright.language.graph.model import Edge, Graph, Node, NodeSettings, RetrySettings, Workflow, WorkflowSettings
from statewright.language.graph.problems import InvalidWorkflow, Problem

__all__ = [
    "Edge",
    "Graph",
    "InvalidWorkflow",
    "Node",
    "NodeSettings",
    "Problem",
    "RetrySettings",
    "Workflow",
    "WorkflowSettings",
]
