"""Which character parts the columns of a text: the one that gives most lines the same number of fields.

`csv.Sniffer` is not asked: it is quadratic in its input and forgets doubled quotes.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DELIMITERS = ("\t", ",", ";", "|")
LINES = 300


@dataclass(frozen=True, slots=True, order=True)
class Dialect:
    """`share`: part of the lines with the usual number of fields (`width`), 0 to 1."""

    share: float
    width: int
    delimiter: str


def fields(lines: Iterable[str], delimiter: str) -> list[int]:
    """How many fields each line has that is not blank; quoted line breaks are respected where quotes are sound."""
    try:
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        return [len(row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error:
        return [line.count(delimiter) + 1 for line in lines if line.strip()]


def find(lines: list[str]) -> Dialect | None:
    """The dialect of the first lines of a text, or None where no delimiter makes columns."""
    found = []
    for delimiter in DELIMITERS:
        counts = fields(lines[:LINES], delimiter)
        split = Counter(count for count in counts if count > 1)
        if split:
            width, _ = max(split.items(), key=lambda item: (item[1], item[0]))
            share = split[width] / len(counts)
            found.append(Dialect(round(share, 2), width, delimiter))
    return max(found, default=None)


def is_table(dialect: Dialect, lines: list[str]) -> bool:
    """Whether a text that nobody called a table is one: at least two lines, most of them of one width."""
    filled = sum(1 for line in lines[:LINES] if line.strip())
    return filled >= 2 and dialect.share * filled >= 2 and dialect.share >= 0.6
