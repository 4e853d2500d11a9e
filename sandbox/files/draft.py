"""A table on its way to a file: the parts of a sheet, which defects change and bodies write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from sandbox.entry import Item
    from sandbox.table import Cell, Table


@dataclass(slots=True)
class Draft:
    """Titles above the header, header rows, data rows and what stands below, each a list of rows.

    `merges` are (first row, first column, last row, last column), 0-based, within the header rows.
    """

    title: str
    items: list[Item]
    dice: random.Random
    titles: list[list[Cell]] = field(default_factory=list)
    header: list[list[Cell]] = field(default_factory=list)
    data: list[list[Cell]] = field(default_factory=list)
    tail: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, table: Table, chance: random.Random) -> Draft:
        """A flawless sheet: one header row with units, then the data."""
        draft = cls(table.title, list(table.items), chance)
        draft.header = [[item.heading for item in table.items]]
        draft.data = [list(row) for row in table.rows]
        return draft

    def grid(self) -> list[list[Cell]]:
        """All rows from top to bottom."""
        return [*self.titles, *self.header, *self.data, *self.tail]

    def spans(self) -> list[tuple[int, int, int, int]]:
        """The merged ranges of the whole sheet: titles across all columns, and those of the header."""
        above = len(self.titles)
        titles = [(row, 0, row, len(self.items) - 1) for row in range(above)]
        return titles + [(top + above, left, bottom + above, right) for top, left, bottom, right in self.merges]

    def quantities(self) -> list[int]:
        """The columns that hold numbers with a unit."""
        return [place for place, item in enumerate(self.items) if item.type == "number" and item.unit]
