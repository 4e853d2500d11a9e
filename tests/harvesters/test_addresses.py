"""Nothing but public machines is asked, unless the portal's YAML opens private networks."""

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.addresses import allowed
from harvesters.errors import FetchError
from harvesters.pace import Clock
from harvesters.portal import Http
from harvesters.transport import GuardedBackend, doors


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
        ("fd00:ec2::254", False, False),
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


@pytest.mark.parametrize(
    ("own", "http", "expected"),
    [
        ("http://10.1.2.3/portal", {}, set()),
        ("http://10.1.2.3/portal", {"allow_private": True}, {("10.1.2.3", 80), ("10.1.2.3", 443)}),
        ("https://Data.Example.test:8443", {"allow_private": True}, {("data.example.test", 8443), ("data.example.test", 443)}),
        ("http://[::1]:80/", {"allow_private": True}, {("::1", 80), ("::1", 443)}),
        ("http://[::1", {"allow_private": True}, set()),
        ("http://a.test", {"allow_hosts": ("b.test", "10.0.0.1:81", "[fd00::1]:80", "[fd00::2]")},
         {("b.test", None), ("10.0.0.1", 81), ("fd00::1", 80), ("fd00::2", None)}),
    ],
)  # fmt: skip
def test_what_a_portal_opens(own: str, http: dict[str, Any], expected: set[Any]) -> None:
    """Its own host and port, and hosts by name; never everything."""
    assert doors(Http(**http), own) == expected


def test_an_open_host_opens_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Private addresses of that host and port alone, and none that is never asked, whatever its name resolves to."""
    backend = GuardedBackend(doors=frozenset({("name.test", 80)}), clock=Clock())
    resolve(monkeypatch, ["10.0.0.1"])
    assert connect(backend, monkeypatch) == "10.0.0.1"
    for host, port in (("other.test", 80), ("name.test", 6379), ("sub.name.test", 80), ("10.0.0.1", 80)):
        with pytest.raises(FetchError, match="must not be asked"):
            backend.connect_tcp(host, port)
    for address in ("169.254.169.254", "fe80::1", "fd00:ec2::254", "168.63.129.16", "100.100.100.200", "0.0.0.0"):
        resolve(monkeypatch, [address])
        with pytest.raises(FetchError, match="must not be asked"):
            backend.connect_tcp("name.test", 80)


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
        GuardedBackend(clock=Clock()).connect_tcp("metadata.example.test", 80)
    assert (caught.value.kind, caught.value.fault, caught.value.transient) == ("address", "ours", False)


def test_the_connection_goes_to_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to loopback the second time is connected at its first, judged address."""
    resolve(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    assert connect(GuardedBackend(clock=Clock()), monkeypatch) == "1.1.1.1"


def test_only_the_public_address_of_a_mixed_name_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A private address beside a public one is never tried."""
    resolve(monkeypatch, ["127.0.0.1", "1.1.1.1"])
    assert connect(GuardedBackend(clock=Clock()), monkeypatch) == "1.1.1.1"
