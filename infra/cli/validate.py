"""`statewright validate`: every problem of every file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from statewright.language.compiler import validate as validate_document
from statewright.language.graph import Problem, Workflow
from statewright.language.saved_tests import check_tests

from infra.cli.catalog import registry
from infra.cli.output import Output
from infra.cli.problems import Located, locate
from infra.cli.reading import STANDARD_INPUT, read_source
from infra.cli.status import FINE, PROBLEMS, UNUSABLE, CommandError


def validate(files: Sequence[str], output: Output, *, strict: bool) -> int:
    """Checks the files; a file that cannot be read does not keep the others from being checked."""
    if files.count(STANDARD_INPUT) > 1:
        raise CommandError("standard input (-) can be read once only")
    found: list[Located] = []
    unreadable: list[str] = []
    for name in dict.fromkeys(files):
        try:
            source = read_source(name)
        except CommandError as error:
            unreadable.append(str(error))
            continue
        problems = locate(source, [*validate_document(source.value, registry()), *_wrong_tests(source.value)])
        found += problems
        if output.format != "json":
            output.problems(problems)
            if not problems and output.format == "text":
                output.say(f"{source.label}: fine")
    failed = any(strict or each.problem.severity == "error" for each in found)
    if output.format == "json":
        valid = not failed and not unreadable
        output.json({"valid": valid, "problems": [each.as_json() for each in found], "unreadable": unreadable})
    for message in unreadable:
        output.complain(message)
    return UNUSABLE if unreadable else PROBLEMS if failed else FINE


def _wrong_tests(document: Any) -> list[Problem]:
    """What is wrong with the file's tests; nothing where the drawing they are about cannot be read."""
    try:
        workflow = Workflow.model_validate(document)
        return check_tests(document.get("tests"), workflow)
    except ValidationError:
        return []
