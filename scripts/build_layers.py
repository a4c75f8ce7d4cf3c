"""Assemble the Lambda layers under build/layers, without docker.

    build/layers/<layer>/python             our code of layers/<layer> and the packages of its requirements.txt
    build/layers/function-<name>/python     the packages of one function's own requirements.txt

Packages are the wheels for Lambda's Python and processor, in the versions that requirements.lock pins. A layer whose
inputs have not changed is left alone, so `make synth` needs the package registry once.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "layers"
LOCK = ROOT / "requirements.lock"
PYTHON_VERSION = "3.13"
# Not manylinux2014: for that tag some packages only have wheels of years ago.
PLATFORM = "aarch64-manylinux_2_28"
LAYERS = ("core", "data", "language")
PROVIDED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "python_dateutil", "six", "six.py", "urllib3")
"""What the Lambda runtime has itself: aws-xray-sdk asks for botocore, which alone is 33 MB."""


@dataclass(frozen=True)
class Layer:
    """One folder below build/layers. `source` is our own code, None for a function's packages."""

    name: str
    requirements: Path
    source: Path | None

    def inputs(self) -> Iterator[Path]:
        """Every file that the result depends on."""
        yield from (Path(__file__), LOCK, self.requirements)
        if self.source is not None:
            yield from sorted(path for path in self.source.rglob("*") if path.is_file() and _shipped(path))

    def digest(self) -> str:
        """Changes when and only when an input does."""
        total = hashlib.sha256()
        for path in self.inputs():
            content = path.read_bytes()
            total.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()


def _shipped(path: Path) -> bool:
    return "__pycache__" not in path.parts and path.suffix != ".pyc"


def layers() -> list[Layer]:
    """The shared layers, and one for each function that has packages of its own."""
    shared = [
        Layer(name, ROOT / "layers" / name / "requirements.txt", ROOT / "layers" / name / "python") for name in LAYERS
    ]
    own = [
        Layer(f"function-{path.parent.parent.name}-{path.parent.name}".replace("_", "-"), path, None)
        for path in sorted((ROOT / "functions").glob("*/*/requirements.txt"))
        if requirements(path)
    ]
    return shared + own


def requirements(path: Path) -> list[str]:
    """The requirement lines of a file, without comments."""
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line]


def build(layer: Layer) -> bool:
    """Build one layer; False if it was current."""
    target, stamp, digest = BUILD / layer.name, BUILD / f"{layer.name}.sha256", layer.digest()
    if stamp.is_file() and stamp.read_text() == digest and target.is_dir():
        return False
    stamp.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    packages = target / "python"
    packages.mkdir(parents=True)
    if requirements(layer.requirements):
        _install(layer, packages)
    if layer.source is not None:
        shutil.copytree(
            layer.source, packages, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    stamp.write_text(digest)
    return True


def _install(layer: Layer, target: Path) -> None:
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    platform = ["--python-version", PYTHON_VERSION, "--python-platform", PLATFORM, "--only-binary", ":all:"]
    pins = ["--constraint", str(LOCK), "--requirement", str(layer.requirements)]
    # Compiled files and launchers would differ from one machine to the next, and with them the layer's hash.
    options = ["--quiet", "--no-compile-bytecode", "--link-mode", "copy", "--target", str(target)]
    subprocess.run([uv, "pip", "install", *platform, *pins, *options], check=True, cwd=ROOT)
    for path in list(target.iterdir()):
        package = path.name.partition("-")[0] if path.name.endswith(".dist-info") else path.name
        if package in {*PROVIDED, "bin", ".lock"}:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def main() -> int:
    """Build what is not current."""
    for layer in layers():
        if not layer.requirements.is_file():
            print(
                f"{layer.requirements.relative_to(ROOT)} is missing: list the layer's packages in it", file=sys.stderr
            )
            return 1
        print(f"layer {layer.name}: {'built' if build(layer) else 'current'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
