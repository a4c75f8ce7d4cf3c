"""The api_call action, against a real HTTP server."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from actions.api_call import client
from actions.api_call.handler import handler
from actions.api_call.spec import Config, Output
from statewright.core.errors import (
    AuthenticationFailed,
    DestinationForbidden,
    InvalidInput,
    OutputTooLarge,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from statewright.core.runtime.cache import Cache

from tests.support.lambdas import Context, action_event, invoke
from tests.support.servers import free_port

from .http_server import HttpServer, Request, http_server

pytestmark = pytest.mark.usefixtures("redis")
FORM = "application/x-www-form-urlencoded"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def server(lambda_environment: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    """A server that the guard lets through, and a client without connections to earlier ones."""
    client.shared.cache_clear()
    with http_server() as service:
        allowed = f"127.0.0.1:{service.port}, localhost:{service.port}"
        lambda_environment.setenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", allowed)
        yield service
        client.shared().close()
        client.shared.cache_clear()


def call(config: dict[str, Any], **changes: Any) -> Any:
    output = invoke(handler, action_event("api_call@1", config, **changes))["output"]
    assert Output.model_validate(output)
    return output


def test_a_get(server: HttpServer) -> None:
    server.answers["/contacts"] = (200, JSON | {"X-Total": "2", "Set-Cookie": "s=1"}, b'[{"id": 1}]')
    output = call({"url": server.url("/contacts?a=1"), "query": {"b": [1, True, None], "c": None, "d": "x y"}})
    assert output["status"] == 200
    assert output["body"] == [{"id": 1}]
    assert output["body_format"] == "json"
    assert output["headers"]["x-total"] == "2"
    assert "set-cookie" not in output["headers"]
    (request,) = server.requests
    assert (request.method, request.target) == ("GET", "/contacts?a=1&b=1&b=true&d=x+y")
    assert request.headers["user-agent"] == "Statewright"
    assert "idempotency-key" not in request.headers


@pytest.mark.parametrize(
    ("config", "content_type", "body"),
    [
        ({"body": {"a": [1, None]}}, "application/json", b'{"a":[1,null]}'),
        ({"body": "text"}, "application/json", b'"text"'),
        ({"body": "zo\u00eb", "body_format": "text"}, "text/plain; charset=utf-8", "zo\u00eb".encode()),
        (
            {"body": {"a": 1, "b": ["x", "y"]}, "body_format": "form"},
            "application/x-www-form-urlencoded",
            b"a=1&b=x&b=y",
        ),
        ({"body": "<a/>", "body_format": "text", "headers": {"content-type": "text/xml"}}, "text/xml", b"<a/>"),
    ],
)
def test_bodies(server: HttpServer, config: dict[str, Any], content_type: str, body: bytes) -> None:
    server.answers["/"] = (201, {}, b"")
    assert call({"method": "POST", "url": server.url()} | config)["body_format"] == "empty"
    assert server.requests[0].headers["content-type"] == content_type
    assert server.requests[0].body == body


def test_each_attempt_of_a_step_carries_the_same_key(server: HttpServer) -> None:
    server.answers["/"] = (503, {}, b"")
    event = action_event("api_call@1", {"method": "POST", "url": server.url()})
    for attempt in (0, 1):
        with pytest.raises(ProviderUnavailable):
            invoke(handler, event | {"attempt": attempt})
    first, second = (request.headers["idempotency-key"] for request in server.requests)
    assert first == second
    assert len(first) == 32


def test_a_key_of_the_authors_own_stays(server: HttpServer) -> None:
    server.answers["/"] = (200, {}, b"")
    call({"method": "POST", "url": server.url(), "headers": {"idempotency-key": "mine"}})
    assert server.requests[0].headers["idempotency-key"] == "mine"


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ({"type": "bearer", "token": "t0ken"}, "authorization", "Bearer t0ken"),
        ({"type": "basic", "username": "ada", "password": "p:w"}, "authorization", "Basic YWRhOnA6dw=="),
        ({"type": "header", "name": "X-API-Key", "value": "k"}, "x-api-key", "k"),
    ],
)
def test_authentication(server: HttpServer, auth: dict[str, str], header: str, value: str) -> None:
    server.answers["/"] = (200, {}, b"")
    call({"url": server.url(), "auth": auth})
    assert server.requests[0].headers[header] == value


@pytest.mark.parametrize(
    ("content_type", "data", "body", "body_format"),
    [
        ("application/problem+json", b'{"a": 1}', {"a": 1}, "json"),
        ("application/json", b"<html>", "<html>", "text"),
        ("application/json", b'{"a": NaN}', '{"a": NaN}', "text"),
        ("text/plain; charset=latin-1", b"zo\xeb", "zo\u00eb", "text"),
        ("text/plain; charset=nonsense", b"abc", "YWJj", "base64"),
        ("text/plain; charset=undefined", b"abc", "YWJj", "base64"),
        ("image/png", b"\x89PNG\xff", "iVBOR/8=", "base64"),
    ],
)
def test_answers(server: HttpServer, content_type: str, data: bytes, body: Any, body_format: str) -> None:
    server.answers["/"] = (200, {"Content-Type": content_type}, data)
    output = call({"url": server.url()})
    assert (output["body"], output["body_format"]) == (body, body_format)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderRejected),
        (401, AuthenticationFailed),
        (404, ProviderRejected),
        (408, ProviderUnavailable),
        (422, ProviderRejected),
        (429, RateLimited),
        (500, ProviderUnavailable),
        (501, ProviderRejected),
        (503, ProviderUnavailable),
    ],
)
def test_a_refusal_has_a_name_and_the_services_words(server: HttpServer, status: int, error: type[Exception]) -> None:
    server.answers["/pay"] = (status, {"Retry-After": "120"}, b'{"reason":\n "no funds"}')
    with pytest.raises(error) as raised:
        call({"url": server.url("/pay?card=4111"), "auth": {"type": "bearer", "token": "t0ken"}})
    message = str(raised.value)
    assert f"GET {server.url('/pay')} answered {status}" in message
    assert "Retry-After: 120" in message
    assert 'it said: {"reason": "no funds"}' in message
    assert "4111" not in message


def test_a_refusal_that_echoes_the_secret_does_not_show_it(server: HttpServer) -> None:
    server.answers["/"] = (401, {}, b"bad key s3cr3t-key")
    with pytest.raises(AuthenticationFailed) as raised:
        call({"url": server.url(), "auth": {"type": "header", "name": "X-Key", "value": "s3cr3t-key"}})
    assert str(raised.value).endswith("it said: bad key ***")


def test_a_status_that_is_accepted_is_an_answer(server: HttpServer) -> None:
    assert call({"url": server.url("/nope"), "accept_statuses": [404]})["status"] == 404


def test_redirects_are_followed(server: HttpServer) -> None:
    server.answers["/old"] = (302, {"Location": "/new"}, b"")
    server.answers["/new"] = (200, JSON, b"{}")
    assert call({"method": "POST", "url": server.url("/old"), "body": {}})["status"] == 200
    assert [(request.method, request.target) for request in server.requests] == [("POST", "/old"), ("GET", "/new")]


def test_redirects_are_an_answer_when_they_are_not_followed(server: HttpServer) -> None:
    server.answers["/old"] = (302, {"Location": "/new"}, b"")
    output = call({"url": server.url("/old"), "follow_redirects": False})
    assert (output["status"], output["headers"]["location"]) == (302, "/new")


def test_redirects_end(server: HttpServer) -> None:
    server.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(ProviderRejected, match="more than 5 times"):
        call({"url": server.url("/loop")})
    assert len(server.requests) == 6


def test_a_redirect_to_a_private_address_is_refused(server: HttpServer) -> None:
    with http_server() as private:
        server.answers["/"] = (302, {"Location": private.url("/admin")}, b"")
        with pytest.raises(DestinationForbidden, match=f"127.0.0.1:{private.port}"):
            call({"url": server.url()})
        assert private.requests == []


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:6379/_INFO"])
def test_a_redirect_to_another_protocol_is_refused(server: HttpServer, location: str) -> None:
    server.answers["/"] = (302, {"Location": location}, b"")
    with pytest.raises(DestinationForbidden, match="not http"):
        call({"url": server.url()})


def test_credentials_stay_with_their_origin(server: HttpServer) -> None:
    server.answers["/"] = (307, {"Location": server.url("/other", host="localhost")}, b"")
    server.answers["/other"] = (200, {}, b"")
    headers = {"X-Session": "s", "Accept-Language": "en"}
    auth = {"type": "header", "name": "X-API-Key", "value": "k"}
    call({"method": "POST", "url": server.url(), "headers": headers, "auth": auth, "body": {"a": 1}})
    first, second = server.requests
    assert {"x-session", "x-api-key", "idempotency-key"} <= first.headers.keys()
    assert not {"x-session", "x-api-key", "idempotency-key"} & second.headers.keys()
    assert (second.headers["accept-language"], second.body) == ("en", b'{"a":1}')


def test_cookies_do_not_outlive_a_call(server: HttpServer) -> None:
    server.answers["/"] = (200, {"Set-Cookie": "session=1; Path=/"}, b"")
    for _ in range(2):
        call({"url": server.url()})
    assert "cookie" not in server.requests[1].headers


def test_addresses_are_not_logged(server: HttpServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    server.answers["/"] = (200, {}, b"")
    call({"url": server.url("/?card=4111")})
    assert "4111" not in caplog.text


def test_connections_outlive_a_call(server: HttpServer) -> None:
    server.answers["/"] = (200, {}, b"")
    for _ in range(3):
        call({"url": server.url()})
    assert len({request.peer for request in server.requests}) == 1


def test_no_whole_answer_in_time(server: HttpServer) -> None:
    ended = threading.Event()

    def stall(_request: Request) -> tuple[int, dict[str, str], bytes]:
        ended.wait(30)
        return 200, {}, b""

    server.answers["/"] = stall
    try:
        with pytest.raises(ProviderTimeout, match=r"no whole answer within 0\.2 s"):
            call({"url": server.url(), "timeout_seconds": 0.2})
    finally:
        ended.set()


def test_a_trickling_answer_ends_too(server: HttpServer, lambda_environment: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        lambda_environment.setenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", f"127.0.0.1:{port}")
        ended = threading.Event()

        def trickle() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while not ended.wait(0.05):
                    try:
                        peer.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            with pytest.raises(ProviderTimeout, match="no whole answer"):
                call({"url": f"http://127.0.0.1:{port}/", "timeout_seconds": 0.3})
        finally:
            ended.set()
            thread.join()


@pytest.mark.parametrize("compressed", [False, True])
def test_an_answer_over_the_limit(server: HttpServer, compressed: bool) -> None:
    data = b"x" * (6 * 1024 * 1024)
    headers = {"Content-Encoding": "gzip"} if compressed else {}
    server.answers["/"] = (200, headers, gzip.compress(data) if compressed else data)
    with pytest.raises(OutputTooLarge, match=r"more than 5,242,880 bytes"):
        call({"url": server.url()})


def test_a_large_answer_travels_when_select_trims_it(server: HttpServer) -> None:
    server.answers["/"] = (200, JSON, json.dumps({"id": 7, "blob": "x" * 1_000_000}).encode())
    event = action_event("api_call@1", {"url": server.url()}, select="{% body.id %}")
    assert invoke(handler, event) == {"output": 7}
    with pytest.raises(OutputTooLarge, match="Select"):
        call({"url": server.url()})


def test_nobody_there(server: HttpServer, lambda_environment: pytest.MonkeyPatch) -> None:
    port = free_port()
    lambda_environment.setenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", f"127.0.0.1:{port}")
    with pytest.raises(ProviderUnavailable, match="refused"):
        call({"url": f"http://127.0.0.1:{port}/"})


def test_an_answer_that_is_not_http(server: HttpServer, lambda_environment: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        lambda_environment.setenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", f"127.0.0.1:{port}")

        def speak() -> None:
            peer, _ = listener.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(b"-ERR unknown command\r\n")

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(ProviderUnavailable):
            call({"url": f"http://127.0.0.1:{port}/"})
        thread.join()


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"url": "ftp://example.com"}, "config.url"),
        ({"url": "example.com"}, "config.url"),
        ({"url": "https://ada:pw@example.com/"}, "config.url holds a user name"),
        ({"url": "https:///nohost"}, "config.url"),
        ({"url": "https://example.com", "headers": {"X-A": "a\r\nX-B: b"}}, "config.headers.X-A"),
        ({"url": "https://example.com", "headers": {"X A": "a"}}, "config.headers.X A"),
        ({"url": "https://example.com", "auth": {"type": "bearer", "token": "a\nb"}}, "config.auth.bearer.token"),
        ({"url": "https://example.com", "body": [1], "body_format": "form"}, "config.body"),
        ({"url": "https://example.com", "body": [1], "body_format": "text"}, "config.body"),
        ({"url": "https://example.com", "timeout_seconds": 60}, "config.timeout_seconds"),
        ({"url": "https://example.com", "method": "TRACE"}, "config.method"),
    ],
)
def test_a_config_that_cannot_be_sent_names_the_field(server: HttpServer, config: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        call(config)
    assert field in str(raised.value)
    assert "pw" not in str(raised.value)


def test_the_time_of_the_function_bounds_the_call(server: HttpServer) -> None:
    ended = threading.Event()

    def stall(_request: Request) -> tuple[int, dict[str, str], bytes]:
        ended.wait(30)
        return 200, {}, b""

    server.answers["/"] = stall
    event = action_event("api_call@1", {"url": server.url(), "timeout_seconds": 20})
    try:
        with pytest.raises(ProviderTimeout):
            invoke(handler, event, Context(seconds=1.7))
    finally:
        ended.set()


def test_a_done_step_is_not_sent_again(server: HttpServer, redis: Cache) -> None:
    server.answers["/"] = (200, JSON, b'{"n": 1}')
    event = action_event("api_call@1", {"method": "POST", "url": server.url()})
    assert invoke(handler, event) == invoke(handler, event | {"attempt": 1})
    assert len(server.requests) == 1


def test_the_schema_is_fit_for_a_form() -> None:
    schema = Config.model_json_schema()
    assert schema["required"] == ["url"]
    for name, field in schema["properties"].items():
        assert field.get("title"), name
        assert field.get("description"), name


def test_a_body_that_is_compressed_twice_is_not_unpacked(server: HttpServer) -> None:
    server.answers["/"] = (200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(bytes(1_000_000))))
    with pytest.raises(ProviderRejected, match="compressed more than once"):
        call({"url": server.url()})
