"""The cases that the builder's preview is held to say what the server does."""

from __future__ import annotations

from tests.language.schedules import next_starts


def test_the_shared_cases_are_what_the_server_says() -> None:
    """Given a change of the dialect, When the file is not rewritten, Then the front end would answer otherwise."""
    remedy = "run python -m tests.language.schedules.next_starts, and the front end's tests"
    assert next_starts.FILE.read_text() == next_starts.text(), remedy
