"""One portal as a stream of entries that were dealt with: flat in memory, and able to go on where it was broken off.

Policy (DESIGN §5.3): a listing that fails ends the stream with what was read; a record that fails is skipped; a repeated
entry is a duplicate. Entries come in the order of the listing while up to `http.concurrency` of them are read at once.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, takewhile
from typing import NamedTuple

from harvesters.base import Ref, open_platform
from harvesters.errors import HALTS, FetchError, SkipRecord, SourceChanged
from harvesters.fetch import Fetch
from harvesters.issues import Issue, Issues
from harvesters.listing import AHEAD, Chunk, Listing, Notes
from harvesters.portal import Portal
from harvesters.record import Record

Done = Callable[[Sequence[str]], Mapping[str, int]]
"""Given ids, says which of them are done already, and on which page each was."""

_STOPS = frozenset(("wall", "login", "robots"))


class Read(NamedTuple):
    """An entry that was dealt with: its record, or None where it was skipped, and what there is to say of it."""

    ref: Ref
    record: Record | None
    issues: list[Issue]


@dataclass(slots=True)
class Tally:
    """What pages of a listing gave beside their records."""

    duplicates: int = 0
    """Entries that repeat an earlier one."""
    broken: int = 0
    """Entries that have no id to read them by."""
    issues: list[Issue] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Put another tally on top."""
        self.duplicates += other.duplicates
        self.broken += other.broken
        self.issues += other.issues


def nothing(ids: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG001
    """Nothing was done before."""
    return {}


class Stream:
    """Iterate over it once. Ids that were given out are remembered until `confirm` says that `done` knows them.

    Raises `PortalError` where the portal's options do not suit its platform, and bugs of platforms.
    """

    def __init__(
        self,
        portal: Portal,
        *,
        start: int = 1,
        until: int | None = None,
        done: Done = nothing,
        limit: int | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        """Reads the pages from `start` up to, not including, `until`; `limit` is the most records wanted; `fetch`
        replaces the network in tests."""
        self.complete = False
        """Whether the listing was read to its end."""
        self.fault: SourceChanged | FetchError | None = None
        """What broke it off."""
        self._portal = portal
        self._fetch = fetch or Fetch(portal)
        self._notes = Notes()
        self._issues = Issues(portal, self._notes.add)
        self._platform = open_platform(portal, self._fetch, self._issues)
        self._start, self._page, self._until = start, start, until
        self._asked = 0
        self._done = done
        self._limit = limit
        self._given = 0
        self._stopping = False
        self._open: dict[str, int] = {}
        self._met: set[str] = set()
        self._tallies: dict[int, Tally] = {}

    @property
    def total(self) -> int | None:
        """Entries that the listing says it has."""
        return self._platform.total

    def asked(self) -> int:
        """Requests sent since the last call."""
        before, self._asked = self._asked, self._fetch.requests
        return self._asked - before

    @property
    def checkpoint(self) -> int:
        """All pages before this one are done."""
        return min(self._page, next(iter(self._open.values()), self._page))

    def confirm(self, ids: Iterable[str]) -> None:
        """These ids need not be remembered any more."""
        for one in ids:
            self._open.pop(one, None)

    def settled(self, before: int | None = None) -> Tally:
        """What the pages before one (None: all) gave, once."""
        tally = Tally()
        for page in [page for page in self._tallies if before is None or page < before]:
            tally.add(self._tallies.pop(page))
        return tally

    def told(self) -> list[Issue]:
        """What there is to say of no page and no record, once: why the stream was broken off."""
        return self._notes.take()

    def stop(self) -> None:
        """Begin no new record: those that are being read still come, then the stream ends."""
        self._stopping = True

    def find(self, source_id: str, page: int) -> Read | None:
        """One record, looked for on a page and then in the whole listing; None where that has it not."""
        platform = self._platform
        near = takewhile(lambda ref: ref.page <= page, platform.refs(page)) if page > 1 else iter(())
        try:
            for ref in chain(near, platform.refs()):
                if ref.id == source_id:
                    return self._result(ref, *self._read(ref))
            self.complete = True
        except (SourceChanged, FetchError) as error:
            self._break(error, source_id)
        finally:
            self._fetch.close()
        return None

    def __iter__(self) -> Iterator[Read | None]:
        """Entries that were dealt with; None now and then while the listing moves on without a new one."""
        listing = Listing(self._platform, self._notes, self._start, self._until)
        where: str | None = None
        try:
            for entry in self._whole(listing) if self._platform.whole else self._pooled(listing):
                if entry is None:
                    yield None
                    continue
                where = entry.ref.id
                read = self._result(*entry)
                self._given += read.record is not None
                yield read
            self._finish(listing)
        except (SourceChanged, FetchError) as error:
            self._break(error, where)
        finally:
            listing.close()
            self._fetch.close()

    def _finish(self, listing: Listing) -> None:
        if isinstance(listing.error, SourceChanged | FetchError):
            self._break(listing.error, None)
        elif listing.error:
            raise listing.error
        elif listing.ended and not self._stopping:
            self.complete = True

    def _whole(self, listing: Listing) -> "Iterator[_Entry | None]":
        """Entries whose listing says all: nothing is asked, so that nothing is read at the same time."""
        while self._wanted(0) and (chunk := listing.take(wait=True)):
            chunks = [chunk]
            while len(chunks) < AHEAD and (more := listing.take(wait=False)):
                chunks.append(more)
            yield None
            for ref in self._admit(chunks):
                if not self._wanted(0):
                    return
                yield _Entry(ref, *self._read(ref))

    def _pooled(self, listing: Listing) -> "Iterator[_Entry | None]":
        """Entries with a bounded window of them being read ahead."""
        window = 2 * self._portal.http.concurrency
        reading: deque[tuple[Ref, Future[_Answer]]] = deque()
        fresh: deque[Ref] = deque()
        pool = ThreadPoolExecutor(self._portal.http.concurrency, thread_name_prefix=self._portal.code)
        try:
            while True:
                while len(reading) < window and self._wanted(len(reading)):
                    if fresh:
                        reading.append((fresh[0], pool.submit(self._read, fresh.popleft())))
                    elif chunk := listing.take(wait=not reading):
                        fresh.extend(self._admit([chunk]))
                        yield None
                    elif listing.ended or reading:
                        break
                if not reading:
                    return
                ref, future = reading.popleft()
                yield _Entry(ref, *future.result())
        finally:
            pool.shutdown(cancel_futures=True)

    def _wanted(self, reading: int) -> bool:
        return not self._stopping and (self._limit is None or self._given + reading < self._limit)

    def _admit(self, chunks: Sequence[Chunk]) -> list[Ref]:
        """The entries that are still to be read; the others are duplicates, or were done before the break."""
        ids = [ref.id for chunk in chunks for ref in chunk.refs]
        done = self._done(ids) if ids else {}
        return [ref for chunk in chunks for ref in self._fresh(chunk, done)]

    def _fresh(self, chunk: Chunk, done: Mapping[str, int]) -> Iterator[Ref]:
        if chunk.page != self._page:
            self._met.clear()
            self._page = max(chunk.page, self._page)
        tally = self._tallies.setdefault(chunk.page, Tally())
        tally.broken += chunk.broken
        tally.issues += chunk.issues
        for ref in chunk.refs:
            known = self._open.get(ref.id, done.get(ref.id))
            if known is None:
                self._open[ref.id] = ref.page
                yield ref
            elif known != ref.page or ref.id in self._met:
                tally.duplicates += 1
                tally.issues += self._say("info", "duplicate", ref.id)
            self._met.add(ref.id)

    def _read(self, ref: Ref) -> "_Answer":
        """Read one record, in whichever thread; its issues come with it."""
        before = self._notes.take()
        try:
            return _Answer(self._platform.record(ref), None, self._notes.take())
        except (SkipRecord, FetchError, SourceChanged) as error:
            return _Answer(None, error, self._notes.take())
        finally:
            self._notes.issues = before

    def _result(self, ref: Ref, record: Record | None, problem: Exception | None, issues: list[Issue]) -> Read:
        """The entry as it is told; raises what stops the stream."""
        if problem is None:
            return Read(ref, record, issues)
        if isinstance(problem, SourceChanged) or (isinstance(problem, FetchError) and problem.kind in HALTS):
            raise problem
        facts = problem.data if isinstance(problem, FetchError) else {"reason": str(problem)}
        return Read(ref, None, issues + self._say("error", "skipped", ref.id, **facts))

    def _say(self, level: str, kind: str, where: str, **data: str) -> list[Issue]:
        """An issue that belongs to an entry, and not to the stream."""
        before = self._notes.take()
        getattr(self._issues, level)(kind, where, **data)
        said, self._notes.issues = self._notes.issues, before
        return said

    def _break(self, error: SourceChanged | FetchError, where: str | None) -> None:
        self.fault = error
        if isinstance(error, SourceChanged):
            self._issues.error("source-changed", where, reason=str(error))
        elif error.kind == "closed":
            self._issues.error("closed", where or error.url, hours=self._portal.http.hours)
        else:
            self._issues.error(error.kind if error.kind in _STOPS else "unreachable", error.url, **error.data)


class _Answer(NamedTuple):
    record: Record | None
    problem: Exception | None
    issues: list[Issue]


class _Entry(NamedTuple):
    ref: Ref
    record: Record | None
    problem: Exception | None
    issues: list[Issue]
