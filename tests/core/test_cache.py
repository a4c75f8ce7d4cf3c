"""The connection to Redis, against a real Valkey and against sockets that misbehave."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from statewright.core.errors import ProviderTimeout
from statewright.core.runtime.cache import Cache, CacheUnavailable, CommandRefused, Script
from statewright.core.runtime.deadline import limit

from tests.support.servers import free_port, valkey

ECHO = Script.read(Path(__file__).with_name("echo.lua"))


@pytest.fixture
def connection(valkey_url: str) -> Iterator[Cache]:
    cache = Cache(valkey_url)
    yield cache
    cache.close()


@contextlib.contextmanager
def answering(reply: Callable[[bytes], bytes | None]) -> Iterator[str]:
    """A server that gives each chunk it receives to `reply`: nothing is said for None, an empty reply hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while not ended.is_set():
                peer, _ = listener.accept()
                with peer:
                    while (asked := peer.recv(65536)) and (said := reply(asked)) != b"":
                        peer.sendall(said or b"")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_every_kind_of_reply(connection: Cache) -> None:
    assert connection.call("SET", "kind", "grün\r\n") == b"OK"
    assert connection.call("GET", "kind") == "grün\r\n".encode()
    assert connection.call("GET", "no such key") is None
    assert connection.call("DEL", "kind") == 1
    assert connection.call("HMGET", "no such hash", "a", "b") == [None, None]
    assert connection.call("LRANGE", "no such list", 0, -1) == []
    with pytest.raises(CommandRefused, match="unknown command"):
        connection.call("NOSUCH")
    assert connection.call("PING") == b"PONG"


def test_large_values_travel_whole(connection: Cache) -> None:
    value = bytes(range(256)) * 20_000
    connection.call("SET", "large", value)
    assert connection.call("GET", "large") == value
    connection.call("DEL", "large")


def test_a_pipeline_gives_the_replies_in_order(connection: Cache) -> None:
    assert connection.pipeline([("HSET", "h", "a", 1, "b", 2), ("HGETALL", "h"), ("GET", "none"), ("DEL", "h")]) == [
        2,
        [b"a", b"1", b"b", b"2"],
        None,
        1,
    ]
    assert connection.pipeline([]) == []


def test_a_refusal_within_a_pipeline_leaves_no_reply_behind(connection: Cache) -> None:
    with pytest.raises(CommandRefused, match="WRONGTYPE") as refused:
        connection.pipeline([("SET", "text", "s3cret"), ("HSET", "text", "s3cret", 1), ("GET", "text")])
    assert "s3cret" not in str(refused.value)
    assert connection.pipeline([("GETDEL", "text")]) == [b"s3cret"]


def test_a_new_connection_sends_nothing_but_the_command() -> None:
    received: list[bytes] = []

    def pong(asked: bytes) -> bytes:
        received.append(asked)
        return b"+PONG\r\n"

    with answering(pong) as url:
        cache = Cache(url)
        assert cache.call("PING") == b"PONG"
        cache.close()
    assert received == [b"*1\r\n$4\r\nPING\r\n"]


def test_a_script_is_sent_in_full_only_once(connection: Cache) -> None:
    connection.call("SCRIPT", "FLUSH")
    assert connection.run(ECHO, ("k",), ("v", 7)) == [b"k", b"v", b"7"]
    assert connection.call("SCRIPT", "EXISTS", ECHO.sha) == [1]
    assert connection.run(ECHO, ("k",), ("w", 8)) == [b"k", b"w", b"8"]


def test_the_database_of_the_url_is_used(valkey_url: str, connection: Cache) -> None:
    other = Cache(valkey_url.removesuffix("/0") + "/3")
    other.call("SET", "here", 1)
    assert connection.call("EXISTS", "here") == 0
    other.call("FLUSHDB")
    other.close()


def test_a_password_is_used(valkey_url: str, connection: Cache) -> None:
    address = valkey_url.rpartition("@")[2]
    connection.call("ACL", "SETUSER", "ada", "on", ">s3cret/1", "~*", "+@all")
    try:
        named = Cache(f"redis://ada:s3cret%2F1@{address}")
        assert named.call("ACL", "WHOAMI") == b"ada"
        named.close()
        with pytest.raises(CommandRefused, match="WRONGPASS"):
            Cache(f"redis://ada:wrong@{address}").call("PING")
    finally:
        connection.call("ACL", "DELUSER", "ada")


def test_a_connection_that_died_in_between_is_replaced(connection: Cache) -> None:
    before = connection.call("CLIENT", "ID")
    with contextlib.suppress(CommandRefused):
        other = Cache(connection.url)
        other.call("CLIENT", "KILL", "ID", before if isinstance(before, int) else 0)
        other.close()
    assert connection.call("CLIENT", "ID") != before


def test_a_connection_whose_peer_fell_silent_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    # As after a thaw: the socket looks alive, and nobody is there.
    monkeypatch.setattr("statewright.core.runtime.cache.COMMAND_TIMEOUT_SECONDS", 0.05)
    answers = iter([b"+first\r\n", None, b"+second\r\n"])
    with answering(lambda _: next(answers)) as url:
        cache = Cache(url)
        assert cache.call("PING") == b"first"
        assert cache.call("PING") == b"second"
        cache.close()


def test_an_interrupted_command_does_not_answer_the_next_one(connection: Cache) -> None:
    connection.call("PING")
    with pytest.raises(ProviderTimeout), limit(0.05):
        connection.call("BLPOP", "nothing comes here", "0.2")
    assert connection.call("ECHO", "next") == b"next"


def test_a_server_that_came_back_is_used_again() -> None:
    with valkey() as url:
        cache = Cache(url)
        assert cache.call("PING") == b"PONG"
    with pytest.raises(CacheUnavailable, match=r"Redis at 127\.0\.0\.1"):
        cache.call("PING")
    cache.close()
    with valkey() as url:
        cache.url = url
        assert cache.call("PING") == b"PONG"
        cache.close()


def test_nobody_there() -> None:
    with pytest.raises(CacheUnavailable, match="refused"):
        Cache(f"redis://127.0.0.1:{free_port()}/0").call("PING")


@pytest.mark.parametrize("reply", [b"", b"+PO", b"$10\r\nabc", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_broken_reply_is_no_reply(reply: bytes) -> None:
    answers = iter([reply])
    with answering(lambda _: next(answers, b"")) as url, pytest.raises(CacheUnavailable):
        Cache(url).call("PING")


@pytest.mark.parametrize("reply", [b"-LOADING Redis is loading\r\n", b"-OOM command not allowed\r\n"])
def test_not_ready_is_unavailable(reply: bytes) -> None:
    with answering(lambda _: reply) as url:
        cache = Cache(url)
        with pytest.raises(CacheUnavailable):
            cache.call("PING")
        cache.close()


def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statewright.core.runtime.cache.COMMAND_TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(CacheUnavailable, match="Timeout"):
        Cache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0").call("PING")
