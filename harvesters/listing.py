"""The listing of a portal, read ahead by a thread of its own: the next page is asked while this one is worked on."""

import queue
import threading
from collections.abc import Iterator
from typing import NamedTuple

from harvesters.base import Platform, Ref
from harvesters.issues import Issue

MOST_REFS = 250
"""Entries of a chunk: a family that lists everything in one answer is handed out in pieces of this size."""
AHEAD = 4
"""Chunks that wait to be taken."""
PATIENCE = 1.0
"""Seconds."""


class Notes(threading.local):
    """Where the issues of a thread are gathered, so that each is told with the record or page that it belongs to."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def add(self, issue: Issue) -> None:
        """Note an issue that arose in this thread."""
        self.issues.append(issue)

    def take(self) -> list[Issue]:
        """What was noted in this thread since the last call."""
        taken, self.issues = self.issues, []
        return taken


class Chunk(NamedTuple):
    """Entries of one page, and what their reading gave."""

    page: int
    refs: list[Ref]
    broken: int
    """Entries without an id."""
    issues: list[Issue]


class Listing:
    """Takes entries from a platform's `refs` in a thread; safe for one consumer."""

    def __init__(self, platform: Platform, notes: Notes, start: int, until: int | None) -> None:
        self.error: Exception | None = None
        """What broke the listing off; to be looked at after its last chunk."""
        self.ended = False
        """Whether the last chunk was taken."""
        self._platform = platform
        self._notes = notes
        self._start = start
        self._until = until
        self._broken = 0
        self._closed = False
        self._chunks: queue.Queue[Chunk | None] = queue.Queue(AHEAD)
        # A request that hangs must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name=f"{platform.portal.code} listing", daemon=True)
        self._thread.start()

    def take(self, *, wait: bool) -> Chunk | None:
        """The next chunk; None at the end, or where `wait` is not wanted and none is there yet."""
        if self.ended:
            return None
        try:
            chunk = self._chunks.get(block=wait)
        except queue.Empty:
            return None
        self.ended = chunk is None
        return chunk

    def close(self) -> None:
        """Let the thread end as soon as its request has; it is waited for a moment only."""
        self._closed = True
        while not self._chunks.empty():
            self._chunks.get_nowait()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        for chunk in self._pages():
            self._chunks.put(chunk)
            if self._closed:
                return
        self._chunks.put(None)

    def _pages(self) -> Iterator[Chunk]:
        """Entries by page. What was noted before the first entry of a page belongs to that page."""
        page, refs = self._start, list[Ref]()
        head = self._chunk(page)
        try:
            for ref in self._platform.refs(self._start):
                if self._until is not None and ref.page >= self._until:
                    break
                if refs and (ref.page != page or len(refs) == MOST_REFS):
                    yield head._replace(refs=refs)
                    refs = []
                if not refs:
                    page, head = ref.page, self._chunk(ref.page)
                refs.append(ref)
        except Exception as error:  # noqa: BLE001  handed to the consumer, whatever it is
            self.error = error
        if refs:
            yield head._replace(refs=refs)
        yield self._chunk(page)

    def _chunk(self, page: int) -> Chunk:
        """A chunk without entries yet, with what was noted since the last one."""
        broken, self._broken = self._platform.broken - self._broken, self._platform.broken
        return Chunk(page, [], broken, self._notes.take())
