"""What can go wrong while a portal is read. Exceptions carry facts; `harvesters.stream` alone reports them.

`SourceChanged` stops the run, `SkipRecord` drops one record with an issue, a `FetchError` says why an address gave no
usable answer. Everything else is a bug of ours.
"""

from typing import Any, Literal

Fault = Literal["portal", "network", "record", "ours"]

FAULTS: dict[str, Fault] = {
    "unreachable": "network",  # connection, name or time-out
    "certificate": "network",  # one that cannot be verified
    "tls": "network",  # no protocol or cipher that both sides speak
    "busy": "portal",  # 429 and 5xx
    "broken": "portal",  # empty, cut or unparsable body
    "in-band": "portal",  # 200 whose body says that it failed
    "short": "portal",  # a listing page that is empty before the stated total
    "wall": "portal",  # 412, JavaScript challenge
    "login": "portal",  # a sign-in page, or a redirect to one
    "notice": "portal",  # a page that says moved or coming soon
    "moved": "portal",  # a redirect to another host, or in a circle
    "refused": "portal",  # 401, 403, a download that says no
    "missing": "record",  # 404, 410
    "status": "portal",  # any other status
    "resting": "portal",  # it failed so often that it is left alone for a while
    "robots": "ours",
    "address": "ours",  # an address that must not be asked
    "too-large": "ours",
    "closed": "ours",  # outside the portal's opening hours
}
"""Kinds of `FetchError` and whose fault each is."""

TRANSIENT = frozenset(("unreachable", "busy", "broken", "in-band", "short"))
"""Kinds that may pass when the request is repeated."""

HALTS = frozenset(("closed", "resting"))
"""Kinds that end a crawl wherever they are met: they concern the portal, never the one record."""


class HarvestError(Exception):
    """Base of all errors of this package but `PortalError`."""


class SourceChanged(HarvestError):  # noqa: N818  a word of the design
    """The portal does not answer as its platform expects; nothing that it says can be trusted."""


class SkipRecord(HarvestError):  # noqa: N818  a word of the design
    """This one record cannot be read."""


class FetchError(HarvestError):
    """An address gave no usable answer: `kind` is a key of `FAULTS`, `message` an English sentence.

    `facts` are further data of the issue: `which` wall, sign-in or notice it is, `until` when a portal rests.
    """

    def __init__(self, kind: str, message: str, *, retry_after: float | None = None, **facts: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.fault = FAULTS[kind]
        self.transient = kind in TRANSIENT
        self.retry_after = retry_after
        """Seconds that the portal asks us to wait."""
        self.url: str | None = None
        """Address that was asked."""
        self._facts = facts

    @property
    def data(self) -> dict[str, Any]:
        """The data of an issue that tells of this error: its reason, its fault's class and its kind."""
        return {"reason": self.message, "fault": self.fault, "cause": self.kind, **self._facts}
