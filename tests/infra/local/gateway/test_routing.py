"""Which service answers a path."""

from __future__ import annotations

import pytest

from infra.local.gateway.routing import ServiceRoutes

ROUTES = ServiceRoutes.of(
    {"workflows": "workflows", "workflows/{id}/tests": "simulation", "{any}/7/tests": "nobody", "openapi.json": "doc"}
)


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("workflows", "workflows"),
        ("workflows/7", "workflows"),
        ("workflows/7/versions/2", "workflows"),
        ("workflows/7/tests", "simulation"),
        ("workflows/7/tests/run", "simulation"),
        ("workflows/7/testsuite", "workflows"),
        ("workflows//tests", "workflows"),
        ("openapi.json", "doc"),
        ("workflow", None),
        ("", None),
    ],
)
def test_the_most_precise_route_answers_its_path_and_what_is_below(path: str, function: str | None) -> None:
    assert ROUTES.function(path) == function
