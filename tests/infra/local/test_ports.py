from __future__ import annotations

import os

import pytest

from infra.local.errors import PortTaken
from infra.local.ports import claim, listen, port_of


def test_a_taken_port_is_named_with_its_holder_and_the_way_out() -> None:
    with listen() as other:
        port = port_of(other)

        with pytest.raises(PortTaken) as caught:
            claim(port)

    message = str(caught.value)
    assert f"port {port} on 127.0.0.1 is taken" in message
    assert f"(process {os.getpid()})" in message
    assert "--port" in message


def test_a_free_port_can_be_claimed_again_at_once() -> None:
    with claim(0) as first:
        port = port_of(first)

    with claim(port) as second:
        assert port_of(second) == port
