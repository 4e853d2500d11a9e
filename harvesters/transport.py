"""Connections to judged addresses only, with the encryption that the portal's YAML allows.

The check stands where the connection is made: the name is resolved once, every address is judged, and the connection
goes to a judged address. So neither a redirect nor a name that resolves differently the second time (DNS rebinding)
gets past it. Proxies of the environment are not used, as behind one nothing could be checked.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Any

import httpcore
import httpx

from harvesters.addresses import Address, allowed
from harvesters.deadline import TimedStream
from harvesters.errors import FetchError
from harvesters.pace import Clock
from harvesters.portal import Http

_PORTS = {"http": 80, "https": 443}
_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT, which Python 3.11 does not name: servers without RFC 5746."""

Doors = frozenset[tuple[str, int | None]]
"""Hosts and ports that may have private addresses; `None` = any port."""


def doors(http: Http, own: str) -> Doors:
    """What a portal's settings open: its own host, by the address `own`, and the hosts that they name."""
    found: set[tuple[str, int | None]] = set()
    for entry in http.allow_hosts:
        port = re.search(r":([0-9]+)$", entry)
        host = entry[: port.start()] if port else entry
        found.add((host.strip("[]").lower(), int(port[1]) if port else None))
    if http.allow_private:
        with suppress(httpx.InvalidURL):  # whoever asks for it is told so
            url = httpx.URL(own)
            host = url.raw_host.decode()
            found |= {(host, url.port or _PORTS.get(url.scheme)), (host, _PORTS["https"])}
    return frozenset(found)


def tls_context(http: Http) -> ssl.SSLContext:
    """The encryption of one portal; outdated protocols and ciphers only where its settings say so."""
    return _context(verify=http.verify, legacy=http.legacy_tls)


@cache
def _context(*, verify: bool, legacy: bool) -> ssl.SSLContext:
    """Made once a process: reading the certificates takes some 20 ms."""
    context = httpx.create_ssl_context(verify=verify)
    if legacy:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:!aNULL:!eNULL:@SECLEVEL=0")
        context.options |= _LEGACY_SERVER_CONNECT
    return context


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to allowed addresses only; raises `FetchError("address")` where a name has none."""

    def __init__(self, *, doors: Doors = frozenset(), clock: Clock) -> None:
        self._doors = doors
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
        private = bool(self._doors & {(host, port), (host, None)})
        good = [one for one in dict.fromkeys(addresses) if allowed(one, allow_private=private)]
        if addresses and not good:
            raise FetchError(
                "address",
                f"{addresses[0]} is an address that must not be asked; where it may, say http: {{allow_private: true}}",
            )
        return good


class GuardedTransport(httpx.HTTPTransport):
    """The transport of httpx over a `GuardedBackend`; `own` is an address on the portal's own host."""

    def __init__(self, http: Http, own: str, clock: Clock) -> None:
        context = tls_context(http)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=http.concurrency,
            keepalive_expiry=30,
            network_backend=GuardedBackend(doors=doors(http, own), clock=clock),
        )
