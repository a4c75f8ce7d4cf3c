"""What runs beside what."""

from __future__ import annotations

import pytest
from statewright.language.compiler.schedule import schedule


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({1: [], 2: [1], 3: [2]}, [1, 2, 3]),
        ({1: [], 2: []}, [((1,), (2,))]),
        ({1: [], 2: [], 3: [1, 2]}, [((1,), (2,)), 3]),
        ({1: [], 2: [], 3: [1], 4: [3, 2]}, [((1, 3), (2,)), 4]),
        # a part that joins early keeps running beside the rest
        ({1: [], 2: [], 3: [], 4: [1, 2], 5: [4, 3]}, [((1, 2, 4), (3,)), 5]),
        # an N: what falls apart first, the node that ties it together after
        ({1: [], 2: [], 3: [1], 4: [1, 2], 5: [2]}, [((1, 3), (2, 5)), 4]),
    ],
)
def test_independent_groups_run_at_the_same_time(before: dict[int, list[int]], expected: list[object]) -> None:
    assert schedule(sorted(before), before, parallel=True) == expected


def test_too_deep_a_fork_runs_one_after_the_other() -> None:
    assert schedule([1, 2, 3], {1: [], 2: [], 3: [1, 2]}, parallel=False) == [1, 2, 3]
