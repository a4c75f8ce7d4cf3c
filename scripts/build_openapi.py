"""Writes the REST API's one OpenAPI document from the services' routes and models.

python scripts/build_openapi.py           write openapi.json of the registry service, which ships it
python scripts/build_openapi.py --check   exit 1 if it is not current
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from statewright.core.runtime.service import PROBLEM_JSON, FieldProblem, ProblemDocument

ROOT: Final = Path(__file__).resolve().parents[1]
OUTPUT: Final = ROOT / "functions/services/registry/openapi.json"
"""docs/reference/openapi.json is a link to it."""
REFERENCE: Final = "#/components/schemas/{model}"
PROBLEMS: Final = {
    "400": "The body is not JSON.",
    "401": "Nobody is signed in.",
    "404": "There is no such thing.",
    "409": "It is in another state than the request takes for granted.",
    "413": "The body is too large.",
    "422": "Something in the request does not fit; `errors` names the fields.",
}


def build() -> dict[str, Any]:
    """The merged document. Raises ValueError when two services mean different things by one path or name."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for service in sorted((ROOT / "functions/services").glob("*/handler.py")):
        document = _document(service.parent.name)
        _merge(paths, document.get("paths", {}), service.parent.name)
        _merge(schemas, document.get("components", {}).get("schemas", {}), service.parent.name)
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(unused, None)
    for model in (FieldProblem, ProblemDocument):
        schema = model.model_json_schema(ref_template=REFERENCE)
        schema.pop("$defs", None)
        schemas[schema["title"]] = schema
    for operation in _operations(paths):
        operation["security"] = [{"token": []}]
        operation["responses"] = {
            **{status: answer for status, answer in operation["responses"].items() if status not in PROBLEMS},
            **{status: _problem(text) for status, text in PROBLEMS.items()},
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Statewright",
            "version": "1",
            "description": "Draw workflows, publish them, and see what they did.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def render(document: dict[str, Any]) -> str:
    """Sorted and stable, so that a difference is a difference of the API."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _document(service: str) -> dict[str, Any]:
    app = importlib.import_module(f"services.{service}.handler").app
    document: dict[str, Any] = json.loads(app.get_openapi_json_schema())
    return document


def _merge(known: dict[str, Any], more: dict[str, Any], service: str) -> None:
    for name, value in more.items():
        if known.setdefault(name, value) != value:
            raise ValueError(f"services/{service}: {name} is something else in another service: rename one of them")


def _operations(paths: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (operation for path in paths.values() for operation in path.values())


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {PROBLEM_JSON: {"schema": {"$ref": REFERENCE.format(model="Problem")}}},
    }


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description="Write the OpenAPI document.")
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    text = render(build())
    if not check:
        OUTPUT.write_text(text, "utf-8")
    elif not OUTPUT.is_file() or OUTPUT.read_text("utf-8") != text:
        print(f"{OUTPUT.relative_to(ROOT)} is not current: run `make catalog`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
