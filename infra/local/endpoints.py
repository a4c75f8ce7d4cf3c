"""Where the parts of a running stack can be reached: `.statewright/endpoints.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.local.files import read_json, write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """URLs, except `kafka` (`host:port`). `postgres` and `redis` hold the passwords of this machine's servers."""

    builder: str
    api: str
    triggers: str
    callbacks: str
    stepfunctions: str
    lambda_: str
    scheduler: str
    aws: str
    postgres: str
    redis: str
    kafka: str
    smtp: str
    mail: str

    def write(self, path: Path) -> None:
        """Publish them: the file exists only while the stack is ready."""
        values = {name.rstrip("_"): value for name, value in asdict(self).items()}
        write_atomically(path, json.dumps(values, indent=2).encode() + b"\n")

    @classmethod
    def read(cls, path: Path) -> Endpoints | None:
        """What `path` says; None when no stack is ready."""
        values = read_json(path)
        if values is None:
            return None
        return cls(**{"lambda_" if name == "lambda" else name: value for name, value in values.items()})
