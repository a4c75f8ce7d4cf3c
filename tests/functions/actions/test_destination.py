"""The guard against server-side request forgery: which addresses are public, and which one is connected to."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import httpcore
import pytest
from actions.api_call.destination import GuardedBackend, is_public, resolve
from statewright.core.errors import DestinationForbidden, ProviderUnavailable

from .http_server import http_server


@pytest.fixture(autouse=True)
def _nothing_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", raising=False)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1", "::ffff:1.1.1.1", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "169.254.170.2",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "2001:db8::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "::1"])
def test_loopback_however_it_is_written(host: str) -> None:
    with pytest.raises(DestinationForbidden, match="not on the public internet"):
        resolve(host, 80)


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_dns(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(DestinationForbidden, match=r"mixed\.example:443 is at 10\.0\.0\.1"):
        resolve("mixed.example", 443)


def test_a_scope_does_not_hide_a_link_local_address(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_dns(monkeypatch, "fe80::1%eth0")
    with pytest.raises(DestinationForbidden, match="fe80::1"):
        resolve("scoped.example", 443)


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a" * 300, "xn--\udcff"])
def test_a_name_without_an_address(host: str) -> None:
    with pytest.raises(ProviderUnavailable, match="has no address"):
        resolve(host, 443)


def test_the_allow_list_is_by_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", "127.0.0.1:8080, echo.local:9000")
    assert resolve("127.0.0.1", 8080) == ["127.0.0.1"]
    for host, port in (("127.0.0.1", 8081), ("localhost", 8080)):
        with pytest.raises(DestinationForbidden):
            resolve(host, port)


def test_the_judged_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is public when judged and private when asked again. It is not asked again."""
    connected: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    asked = answer_dns(monkeypatch, "93.184.216.34")
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend().connect_tcp("rebinding.example", 443, timeout=1)
    assert connected == [("93.184.216.34", 443)]
    assert asked == ["rebinding.example"]


def test_the_next_address_is_tried_when_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_server() as server:
        monkeypatch.setenv("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS", f"two.example:{server.port}")
        answer_dns(monkeypatch, "127.0.0.9", "127.0.0.1")
        stream = GuardedBackend().connect_tcp("two.example", server.port, timeout=2)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        stream.close()


def answer_dns(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Resolve every name to `addresses`; gives the list of the names that were asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *arguments: Any, **named: Any) -> Any:
        if not host.endswith(".example"):
            return real(host, port, *arguments, **named)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked
