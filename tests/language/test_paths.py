"""JSON values compared."""

from __future__ import annotations

from statewright.language.paths import ABSENT, Misfit, changes, subset_misfit


def test_every_change_has_its_path() -> None:
    one, other = {"a": [1, {"b": 2}], "c": 3}, {"a": [1, {"b": 4}, 5], "d": 6}
    assert list(changes(one, other)) == [
        Misfit(("a", 1, "b"), 2, 4),
        Misfit(("a", 2), ABSENT, 5),
        Misfit(("c",), 3, ABSENT),
        Misfit(("d",), ABSENT, 6),
    ]
    assert list(changes({"a": 1}, {"a": 1.0})) == []
    assert list(changes(1, True)) == [Misfit((), 1, True)]


def test_an_object_may_have_more_than_is_wanted_and_a_list_may_not() -> None:
    assert subset_misfit({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}) is None
    assert subset_misfit({"a": [1]}, {"a": [1, 2]}) == Misfit(("a", 1), ABSENT, 2)
    assert subset_misfit({"a": None}, {}) == Misfit(("a",), None, ABSENT)
