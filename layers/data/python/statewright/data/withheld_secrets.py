"""Secrets that were typed for another address than their node has now.

Whoever may edit a workflow may not read its secrets: if a stored one followed its node to any address, changing the
address would be a way to read it. So it is withheld: the draft keeps it as `{"withheld": <secret>, "for":
<destination>}`, which no run can use, until another one is typed or the address is changed back.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

Destination = list[Any]
"""The definition of a node, and the origin of each address that its secrets are sent to."""
FORGOTTEN: Final = {"withheld": None, "for": None}
"""Stands where a secret was that nobody has any more."""

_PLAIN_URL: Final = re.compile(r"(?i)https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?=[/?#]|$)")
"""Only what every client reads alike: no user name, no backslash, no name in another script."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def origin(url: Any) -> Any:
    """`scheme://host:port` of a plain address. An expression, as anything else, is its own: it must stay as it is."""
    plain = _PLAIN_URL.match(url) if isinstance(url, str) else None
    if plain is None:
        return url
    parts = urlsplit(plain.group().lower())
    try:
        return f"{parts.scheme}://{parts.hostname}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"
    except ValueError:
        return url


def is_withheld(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"withheld", "for"}


def held(stored: Any, was: Destination) -> Any:
    """The secret with what it was typed for, as a secret that is withheld is stored."""
    return stored if is_withheld(stored) else {"withheld": stored, "for": was}


def fitting(stored: Any, was: Destination, now: Destination) -> Any:
    """What a mask stands for: `stored` if it is still sent where it `was`, else the same secret, withheld.

    None for one that is `FORGOTTEN`.
    """
    if is_withheld(stored):
        stored, was = stored["withheld"], stored["for"]
    return stored if was == now or not stored else {"withheld": stored, "for": was}
