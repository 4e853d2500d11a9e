"""A table for those who want its rows: clean names, strings or None, personal numbers masked."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .personal import mask
from .profile import opened
from .reach import letters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .model import Field, FileProfile, Table

BATCH = 10_000


class NoTableError(Exception):
    """A file without such a table. `kind`: none, sheet or number; `names`: the sheets there are."""

    def __init__(self, kind: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(kind)
        self.kind, self.names = kind, names


@dataclass(frozen=True)
class OpenTable:
    """A table that can be read to its end; use it as a context manager so that temporary files go away."""

    table: Table
    fields: tuple[Field, ...]
    stack: contextlib.ExitStack

    def rows(self) -> Iterator[list[str | None]]:
        """The data rows in order, without titles, notes, totals and blank rows."""
        names = [f"c{self.table.layout.left + position}" for position in range(len(self.fields))]
        kinds = [field.personal for field in self.fields]
        for frame in self.table.data.select(names).collect_batches(chunk_size=BATCH, maintain_order=True):
            for row in frame.iter_rows():
                yield [mask(value.strip() or None if value else None, kind) for value, kind in zip(row, kinds, strict=True)]

    def __enter__(self) -> OpenTable:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Removes what was unpacked."""
        self.stack.close()


def all_tables(profile: FileProfile) -> list[Table]:
    """The tables of a file, or of its members."""
    return [table for one in profile.everything() for table in one.tables]


def choose(profile: FileProfile, sheet: str | None, number: int) -> Table:
    """The table named by sheet and number (from 1); raises NoTableError."""
    tables = all_tables(profile)
    if not tables:
        raise NoTableError("none")
    if sheet is not None:
        named = [table for table in tables if sheet in (table.sheet.name, table.member)]
        if not named:
            raise NoTableError("sheet", tuple(dict.fromkeys(table.sheet.name or table.member or "" for table in tables)))
        tables = named
    if not 1 <= number <= len(tables):
        raise NoTableError("number", (str(len(tables)),))
    return tables[number - 1]


def open_table(path: Path, *, declared: str | None = None, sheet: str | None = None, number: int = 1) -> OpenTable:
    """Opens a table of a file; raises NoTableError, or OSError where the file cannot be opened."""
    stack = contextlib.ExitStack()
    try:
        table = choose(stack.enter_context(opened(path, declared=declared)), sheet, number)
        return OpenTable(table, unique(table), stack)
    except BaseException:
        stack.close()
        raise


def main_table(profile: FileProfile) -> OpenTable:
    """The main table of a profile whose cells can still be read; raises NoTableError."""
    table = choose(profile, None, 1)
    return OpenTable(table, unique(table), contextlib.ExitStack())


def unique(table: Table) -> tuple[Field, ...]:
    """Fields whose names are filled and differ: a blank one takes its column's letters, a repeated one a number."""
    seen: set[str] = set()
    found = []
    for position, field in enumerate(table.fields):
        base = field.name or letters(table.layout.left + position)
        name, count = base, 1
        while name in seen:
            count += 1
            name = f"{base}_{count}"
        seen.add(name)
        found.append(replace(field, name=name, label=field.label or name))
    return tuple(found)
