"""Bytes → FileProfile: what the file is, its tables, and what stood in the way. The one entry of this package."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from . import headers, layout, personal
from .columns import Column, census
from .detect import Identity, declared_name, identify
from .fields import field, speaks_of_dates
from .formats import media_type, readers
from .model import FileProfile, Format, Layout, Problem, Sheet, Table
from .reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)


def sha256(path: Path) -> str:
    """The content hash, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(path: Path, *, declared: str | None = None) -> Iterator[FileProfile]:
    """The profile of a file, whose cells can be read as long as the context lasts.

    `declared` is the format claimed for it, None to take the extension. Raises OSError only where the file cannot be
    opened; whatever its bytes are is told in the profile.
    """
    with tempfile.TemporaryDirectory(prefix="govopen-") as work:
        yield build(path, path.name, declared, Path(work), None, 0)


def build(path: Path, name: str, declared: str | None, work: Path, member: str | None, depth: int) -> FileProfile:
    """Profiles a file or a member of an archive."""
    claimed = declared_name(declared, name)
    with ThreadPoolExecutor(1) as beside:  # Python decodes on one core: the hash takes the other
        digest = beside.submit(sha256, path)
        identity = identify(path, claimed, work)
    reading = (
        read(path, identity, claimed, work, member, depth) if not identity.problems else Reading(problems=identity.problems)
    )
    decoding = identity.decoding
    tables, failed = understood(reading, member)
    return FileProfile(
        name=name,
        bytes=path.stat().st_size,
        sha256=digest.result(),
        format=Format(
            claimed,
            identity.name,
            media_type(identity.name),
            decoding.encoding if decoding else None,
            bool(decoding and decoding.bom),
            identity.container,
        ),
        tables=tables,
        problems=(*text_problems(identity), *reading.problems, *failed),
        members=reading.members,
        member=member,
        sampled=reading.sampled or any(one.sampled for one in reading.members),
    )


def read(path: Path, identity: Identity, claimed: str | None, work: Path, member: str | None, depth: int) -> Reading:
    """Hands the file to the module of its format."""

    def profile_member(target: Path, inner: str) -> FileProfile:
        whole = f"{member}/{inner}" if member else inner
        return build(target, Path(inner).name or inner, None, work, whole, depth + 1)

    text = identity.decoding.utf8 if identity.decoding and identity.decoding.utf8 else path
    called = Path(member).name if member else path.name
    source = Source(path, identity.name, work, claimed, identity.decoding, text, depth, profile_member, called)
    reader = readers().get(identity.name)
    if reader is None:
        return Reading()
    try:
        reading: Reading = reader.read(source)
    except Exception as error:  # a reader that fails on damaged bytes must not take the whole check with it
        log.exception("reading %s failed", identity.name)
        return Reading(problems=(Problem("corrupt", {"reason": f"{type(error).__name__}: {error}"[:200]}),))
    return reading


def text_problems(identity: Identity) -> list[Problem]:
    """Undecodable bytes, NUL and replacement characters of a text."""
    decoding = identity.decoding
    if decoding is None:
        return []
    found = [
        Problem("undecodable", {"encoding": decoding.encoding}, offset=offset, count=decoding.bad if not number else 0)
        for number, offset in enumerate(decoding.offsets)
    ]
    if decoding.nul:
        found.append(Problem("nul", offset=decoding.nul_at, count=decoding.nul))
    return found


def understood(reading: Reading, member: str | None) -> tuple[tuple[Table, ...], list[Problem]]:
    """The tables of all sheets, the main one (most cells) first, then in the file's order."""
    import polars as pl

    found: list[Table] = []
    failed: list[Problem] = []
    for sheet in reading.sheets:
        try:
            for form, header in layout.understand(sheet):
                found.append(table(sheet, form, header, len(found) + 1, member))
        except pl.exceptions.PolarsError as error:
            failed.append(Problem("unreadable_table", {"sheet": sheet.name or "", "reason": str(error)[:200]}))
    if found:
        main = max(found, key=lambda one: (one.rows * one.width, -one.number))
        found = [main, *(one for one in found if one is not main)]
    return tuple(found), failed


def table(sheet: Sheet, form: Layout, header: headers.Header, number: int, member: str | None) -> Table:
    """A table with its columns counted and its fields named."""
    indexes = list(range(form.left, form.right))
    spans = layout.spans_in(sheet, 0, form.header_rows[-1] if form.header_rows else 0, form.left)
    levels = headers.flatten(header.rows, len(indexes), spans)
    names = list(sheet.keys) if sheet.keys is not None else ["_".join(parts).replace("\0", "") for parts in levels]
    bare = Table(sheet, form, number, 0, tuple(levels), (), (), member)
    dates = {index for index, name in zip(indexes, names, strict=True) if speaks_of_dates(name)}
    rows, columns = census(sheet, bare.data, indexes, dates) if indexes and form.data_rows else (0, [])
    if not columns:
        columns = [Column(index) for index in indexes]
    kinds = [personal.judge(one, name) for one, name in zip(columns, names, strict=True)]
    kinds = personal.names_beside(names, kinds, columns)
    fields = [field(one, name, rows, form.unit_note, kind) for one, name, kind in zip(columns, names, kinds, strict=True)]
    return Table(sheet, form, number, rows, tuple(levels), tuple(fields), tuple(columns), member)
