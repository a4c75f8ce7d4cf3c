"""Secrets in configurations: which fields hold them, and keeping them inside.

A field is a secret when its definition's JSON Schema gives it the `secret` widget. Drafts hold secrets as they were
typed; what leaves for the API or into a record has them masked, and a mask that comes back stands for what is stored,
as long as its node would send it to the same address (`withheld_secrets`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from statewright.core import catalog
from statewright.core.schema_paths import Paths, marked, secret_paths
from statewright.data.withheld_secrets import Destination, fitting, held, is_withheld, origin

MASK: Final = "********"
SecretPaths = Paths
_LONGEST_ID: Final = 100


@lru_cache(maxsize=1)
def by_definition() -> Mapping[str, SecretPaths]:
    """`name@version` -> where its configuration holds secrets; definitions without any are left out."""
    return {name: paths for name, schema in _schemas().items() if (paths := secret_paths(schema))}


@lru_cache(maxsize=1)
def destinations() -> Mapping[str, SecretPaths]:
    """`name@version` -> the addresses in its configuration that its secrets are sent to."""
    return {name: paths for name, schema in _schemas().items() if (paths := marked(schema, "destination", True))}


def mask(value: Any, paths: SecretPaths) -> Any:
    """A copy of a resolved configuration with its secrets masked; the value itself if it has none."""
    for path in paths:
        value = _replaced(value, path, lambda _: MASK)
    return value


def mask_graph(graph: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing with typed secrets masked. An expression is shown: it says where a secret comes from."""
    return _map_configs(graph, lambda _, config, path: _replaced(config, path, _masked_unless_expression))


def mask_withheld(graph: Mapping[str, Any]) -> dict[str, Any]:
    """The drawing with a mask for each secret that is withheld; the others as they are."""
    return _map_configs(
        graph, lambda _, config, path: _replaced(config, path, lambda value: MASK if is_withheld(value) else value)
    )


def restore_graph(
    graph: Mapping[str, Any],
    draft: Mapping[str, Any] | None = None,
    *kept: Mapping[str, Any],
    meant: Sequence[Mapping[str, Any]] = (),
    live: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The drawing with each mask replaced by a secret that is stored for that field of that node, or by nothing.

    That is the first one that `meant` has, else the one that `draft` has, else of `kept` and `live` the first one that
    was typed for the definition and address that the node has now. What was typed for others is withheld. Where the
    one that is meant is `FORGOTTEN`, no other that the draft had since stands in for it: only that of `live` does.
    """
    known = [_by_id(each) for each in (*meant, draft or {})]
    published = _by_id(live or {})
    others = [*map(_by_id, kept), published]

    def restored(node: Mapping[str, Any], config: Any, path: tuple[str, ...]) -> Any:
        def stands_for(value: Any) -> Any:
            if value != MASK:
                return value
            candidates = _secrets(others, node, path)
            for found in _secrets(known, node, path):
                if found is not None:
                    return found
                candidates = _secrets([published], node, path)
                break
            return min((each for each in candidates if each is not None), key=is_withheld, default=None)

        return _replaced(config, path, stands_for)

    return _map_configs(graph, restored)


def _by_id(graph: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {name: node for node in all_nodes(graph) if (name := _id(node)) is not None}


def _id(node: Mapping[str, Any]) -> str | None:
    """None for what is no id: validation refuses it, but a draft may have it in the body of a loop."""
    given = node.get("id")
    return given if isinstance(given, str) and len(given) <= _LONGEST_ID else None


def _of(nodes: Mapping[str, Mapping[str, Any]], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node of the same id; one without anything if there is none."""
    name = _id(node)
    return {} if name is None else nodes.get(name, {})


def _secrets(
    sources: Iterable[Mapping[str, Mapping[str, Any]]], node: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[Any]:
    """What the sources have for the field of the node, withheld where it was typed for something else.

    None of a source that has forgotten it.
    """
    now = _destination(node)
    for nodes in sources:
        former = _of(nodes, node)
        if _holds_secret(former, path):
            yield fitting(_at(former.get("config"), path), _destination(former), now)


def withheld(graph: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each node with a secret that is withheld, and the field, as `config.auth.token`."""
    known = by_definition()
    for node in all_nodes(graph):
        for path in known.get(str(node.get("definition")), ()):
            if is_withheld(_at(node.get("config"), path)):
                yield node, ".".join(("config", *path))


def masked_nodes(graph: Mapping[str, Any], unless: Mapping[str, Any] | None = None) -> frozenset[str]:
    """Ids of the nodes with a field that shows a secret; with `unless`, one where that has none."""
    known = _by_id(unless or {})
    definitions = by_definition()
    return frozenset(
        name
        for name, node in _by_id(graph).items()
        for path in definitions.get(str(node.get("definition")), ())
        if _at(node.get("config"), path) == MASK and not _holds_secret(_of(known, node), path)
    )


def losing_secrets(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Each typed secret of `before`, withheld or not, where `after` has another one or none.

    Given as node id, path in the configuration, and the secret with what it was typed for.
    """
    there = _by_id(after)
    definitions = by_definition()
    for name, node in _by_id(before).items():
        for path in definitions.get(str(node.get("definition")), ()):
            if _holds_secret(node, path) and _secret(_of(there, node), path) != _secret(node, path):
                yield name, path, held(_at(node.get("config"), path), _destination(node))


def all_nodes(graph: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The nodes of a drawing, those in the bodies of its loops included. A draft's body may be any JSON."""
    for node in graph.get("nodes", ()):
        if isinstance(node, dict):
            yield node
            if (body := _body(node)) is not None:
                yield from all_nodes(body)


def mask_literals(document: Any, graph: Mapping[str, Any]) -> Any:
    """A copy of what was compiled from `graph`, with the drawing's typed secrets masked wherever they occur."""
    secrets = frozenset(_literals(graph))
    return _without(document, secrets) if secrets else document


def _schemas() -> Mapping[str, Mapping[str, Any]]:
    known = catalog.load()
    return {item.id: item.config_schema for item in known.actions} | {
        item.id: item.config_schema for item in known.triggers
    }


def _destination(node: Mapping[str, Any]) -> Destination:
    definition, config = str(node.get("definition")), node.get("config")
    return [definition, *(origin(_at(config, path)) for path in destinations().get(definition, ()))]


def _map_configs(
    graph: Mapping[str, Any], change: Callable[[Mapping[str, Any], Any, tuple[str, ...]], Any]
) -> dict[str, Any]:
    definitions = by_definition()
    nodes = []
    for node in graph.get("nodes", ()):
        if not isinstance(node, dict):
            nodes.append(node)
            continue
        config = node.get("config") or {}
        for path in definitions.get(str(node.get("definition")), ()):
            config = change(node, config, path)
        if (body := _body(node)) is not None:
            config = {**config, "body": _map_configs(body, change)}
        nodes.append({**node, "config": config})
    return {**graph, "nodes": nodes}


def _body(node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    config = node.get("config")
    body = config.get("body") if node.get("type") == "loop" and isinstance(config, dict) else None
    return body if isinstance(body, dict) and isinstance(body.get("nodes"), list) else None


def _replaced(value: Any, path: tuple[str, ...], change: Callable[[Any], Any]) -> Any:
    if not isinstance(value, dict) or value.get(path[0]) is None:
        return value
    inner = value[path[0]]
    return {**value, path[0]: change(inner) if len(path) == 1 else _replaced(inner, path[1:], change)}


def _masked_unless_expression(value: Any) -> Any:
    return value if _is_expression(value) else MASK


def _holds_secret(node: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether the field has a typed secret, withheld or not: an expression is none."""
    kept = _at(node.get("config"), path)
    return bool(kept) and not _is_expression(kept)


def _secret(node: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    kept = _at(node.get("config"), path)
    return kept["withheld"] if is_withheld(kept) else kept


def _is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}")


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _literals(graph: Mapping[str, Any]) -> Iterator[str]:
    definitions = by_definition()
    for node in all_nodes(graph):
        for path in definitions.get(str(node.get("definition")), ()):
            value = _at(node.get("config"), path)
            if isinstance(value, str) and value and not _is_expression(value):
                yield value


def _without(value: Any, secrets: frozenset[str]) -> Any:
    match value:
        case str():
            return MASK if value in secrets else value
        case dict():
            return {name: _without(item, secrets) for name, item in value.items()}
        case list():
            return [_without(item, secrets) for item in value]
        case _:
            return value
