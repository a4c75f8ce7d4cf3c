"""`statewright compile`: the state machine of a workflow file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from statewright.language.compiler import Compiled, InvalidWorkflow, Problem, Target, compile_workflow
from statewright.language.compiler import validate as validate_document

from infra.cli.catalog import registry
from infra.cli.output import Output, json_text
from infra.cli.problems import locate
from infra.cli.reading import Source, read_source
from infra.cli.status import FINE, PROBLEMS, CommandError

WORKFLOW_ID: Final = "00000000-0000-4000-8000-000000000000"
FUNCTION_ARN_PREFIX: Final = "arn:aws:lambda:eu-central-1:000000000000:function:"
_PREFIX: Final = re.compile(r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:")


def compile_file(name: str, output: Output, target: Target, to: Path | None, *, compact: bool) -> int:
    """Writes the definition to standard output or to the file `to`, and problems to standard error."""
    if not _PREFIX.fullmatch(target.function_arn_prefix):
        raise CommandError(
            f"--function-arn-prefix {target.function_arn_prefix!r} must look like {FUNCTION_ARN_PREFIX!r}"
        )
    source = read_source(name)
    compiled = compiled_or_told(source, output, target, aside=True)
    if compiled is None:
        return PROBLEMS
    text = compiled.definition_json if compact else json_text(compiled.definition)
    if to is None:
        output.raw(text)
        return FINE
    try:
        to.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{to}: {error.strerror}") from None
    return FINE


def compiled_or_told(source: Source, output: Output, target: Target, *, aside: bool) -> Compiled | None:
    """The compiled workflow, its warnings written; None when there are errors: then all problems are written."""
    compiled: Compiled | None = None
    problems: Sequence[Problem] = validate_document(source.value, registry())
    if all(problem.severity != "error" for problem in problems):
        try:
            compiled = compile_workflow(source.value, registry(), target)
        except InvalidWorkflow as invalid:
            problems = invalid.problems
    located = locate(source, problems)
    if output.format == "json" and compiled is None:
        output.json({"valid": False, "problems": [each.as_json() for each in located]})
    elif output.format != "json":
        output.problems(located, aside=aside)
    return compiled
