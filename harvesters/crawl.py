"""One portal read from its listing to its records, as a stream: the one place that turns errors into issues.

Policy (DESIGN §5.3): a listing that fails ends the crawl with what was read; a record that fails is skipped; a repeated
entry is a duplicate. Records come in the order of the listing while up to `http.concurrency` of them are read at once.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from harvesters.base import Ref, open_platform
from harvesters.errors import FetchError, SkipRecord, SourceChanged
from harvesters.fetch import Fetch
from harvesters.issues import Issue, Issues
from harvesters.portal import Portal
from harvesters.record import Record

COMPLETE, SKIPPED, STOPPED = 0, 3, 4
LARGE_DIFFERENCE = 0.2
"""Share by which the number of datasets may differ from what was once seen."""

_STOPS = {"wall": "wall", "login": "login", "robots": "robots"}


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

    `emit` gets every issue as it arises, also from other threads; `limit` is the most records wanted; `fetch` replaces
    the network in tests. Raises `PortalError` where the portal's options do not suit its platform.
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
        self._limit = limit
        self._fetch = fetch or Fetch(portal)
        self._issues = Issues(portal, emit)
        self._platform = open_platform(portal, self._fetch, self._issues)
        self._stopped = False

    @property
    def exit_code(self) -> int:
        """0 complete · 3 some records skipped · 4 source changed, walled, unreachable, or an assertion broken."""
        if self._stopped:
            return STOPPED
        return SKIPPED if self.summary.skipped else COMPLETE

    def __iter__(self) -> Iterator[Record]:
        if not self._portal.http.verify:
            self._issues.info("unverified")
        try:
            yield from self._records()
            if self.summary.complete:
                self._check_totals()
        finally:
            self.summary.issues = self._issues.count
            self.summary.requests = self._fetch.requests
            self._fetch.close()

    def _records(self) -> Iterator[Record]:
        """Records in the order of the listing, with a bounded window of them being read ahead."""
        window = 2 * self._portal.http.concurrency
        refs = self._refs()
        reading: deque[tuple[Ref, Future[Record]]] = deque()
        where: str | None = None
        pool = ThreadPoolExecutor(self._portal.http.concurrency, thread_name_prefix=self._portal.code)
        try:
            while True:
                while len(reading) < window and self._wanted(len(reading)) and (entry := next(refs, None)):
                    reading.append((entry, pool.submit(self._platform.record, entry)))
                if not reading:
                    return
                ref, future = reading.popleft()
                where = ref.id
                if record := self._result(ref, future):
                    self.summary.records += 1
                    yield record
        except (SourceChanged, FetchError) as error:
            self._stop(error, where)
        finally:
            pool.shutdown(cancel_futures=True)

    def _wanted(self, reading: int) -> bool:
        return self._limit is None or self.summary.records + reading < self._limit

    def _refs(self) -> Iterator[Ref]:
        """The listing's entries, each id once; sets `complete` at its end and reports what broke it off."""
        seen: set[str] = set()
        try:
            for ref in self._platform.refs():
                if ref.id in seen:
                    self.summary.duplicates += 1
                    self._issues.info("duplicate", ref.id)
                    continue
                seen.add(ref.id)
                yield ref
            self.summary.complete = True
        except (SourceChanged, FetchError) as error:
            self._stop(error, None)
        finally:
            self.summary.skipped += self._platform.broken

    def _result(self, ref: Ref, future: "Future[Record]") -> Record | None:
        """The record, or `None` with an issue; raises what stops the crawl."""
        try:
            return future.result()
        except SkipRecord as error:
            self._skip(ref, str(error), "record")
        except FetchError as error:
            if error.kind == "closed":
                raise
            self._skip(ref, error.message, error.kind)
        return None

    def _skip(self, ref: Ref, reason: str, kind: str) -> None:
        self.summary.skipped += 1
        self._issues.error("skipped", ref.id, reason=reason, fault=kind)

    def _stop(self, error: SourceChanged | FetchError, where: str | None) -> None:
        self._stopped = True
        self.summary.complete = False
        if isinstance(error, SourceChanged):
            self._issues.error("source-changed", where, reason=str(error))
            return
        if error.kind == "closed":
            self._issues.error("closed", where or error.url, hours=self._portal.http.hours)
        else:
            self._issues.error(_STOPS.get(error.kind, "unreachable"), error.url, reason=error.message, fault=error.kind)

    def _check_totals(self) -> None:
        """Compare what was read with what the listing, the YAML's `expected` and its `assertions` say."""
        records, expected, bounds = self.summary.records, self._portal.expected, self._portal.assertions
        listed = records + self.summary.duplicates + self.summary.skipped
        if self._platform.total is not None and self._platform.total != listed:
            self._issues.warn("listing-total", found=listed, expected=self._platform.total)
        if expected and abs(records - expected.datasets) > LARGE_DIFFERENCE * expected.datasets:
            self._issues.warn("expected-total", found=records, expected=expected.datasets, on=expected.on or "?")
        if bounds.minimum is not None and records < bounds.minimum:
            self._break("≥", bounds.minimum)
        if bounds.maximum is not None and records > bounds.maximum:
            self._break("≤", bounds.maximum)

    def _break(self, bound: str, limit: int) -> None:
        self._stopped = True
        self._issues.error("assertion", found=self.summary.records, bound=bound, limit=limit)
