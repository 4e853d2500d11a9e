"""What every platform is: a listing and a way to read one record, over a given `fetch`.

A platform is one module of `harvesters.platforms` with one subclass of `Platform`; `platforms()` finds it by its file
name. It knows one vendor's wire format and nothing of China's code lists.
"""

import importlib
import pkgutil
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, TypeVar

import msgspec

import harvesters.platforms
from harvesters.errors import HALTS, FetchError, SourceChanged
from harvesters.fetch import Fetch
from harvesters.helpers import dates, numbers
from harvesters.helpers.text import clean, scalar, split
from harvesters.issues import Issues
from harvesters.portal import Portal, PortalError
from harvesters.record import Record, Volume

MOST_STALE_PAGES = 50
"""So many pages in a row without a new entry are no listing but a circle; three in a row are real (宁夏)."""

_HAN = re.compile("[\u4e00-\u9fff]")

MARKS = 1 << 21
"""Bytes that remember which ids were seen: the same for any catalogue."""


T = TypeVar("T")


class Ref(msgspec.Struct, frozen=True):
    """One entry of a listing: the record's id, and what the listing already says of it."""

    id: str
    row: dict[str, Any] = {}
    page: int = 1
    """Page of the listing that it stands on, counted from 1: where a run that is broken off here goes on."""


class Platform(ABC):
    """One vendor's software, read for one portal."""

    options: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Options that a portal's YAML may set, each with its choices; the first is the default."""
    whole: ClassVar[bool] = False
    """Whether the listing carries whole records, so that `record` asks nothing."""

    def __init__(self, portal: Portal, fetch: Fetch, issues: Issues) -> None:
        self.portal = portal
        self.fetch = fetch
        self.issues = issues
        self.total: int | None = None
        """Entries that the listing says it has, repeated ones included; `refs` sets it."""
        self.broken = 0
        """Entries of the listing that have no id to read them by."""
        self._known: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    @abstractmethod
    def refs(self, start: int = 1) -> Iterator[Ref]:
        """All entries of the listing in its order, repeated ones too, from the page `start` on, counted from 1.

        A family that lists everything in one answer ignores `start`. Raises `FetchError` or `SourceChanged`.
        """

    @abstractmethod
    def record(self, ref: Ref) -> Record:
        """The record of an entry; raises `SkipRecord`, `FetchError` or `SourceChanged`. Called from several threads."""

    def option(self, name: str) -> str:
        """The portal's choice of an option of this platform."""
        return str(self.portal.options.get(name, self.options[name][0]))

    def value(self, field: str, text: Any) -> str | None:
        """A text (or number) of the source for a field, cleaned and corrected by the portal's lookups."""
        cleaned = scalar(text)
        return self.portal.lookups.get(field, {}).get(cleaned, cleaned) if cleaned else None

    def values(self, field: str, texts: str | Iterable[str] | None) -> tuple[str, ...]:
        """As `value` for a field with several: one text that lists them, or a text for each; each value once."""
        parts = split(texts) if isinstance(texts, str) else (texts or ())
        found = (self.value(field, part) for part in parts)
        return tuple(dict.fromkeys(one for one in found if one))

    def coded(self, field: str, value: Any, table: Mapping[str, str], where: str) -> str | None:
        """The Chinese label of a code by the platform's `table`; a Chinese text of the source stays as it is.

        Codes come as text or number. One that neither the table nor the portal's lookups know is an issue and `None`.
        """
        text = scalar(value)
        if text is not None and text in table:
            return self.value(field, table[text])
        label = self.value(field, text)
        if label is None or _HAN.search(label):
            return label
        self.issues.warn("bad-value", where, field=field, value=label[:200])
        return None

    def date(self, field: str, value: Any, where: str) -> str | None:
        """A time of the source as ISO; an unreadable one is an issue and `None`."""
        try:
            return dates.iso(clean(value) if isinstance(value, str) else value)
        except ValueError:
            self.issues.warn("bad-value", where, field=field, value=str(value)[:200])
            return None

    def count(self, field: str, value: Any, where: str) -> int | None:
        """A count of the source; an unreadable one is an issue and `None`."""
        try:
            return numbers.count(clean(value) if isinstance(value, str) else value)
        except ValueError:
            self.issues.warn("bad-value", where, field=field, value=str(value)[:200])
            return None

    def size(self, field: str, value: Any, where: str) -> int | None:
        """A size of the source in bytes; an unreadable one is an issue and `None`."""
        try:
            return numbers.size(clean(value) if isinstance(value, str) else value)
        except ValueError:
            self.issues.warn("bad-value", where, field=field, value=str(value)[:200])
            return None

    def amount(self, field: str, value: Any, where: str) -> Volume:
        """A volume without a name for its unit: bytes where it carries one (`12.5MB`), else rows."""
        if numbers.is_size(value):
            return Volume(bytes=self.size(field, value, where))
        return Volume(rows=self.count(field, value, where))

    def part(self, name: str, where: str, read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        """A part of a record that portals refuse in many ways: without it the record is incomplete, not lost."""
        try:
            return read()
        except FetchError as error:
            if error.kind in HALTS:
                raise
            self.issues.warn("incomplete-record", where, part=name, **error.data)
            return ()

    def audit(self, row: Mapping[str, Any], where: str, *, ignore: Iterable[str] = ()) -> None:
        """Signal the fields of an answer that were neither taken (popped) nor ignored by name."""
        for name in sorted(set(row) - set(ignore)):
            if self._first("unknown-field", name):
                self.issues.warn("unknown-field", where, field=name)

    def leftover(self, labels: Mapping[str, str | None], where: str, *, known: Iterable[str] = ()) -> dict[str, Any]:
        """Labelled values that have no field, for the record's `extra`; a label not known is signalled."""
        for label in sorted(set(labels) - set(known)):
            if self._first("unknown-label", label):
                self.issues.warn("unknown-label", where, label=label, value=labels[label])
        return {label: value for label, value in labels.items() if value is not None}

    def entry_without_id(self, where: str) -> None:
        """Count and signal an entry of the listing that cannot be asked for."""
        self.broken += 1
        self.issues.error("skipped", where, reason="the listing gives no id for this entry")

    def _first(self, kind: str, name: str) -> bool:
        """Whether this is new in this crawl: one line a label, not one a record."""
        with self._lock:
            new = (kind, name) not in self._known
            self._known.add((kind, name))
        return new


class Pages:
    """Watches the pages of a listing, so that one that turns in a circle ends as `SourceChanged` and not never."""

    def __init__(self) -> None:
        self.rows = 0
        """Entries so far, repeated ones included."""
        self._last: list[str] = []
        self._marks = bytearray(MARKS)
        self._stale = 0

    def add(self, ids: list[str], *, rows: int) -> None:
        """Note one more page that is not empty: its ids, and all its entries, those without id included."""
        if ids == self._last:
            raise SourceChanged(f"the listing repeats a page after {self.rows} entries")
        self._last = ids
        self.rows += rows
        new = [self._mark(one) for one in ids]
        self._stale = 0 if any(new) else self._stale + 1
        if self._stale >= MOST_STALE_PAGES:
            raise SourceChanged(f"the listing turns in a circle after {self.rows} entries")

    def _mark(self, one: str) -> bool:
        """Remember an id, by a bit that few others share; whether it is new."""
        byte, bit = divmod(hash(one) % (8 * MARKS), 8)
        known = self._marks[byte] >> bit & 1
        self._marks[byte] |= 1 << bit
        return not known


@cache
def platforms() -> dict[str, type[Platform]]:
    """All platforms by name: every module of `harvesters.platforms` holds the class of its own."""
    found: dict[str, type[Platform]] = {}
    for info in pkgutil.iter_modules(harvesters.platforms.__path__):
        module = importlib.import_module(f"harvesters.platforms.{info.name}")
        classes = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Platform)]
        (found[info.name],) = (one for one in classes if one.__module__ == module.__name__)
    return found


def open_platform(portal: Portal, fetch: Fetch, issues: Issues) -> Platform:
    """The platform of a portal; raises `PortalError` where it has none, or the portal's options do not suit it."""
    if portal.pushed:
        raise PortalError(portal.code, "platform", "the portal sends its records itself", "wait for what it pushes")
    kind = platforms()[portal.platform]
    for name, choice in portal.options.items():
        if name not in kind.options:
            known = ", ".join(kind.options) or "none: leave it out"
            raise PortalError(portal.code, f"options.{name}", f"is no option of {portal.platform}", f"its options are {known}")
        if choice not in kind.options[name]:
            raise PortalError(
                portal.code,
                f"options.{name}",
                f"{choice!r} is not known",
                f"use one of {', '.join(kind.options[name])}",
            )
    return kind(portal, fetch, issues)
