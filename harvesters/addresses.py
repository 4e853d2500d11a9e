"""Which machines may be asked: public ones, and private ones only where the portal's YAML says so.

The check stands where the connection is made: the name is resolved once, every address is judged, and the connection
goes to a judged address. So neither a redirect nor a name that resolves differently the second time (DNS rebinding)
gets past it. Proxies of the environment are not used, as behind one nothing could be checked.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from harvesters.deadline import TimedStream
from harvesters.errors import FetchError
from harvesters.pace import Clock
from harvesters.portal import Http

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def allowed(address: Address, *, allow_private: bool) -> bool:
    """Whether an address may be asked.

    `allow_private` opens loopback and private networks; link-local addresses (where clouds keep their metadata),
    multicast, unspecified and reserved ones stay closed. An IPv6 address that carries an IPv4 one is judged by that.
    """
    address = _carried(address)
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if address.is_loopback:
        return allow_private
    if address.is_reserved:
        return False
    return address.is_global or (allow_private and address.is_private and not _special(address))


def _carried(address: Address) -> Address:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]) or address


_PRIVATE = tuple(ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))


def _special(address: Address) -> bool:
    """Not one of the networks that people number their own machines from (Python calls many more private)."""
    return not any(address in network for network in _PRIVATE if network.version == address.version)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to allowed addresses only; raises `FetchError("address")` where a name has none."""

    def __init__(self, *, allow_private: bool, clock: Clock) -> None:
        self._allow_private = allow_private
        self._clock = clock
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first allowed address of the host that answers."""
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._backend.connect_tcp(str(address), port, timeout, local_address, socket_options)
                return TimedStream(stream, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address: {error}") from error
        # A scope id (fe80::1%eth0) is no part of the address.
        addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        good = [one for one in dict.fromkeys(addresses) if allowed(one, allow_private=self._allow_private)]
        if addresses and not good:
            raise FetchError("address", f"{host} is {addresses[0]}, an address that must not be asked")
        return good


class GuardedTransport(httpx.HTTPTransport):
    """The transport of httpx over a `GuardedBackend`."""

    def __init__(self, http: Http, clock: Clock) -> None:
        context = httpx.create_ssl_context(verify=http.verify)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=http.concurrency,
            keepalive_expiry=30,
            network_backend=GuardedBackend(allow_private=http.allow_private, clock=clock),
        )
