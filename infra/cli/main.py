"""The `statewright` command: its options and their help."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent, indent

from infra.cli.compile import FUNCTION_ARN_PREFIX, WORKFLOW_ID
from infra.cli.output import Output
from infra.cli.status import INTERRUPTED, PROBLEMS, UNUSABLE, CommandError

_ENDS = "exit status: 0 fine, 1 the workflow has problems or its run did not succeed, 2 wrong usage or unreadable file"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the process's exit status."""
    chosen = _parser().parse_args(arguments)
    output = Output("json" if chosen.json else chosen.format)
    try:
        status = _run(chosen, output)
        sys.stdout.flush()
    except CommandError as error:
        output.complain(str(error))
        return UNUSABLE
    except BrokenPipeError:
        # whoever read the output has seen enough; nothing is to be flushed at exit any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _run(chosen: argparse.Namespace, output: Output) -> int:
    match chosen.command:
        case "validate":
            from infra.cli.validate import validate  # noqa: PLC0415 - each command loads what it needs

            return validate(chosen.files, output, strict=chosen.strict)
        case "compile":
            from statewright.language.compiler import Target  # noqa: PLC0415

            from infra.cli.compile import compile_file  # noqa: PLC0415

            target = Target(chosen.function_arn_prefix, workflow_id=chosen.workflow_id)
            return compile_file(chosen.file, output, target, chosen.output, compact=chosen.compact)
        case "preflight":
            from infra.cli.preflight import preflight  # noqa: PLC0415

            return preflight(chosen.file, output, runs=chosen.runs)
        case "test":
            from infra.cli.saved_tests import test  # noqa: PLC0415

            return test(chosen.files, output, chosen.name)
        case "backtest":
            from infra.cli.backtest import Where, backtest  # noqa: PLC0415

            where = Where(
                executions=chosen.executions,
                url=chosen.url,
                token=chosen.token or os.environ.get("STATEWRIGHT_TOKEN"),
                workflow=chosen.workflow,
                count=chosen.count,
            )
            return backtest(chosen.file, output, where)
        case _:
            from infra.cli.simulate import Options, simulate  # noqa: PLC0415

            options = Options(
                payload=chosen.payload,
                trigger=chosen.trigger,
                pins=chosen.pin,
                failures=chosen.fail,
                seed=chosen.seed,
                start_at=chosen.start_at,
                stop_at=chosen.stop_at,
                verbose=chosen.verbose,
            )
            return simulate(chosen.file, output, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="statewright",
        description="Check, price, compile and simulate workflow files. Needs no AWS, no database, no running stack.",
        epilog=_ENDS,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _validate(commands)
    _compile(commands)
    _preflight(commands)
    _simulate(commands)
    _test(commands)
    _backtest(commands)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_: str, examples: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_,
        description=f"{help_[0].upper()}{help_[1:]}.",
        epilog=f"examples:\n{indent(dedent(examples).strip(), '  ')}\n\n{_ENDS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="how to tell it; github: annotations of a pull request (default: %(default)s)",
    )
    form.add_argument("--json", action="store_true", help="the same as --format json")
    return parser


def _validate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "validate",
        "tell every problem of workflow files",
        """
          statewright validate workflows/*.json
          statewright validate --format github workflows/*.json
          git show main:workflows/welcome.json | statewright validate -
        """,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a workflow file; - for standard input")
    parser.add_argument("--strict", action="store_true", help="warnings are problems too")


def _compile(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "compile",
        "write the Step Functions state machine of a workflow file",
        """
          statewright compile workflows/welcome.json
          statewright compile workflows/welcome.json -o welcome.asl.json
        """,
    )
    parser.add_argument("file", metavar="FILE", help="a workflow file; - for standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="ASL", help="write here, not to standard output")
    parser.add_argument("--compact", action="store_true", help="on one line: the bytes that publishing sends")
    parser.add_argument("--workflow-id", default=WORKFLOW_ID, metavar="ID", help="(default: %(default)s)")
    parser.add_argument(
        "--function-arn-prefix",
        default=FUNCTION_ARN_PREFIX,
        metavar="ARN",
        help="of the actions (default: %(default)s)",
    )


def _preflight(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "preflight",
        "tell what a workflow file will take of Step Functions' limits, and what its runs cost",
        """
          statewright preflight workflows/welcome.json
          statewright preflight workflows/welcome.json --runs 250000 --json
        """,
    )
    parser.add_argument("file", metavar="FILE", help="a workflow file; - for standard input")
    parser.add_argument(
        "--runs",
        type=_count,
        default=1_000,
        metavar="N",
        help="how many runs to give the cost of (default: %(default)s)",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000_000:
        raise argparse.ArgumentTypeError("must be a whole number from 1 to 1000000000")
    return int(text)


def _simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "simulate",
        "run a workflow file on a virtual clock, calling nothing",
        """
          statewright simulate workflows/welcome.json --payload '{"body": {"email": "ada@example.com"}}'
          statewright simulate workflows/welcome.json --payload @order.json --pin charge='{"paid": true}'
          statewright simulate workflows/welcome.json --payload @order.json --fail charge=ProviderTimeout:2

        Conditions, delays and calculations are evaluated for real. An action gives its pin, or else a sample made from
        the schema of its output.
        """,
    )
    add = parser.add_argument
    add("file", metavar="FILE", help="a workflow file; - for standard input")
    add("--payload", metavar="JSON|@FILE", help="fields of $trigger; those left out are samples")
    add("--trigger", metavar="KEY", help="the trigger that fires (default: the first)")
    add("--pin", action="append", default=[], metavar="KEY=JSON|@FILE", help="what an action gives (may be repeated)")
    add(
        "--fail",
        action="append",
        default=[],
        metavar="KEY=ERROR[:TIMES]",
        help="an action fails, at every attempt or at the first TIMES (may be repeated)",
    )
    add("--seed", type=int, default=0, metavar="N", help="of jitter and random values (default: %(default)s)")
    add("--start-at", metavar="TIME", help="virtual start, RFC 3339 or now (default: 2026-01-01T00:00:00Z)")
    add("--stop-at", metavar="KEY", help="stop when this node has ended")
    add("-v", "--verbose", action="store_true", help="show the configuration each action would have been called with")


def _test(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "test",
        "run the saved tests of workflow files",
        """
          statewright test workflows/*.json
          statewright test workflows/welcome.json --name "dear orders"
        """,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a workflow file; - for standard input")
    parser.add_argument("--name", action="append", default=[], help="only this test (may be repeated)")


def _backtest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(
        commands,
        "backtest",
        "run recorded executions again on a changed workflow file",
        """
          statewright backtest workflows/welcome.json --executions executions.json
          statewright backtest workflows/welcome.json --url http://127.0.0.1:8700/api --workflow ID --token TOKEN
        """,
    )
    add = parser.add_argument
    add("file", metavar="FILE", help="a workflow file; - for standard input")
    add("--executions", type=Path, metavar="JSON", help="executions as GET /api/executions/ID gives them, in a list")
    add("--url", help="of the stack whose executions to run again; /api may be left out")
    add("--workflow", metavar="ID", help="with --url: the workflow whose executions are meant")
    add("--token", help="with --url: a bearer token (default: $STATEWRIGHT_TOKEN)")
    add("--count", type=int, choices=range(1, 1001), default=100, metavar="N", help="at most (default: %(default)s)")
