"""How a portal may be asked: the key `http` of its YAML."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import time

from harvesters.addresses import allowed
from harvesters.settings import Settings

_HOURS = r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?))(?::([1-9][0-9]{0,4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """How a portal may be asked."""

    delay: float = 0.5
    """Least seconds between the starts of two requests to the host, over all workers."""
    concurrency: int = 2
    """Most requests in flight to the host, over all workers."""
    timeout: float = 60.0
    """Seconds to connect, and between two pieces of an answer."""
    retries: int = 4
    """Most repetitions of a request after a transient fault."""
    verify: bool = True
    """Whether the certificate is checked."""
    legacy_tls: bool = False
    """Whether outdated encryption is accepted: TLS 1.0, weak ciphers and keys, unsafe renegotiation."""
    allow_private: bool = False
    """Whether the portal's own host and port may have a loopback or private address."""
    allow_hosts: tuple[str, ...] = ()
    """Further hosts, each with a port or without (= any), that may have one: where the portal keeps its files."""
    user_agent: str | None = None
    """The name of the reader, for portals that refuse ours; `None` = ours."""
    hours: str | None = None
    """Window of local time (UTC+8) in which the portal may be asked, as `20:00-07:00`; `None` = always."""

    def open_at(self, local: time) -> bool:
        """Whether the portal may be asked at this local time; the window may go past midnight."""
        if self.hours is None:
            return True
        start, end = (time.fromisoformat(part) for part in self.hours.split("-"))
        return start <= local < end if start < end else local >= start or local < end

    def unsafe(self) -> dict[str, dict[str, str]]:
        """The settings that give up a safety or a courtesy, each as the kind and the data of an issue."""
        found: dict[str, dict[str, str] | None] = {
            "unverified": None if self.verify else {},
            "legacy-tls": {} if self.legacy_tls else None,
            "allow-hosts": {"hosts": ", ".join(self.allow_hosts)} if self.allow_hosts else None,
            "user-agent": {"name": self.user_agent} if self.user_agent else None,
        }
        return {kind: facts for kind, facts in found.items() if facts is not None}


def read_http(settings: Settings) -> Http:
    """The settings that a YAML gives; raises `PortalError`."""
    standard = Http()
    http = Http(
        delay=settings.number("delay", standard.delay, least=0, most=3600),
        concurrency=settings.integer("concurrency", standard.concurrency, least=1, most=64),
        timeout=settings.number("timeout", standard.timeout, least=0.01, most=3600),
        retries=settings.integer("retries", standard.retries, least=0, most=14),
        verify=settings.flag("verify", default=standard.verify),
        legacy_tls=settings.flag("legacy_tls", default=standard.legacy_tls),
        allow_private=settings.flag("allow_private", default=standard.allow_private),
        allow_hosts=_hosts(settings),
        user_agent=settings.pattern(
            "user_agent",
            r"[!-~]([ -~]{0,298}[!-~])?",
            'one line of plain ASCII, as "Mozilla/5.0 (X11; Linux x86_64)"',
            default=None,
        ),
        hours=settings.pattern("hours", _HOURS, 'a window of local time in quotes, as "20:00-07:00"', default=None),
    )
    settings.done()
    return http


def _hosts(settings: Settings) -> tuple[str, ...]:
    """The hosts of `allow_hosts`, in lower case."""
    found = settings.texts("allow_hosts", default=())
    for host in found:
        match = _HOST.fullmatch(host)
        if not match or int(match[3] or 1) > 65535:
            raise settings.error(
                "allow_hosts", f"{host!r} is no host", 'write hosts, as [files.example.test, "10.1.2.3:8080"]'
            )
        _check_address(settings, match[1] or match[2])
    return tuple(dict.fromkeys(host.lower() for host in found))


def _check_address(settings: Settings, host: str) -> None:
    """Refuse an address that stays closed whatever the settings say."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if ":" not in host and not host.rpartition(".")[2].isdigit():
            return  # a name; its addresses are judged when it is asked
        raise settings.error("allow_hosts", f"{host!r} is no address", "correct it") from None
    if not allowed(address, allow_private=True):
        raise settings.error("allow_hosts", f"{host} is an address that is never asked", "leave it out")
