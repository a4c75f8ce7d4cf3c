"""Where PostgreSQL's program and data live, and as whom it runs.

PostgreSQL refuses to run as root, so as root it runs as `nobody`. When that user cannot enter the checkout (a clone
below a folder only root may enter, such as /root), program and data live in a folder of /var/tmp instead, named in
`<state>/postgres/location`; such folders whose checkout is gone are removed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from infra.local.files import write_atomically

_ELSEWHERE: Final = Path("/var/tmp")  # noqa: S108 - survives a reboot; the folder is made with mkdtemp
_PREFIX: Final = "statewright-postgres-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresHome:
    """`install` holds `bin/postgres`; `folder` is owned by whoever PostgreSQL runs as (`identity`, see `Command`)."""

    install: Path
    folder: Path
    identity: Mapping[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"


def find_home(state_dir: Path, install: Path) -> PostgresHome:
    """Prepare and return the home for a state folder; `install` is the wheel's PostgreSQL."""
    folder = state_dir / "postgres"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return PostgresHome(install=install, folder=folder)
    nobody = pwd.getpwnam("nobody")
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    if _anyone_may_enter(folder.parent) and _anyone_may_enter(install):
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        return PostgresHome(install=install, folder=folder, identity=identity)
    elsewhere = _folder_elsewhere(folder / "location")
    copied = _copy(install, elsewhere / "install")
    home = elsewhere / "postgres"
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return PostgresHome(install=copied, folder=home, identity=identity)


def _copy(install: Path, target: Path) -> Path:
    """Copy the wheel's PostgreSQL with the libraries beside its package, in their places relative to each other."""
    package = install.parent
    copied = target / package.name / install.name
    if not target.exists():
        partial = target.with_name(f"{target.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(install, partial / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, partial / libraries.name)
        partial.rename(target)
    return copied


def _anyone_may_enter(folder: Path) -> bool:
    resolved = folder.resolve()
    return all(part.stat().st_mode & stat.S_IXOTH for part in (resolved, *resolved.parents))


def _folder_elsewhere(location: Path) -> Path:
    """The folder named in the file `location`; made, and named there, when it does not exist."""
    remove_abandoned()
    if location.exists():
        named = Path(location.read_text().strip())
        if named.is_dir() and _owner(named) == location:
            return named
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_ELSEWHERE))
    made.chmod(0o711)
    write_atomically(made / "owner", str(location.resolve()).encode())
    write_atomically(location, str(made).encode())
    return made


def _owner(folder: Path) -> Path | None:
    if folder.stat().st_uid != os.geteuid():
        return None
    owner = folder / "owner"
    return Path(owner.read_text().strip()) if owner.exists() else None


def remove_abandoned() -> None:
    """Remove such folders whose state folder is gone or names another one."""
    for folder in _ELSEWHERE.glob(f"{_PREFIX}*"):
        owner = _owner(folder)
        if owner is None:
            continue
        if not owner.exists() or owner.read_text().strip() != str(folder):
            shutil.rmtree(folder, ignore_errors=True)
