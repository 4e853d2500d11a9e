"""Who asks: a person or a program, and told from another without anything that leads back to them.

A person is an address with a browser, known only as a hash with a key that is thrown away at the end of the week.
Several browsers behind one address may be several people, but no more than `MOST_OF_ONE`: nobody makes five people out
of one connection by naming five browsers.
"""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST_OF_ONE = 4
"""So many people may share an address."""

_BROWSER = re.compile(r"(?:Mozilla|Opera|Lynx|w3m|E?Links)/")
_PROGRAM = re.compile(
    r"bot\b|bot[/;)-]|crawl|spider|slurp|headless|preview|monitor|uptime|lighthouse|scan|archiver|feed|fetch|scrap|python|curl|"
    r"wget|java/|okhttp|facebookexternalhit|mediapartners|transcoder|phantomjs",
    re.IGNORECASE,
)
_PORT = re.compile(r"^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$")
_NETWORK = 64
"""Bits of an IPv6 address that name a connection; the rest changes by the hour."""


def is_person(header: Callable[[str], str | None]) -> bool:
    """Whether a request is one of a person's browser, made because the person wanted it and may be counted.

    `header` gives the value of a header of the request by its name.
    """
    agent = header("User-Agent") or ""
    if not _BROWSER.match(agent) or _PROGRAM.search(agent):
        return False
    if header("DNT") == "1" or header("Sec-GPC") == "1":
        return False
    early = " ".join(header(name) or "" for name in ("Sec-Purpose", "Purpose", "X-Moz")).lower()
    return "prefetch" not in early and "preview" not in early


@lru_cache
def networks(entries: tuple[str, ...]) -> tuple[Network, ...]:
    """Addresses and networks (`10.0.0.5`, `10.1.0.0/16`, `::1`) as they are compared; raises `ValueError` with one that is
    none."""
    return tuple(map(ipaddress.ip_network, entries))


def address(remote: str | None, forwarded: str | None, proxies: Sequence[Network]) -> str:
    """The address that a request comes from, an IPv6 one without its changing half.

    A proxy appends to `X-Forwarded-For` whom it was asked by, so the last entry is the connection's own proxy's, the one
    before it the word of that entry, and so on. An entry counts as long as all behind it are `proxies`: what anybody else
    says of himself is not believed.
    """
    peer = _parsed(remote)
    said = (forwarded or "").split(",")
    while said and peer is not None and any(peer in network for network in proxies):
        before = _parsed(said.pop())
        if before is None:
            break
        peer = before
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, _NETWORK), strict=False))
    return str(peer or "")


def _parsed(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address, also with the port that some proxies add; one of IPv4 as such in whatever form."""
    plain = _PORT.sub(r"\1\2", (text or "").strip())
    try:
        found = ipaddress.ip_address(plain)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def token(key: bytes, *parts: str) -> str:
    """What stands for these texts as long as the key is known."""
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()[:16]


def counted(askers: int, addresses: int) -> int:
    """How many people so many browsers at so many addresses are, at the most and with care."""
    return min(askers, MOST_OF_ONE * addresses)
