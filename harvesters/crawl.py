"""One portal read from its listing to its records, for whoever wants the records alone: see `harvesters.stream`."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from harvesters.fetch import Fetch
from harvesters.issues import Issue, Issues
from harvesters.portal import Portal
from harvesters.record import Record
from harvesters.stream import Stream

COMPLETE, SKIPPED, STOPPED = 0, 3, 4
LARGE_DIFFERENCE = 0.2
"""Share by which the number of datasets may differ from what was once seen."""


class Summary(msgspec.Struct):
    """What came of a crawl so far."""

    records: int = 0
    duplicates: int = 0
    """Entries of the listing that repeat an earlier one."""
    skipped: int = 0
    """Entries whose record could not be read."""
    issues: int = 0
    requests: int = 0
    """Requests sent, repeated ones included."""
    complete: bool = False
    """Whether the listing was read to its end."""


class Crawl:
    """Iterate over it once for the records; then `summary` and `exit_code` tell how it went.

    `emit` gets every issue as it arises; `limit` is the most records wanted; `fetch` replaces the network in tests.
    Raises `PortalError` where the portal's options do not suit its platform.
    """

    def __init__(
        self,
        portal: Portal,
        *,
        emit: Callable[[Issue], None],
        limit: int | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        self.summary = Summary()
        self._portal = portal
        self._emit = emit
        self._stream = Stream(portal, limit=limit, fetch=fetch)
        self._broken = False

    @property
    def exit_code(self) -> int:
        """0 complete · 3 some records skipped · 4 source changed, walled, unreachable, or an assertion broken."""
        if self._stream.fault or self._broken:
            return STOPPED
        return SKIPPED if self.summary.skipped else COMPLETE

    def __iter__(self) -> Iterator[Record]:
        issues = Issues(self._portal, self._note)
        for kind, facts in self._portal.http.unsafe().items():
            issues.info(kind, **facts)
        try:
            for read in self._stream:
                if read is None:
                    continue
                self._settle(read.issues)
                if read.record is None:
                    self.summary.skipped += 1
                    continue
                self.summary.records += 1
                yield read.record
            self._settle()
            self.summary.complete = self._stream.complete
            if self.summary.complete:
                self._check_totals()
        finally:
            self.summary.requests += self._stream.asked()

    def _settle(self, issues: Iterable[Issue] = ()) -> None:
        """Tell and count what arose since the last call."""
        tally = self._stream.settled()
        self.summary.duplicates += tally.duplicates
        self.summary.skipped += tally.broken
        for issue in (*tally.issues, *self._stream.told(), *issues):
            self._note(issue)

    def _note(self, issue: Issue) -> None:
        self.summary.issues += 1
        self._emit(issue)

    def _check_totals(self) -> None:
        summary = self.summary
        listed = summary.records + summary.duplicates + summary.skipped
        issues = Issues(self._portal, self._note)
        self._broken = not check_totals(self._portal, issues, summary.records, listed, self._stream.total)


def check_totals(portal: Portal, issues: Issues, records: int, listed: int, total: int | None) -> bool:
    """Compare what was read to its end with what the listing, the YAML's `expected` and its `assertions` say.

    Whether the assertions hold; all else only warns.
    """
    expected, bounds = portal.expected, portal.assertions
    if total is not None and total != listed:
        issues.warn("listing-total", found=listed, expected=total)
    if expected and abs(records - expected.datasets) > LARGE_DIFFERENCE * expected.datasets:
        issues.warn("expected-total", found=records, expected=expected.datasets, on=expected.on or "?")
    below = bounds.minimum is not None and records < bounds.minimum
    above = bounds.maximum is not None and records > bounds.maximum
    if below:
        issues.error("assertion", found=records, bound="≥", limit=bounds.minimum)
    if above:
        issues.error("assertion", found=records, bound="≤", limit=bounds.maximum)
    return not below and not above
