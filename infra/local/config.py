"""What a person may choose about the local stack."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

REGION: Final = "eu-central-1"
ACCOUNT: Final = "000000000000"
DEFAULT_PORT: Final = 8700
REPOSITORY: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackConfig:
    """Settings of one stack. `port` 0 takes a free one from the OS.

    `temporary`: the caller replaces `state_dir` by a folder that ends with the stack.
    `allowed_hosts`: `host:port` names the gateway answers to besides its own (see `gateway.app`).
    `allow_destinations`: `host:port` that actions may reach although they are private addresses.
    """

    root: Path = REPOSITORY
    state_dir: Path = field(default_factory=lambda: REPOSITORY / ".statewright")
    temporary: bool = False
    port: int = DEFAULT_PORT
    allowed_hosts: tuple[str, ...] = ()
    allow_destinations: tuple[str, ...] = ()
    build_frontend: bool = True
    seed_examples: bool = True

    @property
    def log_dir(self) -> Path:
        return self.state_dir / "logs"

    @property
    def endpoints_file(self) -> Path:
        return self.state_dir / "endpoints.json"
