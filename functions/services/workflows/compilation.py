"""From a checked document to what Step Functions runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from statewright.language.compiler import Compiled, Target, compile_workflow
from statewright.language.graph import Workflow

from .validation import registry


def compile_document(workflow_id: str, document: Mapping[str, Any]) -> Compiled:
    """The compiled workflow: the same bytes for the same graph."""
    target = Target(function_arn_prefix=os.environ["STATEWRIGHT_FUNCTION_ARN_PREFIX"], workflow_id=workflow_id)
    return compile_workflow(Workflow.model_validate(document), registry(), target)
