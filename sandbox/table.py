"""Rows of a dataset before they become a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.entry import Item


Cell = str | int | float | date | None


def show(cell: Cell) -> str:
    """A cell in a text format."""
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


@dataclass(frozen=True, slots=True)
class Table:
    """The data of one dataset: its items and its rows, every row as long as `items`."""

    title: str
    items: tuple[Item, ...]
    rows: list[list[Cell]]
