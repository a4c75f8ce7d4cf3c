"""Write the catalog: what every `functions/<kind>/<name>/spec.py` says, as one JSON file.

    python scripts/build_catalog.py            write layers/core/python/statewright/core/catalog.json
    python scripts/build_catalog.py --check    change nothing; fail and name the difference when it is not current

The shape is in docs/reference/contracts.md; `statewright.core.catalog` reads it. The output depends on the specs and
the `requirements.txt` files only: sorted, the same bytes on every machine.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

ROOT: Final = Path(__file__).resolve().parents[1]
CATALOG: Final = ROOT / "layers/core/python/statewright/core/catalog.json"
sys.path[:0] = [str(ROOT / "functions"), str(ROOT / "layers/core/python")]

from statewright.core import errors, names  # noqa: E402  the path comes first
from statewright.core.payload_schemas import described  # noqa: E402
from statewright.core.specs import ActionSpec, Function, Layer, Reach, ServiceSpec, Spec, SystemSpec, TriggerSpec  # noqa: E402

SPEC_CLASSES: Final[dict[names.FunctionKind, type[Spec]]] = {
    "action": ActionSpec,
    "trigger": TriggerSpec,
    "service": ServiceSpec,
    "system": SystemSpec,
}
FOLDERS: Final[dict[names.FunctionKind, str]] = {
    "action": "actions",
    "trigger": "triggers",
    "service": "services",
    "system": "system",
}


class BrokenSpec(Exception):
    """A spec.py says something that cannot be deployed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One folder below `functions/` and the spec found in it."""

    kind: names.FunctionKind
    folder: Path
    spec: Spec

    @property
    def module(self) -> str:
        return f"{FOLDERS[self.kind]}.{self.folder.name}"

    @property
    def function_name(self) -> str | None:
        return None if self.spec.function is None else names.function_name(self.kind, self.spec.name)


def find_units(functions: Path) -> Iterator[Unit]:
    """Every folder with a spec.py, in the catalog's order. Raises BrokenSpec."""
    for kind, expected in SPEC_CLASSES.items():
        for path in sorted((functions / FOLDERS[kind]).glob("*/spec.py")):
            module = importlib.import_module(f"{FOLDERS[kind]}.{path.parent.name}.spec")
            spec = getattr(module, "SPEC", None)
            if not isinstance(spec, expected):
                raise BrokenSpec(f"{path}: SPEC must be a {expected.__name__}, not {type(spec).__name__}")
            if spec.name != path.parent.name:
                raise BrokenSpec(f"{path}: SPEC.name is {spec.name!r}; it must be the folder's name")
            yield Unit(kind, path.parent, spec)


def _schema(model: type[BaseModel] | None, mode: Any) -> dict[str, Any]:
    return {} if model is None else _ordered(model.model_json_schema(mode=mode))


def _ordered(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the author's order of fields as a list: neither sorted JSON nor JSONB keeps that of an object."""
    for part in (schema, *schema.get("$defs", {}).values()):
        if len(part.get("properties", ())) > 1:
            part["order"] = list(part["properties"])
    return schema


def _definition(unit: Unit, spec: ActionSpec | TriggerSpec) -> dict[str, Any]:
    return {
        "id": f"{spec.name}@{spec.version}",
        "name": spec.name,
        "version": spec.version,
        "title": spec.title,
        "description": spec.description,
        "icon": spec.icon,
        "config_schema": _schema(spec.Config, "validation"),
        "output_schema": _schema(spec.Output, "serialization"),
        "function": unit.function_name,
    }


def _trigger(unit: Unit, spec: TriggerSpec) -> dict[str, Any]:
    definition = _definition(unit, spec)
    for field, of, unless in described(definition["config_schema"]):
        for name in (of, unless):
            if name is not None and name not in spec.Output.model_fields:
                raise BrokenSpec(f"{unit.folder}/spec.py: {field} speaks of {name!r}, which Output does not have")
    return definition


def _action(unit: Unit, spec: ActionSpec) -> dict[str, Any]:
    unknown = sorted(set(spec.errors) - set(errors.RETRYABLE) - set(errors.PERMANENT))
    if unknown:
        raise BrokenSpec(f"{unit.folder}/spec.py: errors {unknown} are not leaf names of statewright.core.errors")
    if spec.native != (spec.function is None):
        raise BrokenSpec(f"{unit.folder}/spec.py: a native action has function=None, every other one has a Function")
    if spec.effect == "strict":
        raise BrokenSpec(
            f'{unit.folder}/spec.py: effect "strict" is not available yet: claims are held in Redis only. '
            'Use "normal", and give the provider the claim as its idempotency key where it takes one'
        )
    return _definition(unit, spec) | {
        "category": spec.category,
        "connection": spec.connection,
        "effect": spec.effect,
        "native": spec.native,
        "errors": list(spec.errors),
        "retry": asdict(spec.retry),
    }


def _requirements(folder: Path) -> list[str]:
    path = folder / "requirements.txt"
    lines = (line.partition("#")[0].strip() for line in (path.read_text().splitlines() if path.is_file() else ()))
    return sorted(line for line in lines if line)


def _reach(unit: Unit, function: Function) -> list[Reach]:
    """What the function connects to; of an action also what the wrapper keeps its claims and records in."""
    own = (Reach.REDIS,) if unit.kind == "action" else ()
    return list(dict.fromkeys((*own, *function.reach)))


def _function(unit: Unit, function: Function) -> dict[str, Any]:
    if not 1 <= function.timeout_seconds <= 900:
        raise BrokenSpec(f"{unit.folder}/spec.py: timeout_seconds {function.timeout_seconds} is not in 1 to 900")
    if Layer.CORE not in function.layers:
        raise BrokenSpec(f"{unit.folder}/spec.py: layers must include core")
    return {
        "name": unit.function_name,
        "kind": unit.kind,
        "path": f"functions/{FOLDERS[unit.kind]}/{unit.folder.name}",
        "handler": f"{unit.module}.handler.handler",
        "memory_mb": function.memory_mb,
        "timeout_seconds": function.timeout_seconds,
        "layers": list(function.layers),
        "reach": _reach(unit, function),
        "grants": list(function.grants),
        "environment": dict(function.environment),
        "requirements": _requirements(unit.folder),
    }


def build(functions: Path = ROOT / "functions") -> dict[str, Any]:
    """The whole catalog as JSON-able data. Raises BrokenSpec."""
    catalog: dict[str, list[dict[str, Any]]] = {
        "actions": [],
        "triggers": [],
        "services": [],
        "system": [],
        "functions": [],
    }
    for unit in find_units(functions):
        match unit.spec:
            case ActionSpec() as spec:
                catalog["actions"].append(_action(unit, spec))
            case TriggerSpec() as spec:
                catalog["triggers"].append(_trigger(unit, spec))
            case ServiceSpec() as spec:
                routes = {"routes": list(spec.routes), "public_routes": list(spec.public_routes)}
                catalog["services"].append({"name": spec.name, "function": unit.function_name} | routes)
            case SystemSpec() as spec:
                job = {"name": spec.name, "source": spec.source, "schedule_expression": spec.schedule_expression}
                catalog["system"].append(job | {"function": unit.function_name})
        if unit.spec.function is not None:
            catalog["functions"].append(_function(unit, unit.spec.function))
    catalog["functions"].sort(key=lambda function: str(function["name"]))
    return catalog


def render(catalog: dict[str, Any]) -> str:
    return json.dumps(catalog, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write catalog.json from every functions/<kind>/<name>/spec.py.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the file is not current")
    arguments = parser.parse_args()
    try:
        wanted = render(build())
    except BrokenSpec as problem:
        print(f"build_catalog: {problem}", file=sys.stderr)
        return 1
    current = CATALOG.read_text() if CATALOG.is_file() else ""
    if not arguments.check:
        if wanted != current:
            CATALOG.write_text(wanted)
        print(f"{CATALOG.relative_to(ROOT)}: {'written' if wanted != current else 'current'}")
        return 0
    if wanted == current:
        return 0
    sys.stderr.writelines(difflib.unified_diff(current.splitlines(True), wanted.splitlines(True), "now", "wanted"))
    print("catalog.json is not current: run `make catalog` and commit it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
