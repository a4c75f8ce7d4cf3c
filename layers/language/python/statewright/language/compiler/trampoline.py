"""Recursion without a stack limit: graphs are as deep as people draw them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

T = TypeVar("T")
Task = Generator["Task[Any]", Any, T]
"""A function that yields the tasks it depends on and is sent their results."""


def run(task: Task[T]) -> T:
    """The task's result."""
    stack: list[Task[Any]] = [task]
    result: Any = None
    while stack:
        try:
            child = stack[-1].send(result)
        except StopIteration as done:
            stack.pop()
            result = done.value
        else:
            stack.append(child)
            result = None
    return result  # type: ignore[no-any-return]
