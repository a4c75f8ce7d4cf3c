"""Parts of the runtime that need no server: redaction, the deadline, the expiring memory, settings."""

from __future__ import annotations

import signal
import threading

import pytest
from pydantic import BaseModel, Field
from statewright.core.errors import ProviderTimeout
from statewright.core.runtime import settings
from statewright.core.runtime.deadline import limit
from statewright.core.runtime.expiring import Expiring
from statewright.core.runtime.redaction import MAX_MESSAGE, redact


class Auth(BaseModel):
    token: str = Field(json_schema_extra={"widget": "secret"})


class Config(BaseModel):
    name: str
    auth: Auth
    others: list[Auth] = []


CONFIG = Config(name="public-name", auth=Auth(token="s3cret-a"), others=[Auth(token="s3cret-a-b"), Auth(token="x")])


@pytest.mark.parametrize(
    ("message", "redacted"),
    [
        ("got s3cret-a and s3cret-a-b for public-name", "got *** and *** for public-name"),
        ("x marks the spot", "x marks the spot"),
        ("Authorization: Bearer abc.def-ghi_jkl", "Authorization: Bearer ***"),
        ("at smtp://me:pw@mail.example.com:25", "at smtp://***@mail.example.com:25"),
        ("https://example.com/?api_key=123&b=1", "https://example.com/?api_key=***"),
        ("password = hunter2", "password = ***"),
    ],
)
def test_redaction(message: str, redacted: str) -> None:
    assert redact(message, CONFIG) == redacted


def test_messages_are_bounded() -> None:
    assert len(redact("x" * 10_000, None)) == MAX_MESSAGE


def test_the_deadline_ends_what_waits() -> None:
    with pytest.raises(ProviderTimeout, match=r"after 0\.1 s"), limit(0.05):
        threading.Event().wait(30)


def test_the_deadline_leaves_no_trace() -> None:
    before = signal.getsignal(signal.SIGALRM)
    timer = signal.getitimer(signal.ITIMER_REAL)[0]
    with limit(30):
        pass
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] <= timer
    assert (signal.getitimer(signal.ITIMER_REAL)[0] > 0) == (timer > 0)


def test_the_deadline_does_nothing_outside_the_main_thread() -> None:
    done = []

    def work() -> None:
        with limit(0.001):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_an_expiring_value() -> None:
    now = [0.0]
    memory: Expiring[int] = Expiring(1.0, size=2, clock=lambda: now[0])
    assert memory.fresh("a") is None
    assert memory.keep("a", 1) == 1
    now[0] = 1.0
    assert memory.fresh("a") == 1
    now[0] = 1.1
    assert memory.fresh("a") is None
    assert memory.within("a", 60) == 1
    memory.keep("b", 2)
    memory.keep("c", 3)
    assert (memory.within("a", 60), memory.fresh("c")) == (None, 3)


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATEWRIGHT_REDIS_URL", raising=False)
    with pytest.raises(settings.MissingSetting, match="STATEWRIGHT_REDIS_URL"):
        settings.required("STATEWRIGHT_REDIS_URL")


def test_lists_are_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIST", " a:1, ,b:2,")
    assert settings.comma_separated("LIST") == ("a:1", "b:2")
