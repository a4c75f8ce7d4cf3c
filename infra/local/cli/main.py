"""The command line of the local stack."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.config import DEFAULT_PORT, REPOSITORY, StackConfig
from infra.local.errors import StackError


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the process's exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        match chosen.command:
            case "run":
                from infra.local.cli.run import run  # noqa: PLC0415 - each command loads what it needs

                return run(_config(chosen))
            case "demo":
                from infra.local.cli.demo import demo  # noqa: PLC0415

                return demo(_config(chosen))
            case "status":
                from infra.local.cli.status import status  # noqa: PLC0415

                return status(chosen.state_dir, as_json=chosen.json)
            case _:
                from infra.local.cli.clean import clean  # noqa: PLC0415

                return clean(chosen.state_dir)
    except StackError as error:
        print(f"\nStatewright: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="Statewright on this machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    run = commands.add_parser("run", help="start the stack and serve it until Ctrl-C")
    _stack_options(run, port=DEFAULT_PORT)
    run.add_argument("--no-examples", action="store_true", help="do not create and publish the example workflows")

    demo = commands.add_parser("demo", help="start a stack, run every example once, show what happened, stop")
    _stack_options(demo, port=0)
    demo.set_defaults(no_examples=True)

    status = commands.add_parser("status", help="show the parts of the running stack")
    _state_option(status)
    status.add_argument("--json", action="store_true", help="print JSON")

    clean = commands.add_parser("clean", help="remove the local state, also what lives outside the state folder")
    _state_option(clean)
    return parser


def _stack_options(parser: argparse.ArgumentParser, port: int) -> None:
    _state_option(parser, default=None if port == 0 else REPOSITORY / ".statewright")
    parser.add_argument(
        "--port",
        type=_port,
        default=port,
        help="port of the builder, the API and the triggers (default: %(default)s; 0: a free one)",
    )
    parser.add_argument("--no-frontend-build", action="store_true", help="serve the front end as it was last built")
    parser.add_argument(
        "--allow-destination",
        action="append",
        default=[],
        metavar="HOST:PORT",
        type=_destination,
        help="let actions call this private address (may be repeated)",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST:PORT",
        help="answer to this Host header too, e.g. behind a tunnel (may be repeated)",
    )


def _state_option(parser: argparse.ArgumentParser, default: Path | None = REPOSITORY / ".statewright") -> None:
    parser.add_argument(
        "--state-dir",
        type=Path,
        default=default,
        help="where the stack keeps its data (default: %(default)s; None: a temporary folder)"
        if default is None
        else "where the stack keeps its data (default: %(default)s)",
    )


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def _destination(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} must be host:port, e.g. 127.0.0.1:9000")
    return text


def _config(chosen: argparse.Namespace) -> StackConfig:
    defaults = StackConfig()
    return StackConfig(
        state_dir=chosen.state_dir.resolve() if chosen.state_dir else defaults.state_dir,
        temporary=chosen.state_dir is None,
        port=chosen.port,
        allowed_hosts=tuple(host.lower() for host in chosen.allow_host),
        allow_destinations=tuple(chosen.allow_destination),
        build_frontend=not chosen.no_frontend_build,
        seed_examples=not chosen.no_examples,
    )
