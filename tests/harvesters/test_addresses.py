"""Nothing but public machines is asked, unless the portal's YAML opens private networks."""

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.addresses import GuardedBackend, allowed
from harvesters.errors import FetchError
from harvesters.pace import Clock


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("1.1.1.1", True, True),
        ("2606:4700::1111", True, True),
        ("127.0.0.1", False, True),
        ("127.8.8.8", False, True),
        ("::1", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("fd00::1", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("64:ff9b::a00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("fe80::1", False, False),
        ("fd00:ec2::254", False, True),
        ("100.100.100.200", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("255.255.255.255", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("240.0.0.1", False, False),
        ("198.18.0.1", False, False),
        ("192.0.2.1", False, False),
    ],
)
def test_allowed(address: str, public: bool, private: bool) -> None:
    """Link-local, shared, reserved and multicast addresses stay closed even where private ones are open."""
    ip = ipaddress.ip_address(address)
    assert (allowed(ip, allow_private=False), allowed(ip, allow_private=True)) == (public, private)


@given(st.ip_addresses(v=4))
def test_an_address_cannot_hide_in_another(address: ipaddress.IPv4Address) -> None:
    """An IPv4 address is judged alike however IPv6 carries it."""
    for private in (False, True):
        judged = allowed(address, allow_private=private)
        for carrier in (f"::ffff:{address}", f"64:ff9b::{address}"):
            assert allowed(ipaddress.ip_address(carrier), allow_private=private) == judged


class Connected(Exception):
    """Thrown instead of a connection, with the address it would go to."""


def resolve(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Let the resolver answer in turn."""
    turn = list(answers)

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        found = turn.pop(0) if len(turn) > 1 else turn[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def connect(backend: GuardedBackend, monkeypatch: pytest.MonkeyPatch) -> str:
    def connected(host: str, *_: Any) -> None:
        raise Connected(host)

    monkeypatch.setattr(backend._backend, "connect_tcp", connected)
    with pytest.raises(Connected) as caught:
        backend.connect_tcp("name.test", 80)
    return str(caught.value)


def test_a_name_of_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name may look as public as it likes."""
    resolve(monkeypatch, ["169.254.169.254"])
    with pytest.raises(FetchError, match=r"169\.254\.169\.254") as caught:
        GuardedBackend(allow_private=False, clock=Clock()).connect_tcp("metadata.example.test", 80)
    assert (caught.value.kind, caught.value.fault, caught.value.transient) == ("address", "ours", False)


def test_the_connection_goes_to_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to loopback the second time is connected at its first, judged address."""
    resolve(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    assert connect(GuardedBackend(allow_private=False, clock=Clock()), monkeypatch) == "1.1.1.1"


def test_only_the_public_address_of_a_mixed_name_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A private address beside a public one is never tried."""
    resolve(monkeypatch, ["127.0.0.1", "1.1.1.1"])
    assert connect(GuardedBackend(allow_private=False, clock=Clock()), monkeypatch) == "1.1.1.1"
