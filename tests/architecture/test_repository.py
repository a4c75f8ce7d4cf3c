"""Rules of the repository that no tool checks for us."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(path.parent for path in (ROOT / "functions").glob("*/*/spec.py"))
MAX_LINES = 450


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("folder", FUNCTIONS, ids=lambda folder: "/".join(folder.parts[-2:]))
def test_a_function_folder_is_whole(folder: Path) -> None:
    native = "native=True" in (folder / "spec.py").read_text()

    assert native or (folder / "handler.py").is_file(), f"{folder} has a spec but no handler"
    tests = ROOT / "tests" / "functions" / folder.parts[-2]
    assert list(tests.glob(f"**/*{folder.name}*")), f"nothing below {tests} tests {folder.name}"


def test_the_diagram_of_the_readme_has_every_function() -> None:
    diagram = (ROOT / "README.md").read_text().partition("```mermaid")[2].partition("```")[0]
    named = set(re.findall(r"\w+", diagram))

    missing = [folder.name for folder in FUNCTIONS if (folder / "handler.py").is_file() and folder.name not in named]
    assert not missing, f"README.md, How it fits together: {missing}"


def test_files_have_one_reason_to_exist() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _tracked("*.py", "*.ts", "*.tsx", "*.css")
        if "generated" not in path.parts and (lines := len(path.read_text().splitlines())) > MAX_LINES
    }

    assert not long, f"over {MAX_LINES} lines: {long}"


def test_no_package_source_and_no_machine_path_is_committed() -> None:
    hosts = "|".join(("registry" + r"\.npmjs", "pythonhosted" + r"\.org", "pypi" + r"\.org", "deb" + r"\.debian"))
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.suffix not in {".png", ".ico", ".woff2"}
        and re.search(rf"{hosts}|{re.escape(str(ROOT))}/", path.read_text(errors="ignore"))
    ]

    assert not found


@pytest.mark.parametrize("page", _tracked("*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text())

    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing
