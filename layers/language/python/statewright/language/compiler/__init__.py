"""Workflow documents to state machines."""

from statewright.language.compiler.compilation import Compiled, compile_workflow
from statewright.language.compiler.emit.reading import Target
from statewright.language.compiler.registry import Registry
from statewright.language.compiler.validation import validate
from statewright.language.graph.problems import InvalidWorkflow, Problem

__all__ = ["Compiled", "InvalidWorkflow", "Problem", "Registry", "Target", "compile_workflow", "validate"]
