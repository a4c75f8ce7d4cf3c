"""`statewright test`: the saved tests of workflow files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from statewright.core.runtime.select import select
from statewright.language.compiler import Target
from statewright.language.graph import Workflow
from statewright.language.saved_tests import Tester, TestOutcome, check_tests, read_tests

from infra.cli.catalog import output_schemas, registry
from infra.cli.compile import FUNCTION_ARN_PREFIX, WORKFLOW_ID, compiled_or_told
from infra.cli.locating import Lines
from infra.cli.output import Output
from infra.cli.problems import annotation, locate, printable
from infra.cli.reading import STANDARD_INPUT, Source, read_source
from infra.cli.status import FINE, PROBLEMS, CommandError


def test(files: Sequence[str], output: Output, names: Sequence[str]) -> int:
    """Runs the tests of each file; a file without any is fine. `names`: only tests that are called so."""
    if files.count(STANDARD_INPUT) > 1:
        raise CommandError("standard input (-) can be read once only")
    results: list[dict[str, Any]] = []
    fine = True
    for name in dict.fromkeys(files):
        outcomes = _outcomes(read_source(name), output, names)
        if outcomes is None:
            fine = False
            continue
        source, told = outcomes
        fine = fine and all(outcome.passed for _, outcome in told)
        results += [_as_json(source, outcome) for _, outcome in told]
        if output.format != "json":
            _show(source, told, output)
    if output.format == "json":
        output.json({"passed": fine, "tests": results})
    return FINE if fine else PROBLEMS


def _outcomes(
    source: Source, output: Output, names: Sequence[str]
) -> tuple[Source, list[tuple[int, TestOutcome]]] | None:
    """None, and the problems written, if the workflow or its tests are wrong."""
    compiled = compiled_or_told(source, output, Target(FUNCTION_ARN_PREFIX, workflow_id=WORKFLOW_ID), aside=True)
    if compiled is None:
        return None
    workflow = Workflow.model_validate(source.value)
    problems = check_tests(source.value.get("tests"), workflow)
    if problems:
        output.problems(locate(source, problems), aside=True)
        return None
    tester = Tester(workflow, compiled, registry(), output_schemas(), select)
    tests = [(place, each) for place, each in enumerate(read_tests(source.value.get("tests")))]
    return source, [(place, tester.run(each)) for place, each in tests if not names or each.name in names]


def _show(source: Source, outcomes: Sequence[tuple[int, TestOutcome]], output: Output) -> None:
    failed = sum(not outcome.passed for _, outcome in outcomes)
    for place, outcome in outcomes:
        for mismatch in outcome.mismatches:
            where = f" `{mismatch.node}`" if mismatch.node else ""
            said = printable(f'test "{outcome.test.name}"{where} {mismatch.field}: {mismatch.message}')
            line = Lines(source.text).of(("tests", place))
            if output.format == "github":
                output.say(annotation("error", said, file=source.label, line=line, title="test"))
            else:
                output.say(f"{printable(source.label)}:{line}: {said}", style="red")
    if output.format == "text":
        output.say(f"{printable(source.label)}: {len(outcomes) - failed} passed, {failed} failed")


def _as_json(source: Source, outcome: TestOutcome) -> dict[str, Any]:
    return {
        "file": source.label,
        "name": outcome.test.name,
        "passed": outcome.passed,
        "mismatches": [
            {"node": each.node, "field": each.field, "message": each.message} for each in outcome.mismatches
        ],
    }
