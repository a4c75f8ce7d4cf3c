"""Which addresses a request may go to: the guard against server-side request forgery.

A name is resolved once, every address it has is judged, and the connection goes to the judged address itself: a
second answer from DNS (rebinding) is never asked for. TLS and the Host header still use the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Final

import httpcore
from statewright.core.errors import DestinationForbidden, ProviderUnavailable
from statewright.core.runtime import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_EXTRA_FORBIDDEN: Final = (
    # `is_global` of Python before 3.13 lets these through.
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.ip_network("64:ff9b:1::/48"),  # local NAT64
    ipaddress.ip_network("2001::/23"),  # protocol assignments, Teredo
    ipaddress.ip_network("fec0::/10"),  # site-local, deprecated
    ipaddress.ip_network("fd00:ec2::/32"),  # AWS metadata over IPv6
)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet.

    IPv6 forms that carry an IPv4 address (mapped, 6to4, NAT64, IPv4-compatible) are judged by it.
    """
    if isinstance(address, ipaddress.IPv6Address):
        embedded = _embedded(address)
        if embedded is not None:
            return is_public(embedded)
    if address.is_multicast or any(
        address in network for network in _EXTRA_FORBIDDEN if network.version == address.version
    ):
        return False
    return address.is_global


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    low = int(address) & 0xFFFF_FFFF
    if address in _NAT64 or (int(address) >> 32 == 0 and low > 1):
        return ipaddress.IPv4Address(low)
    return None


def resolve(host: str, port: int) -> list[str]:
    """The addresses to connect to, in the resolver's order.

    Raises DestinationForbidden when any of them is not public and `host:port` is not on the allow-list
    (`STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS`), ProviderUnavailable when the name has no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ProviderUnavailable(f"{host} has no address: {error}") from None
    # Scope ids (`fe80::1%eth0`) belong to link-local addresses, which are not public anyway.
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if f"{host}:{port}" not in settings.comma_separated("STATEWRIGHT_ALLOWED_PRIVATE_DESTINATIONS"):
        forbidden = [address for address in addresses if not is_public(ipaddress.ip_address(address))]
        if forbidden:
            raise DestinationForbidden(
                f"{host}:{port} is at {forbidden[0]}, which is not on the public internet: steps may not call it"
            )
    return addresses


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to judged addresses only. Every new connection passes here, those of redirects too."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port)
        for address in addresses[:-1]:
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)
