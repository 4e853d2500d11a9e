"""What the bytes of delimited text show at a glance: how many fields its records have, and whether its quotes are sound.

Nothing is parsed: of each block only separators, line breaks and marks for quoted fields are kept, and these are counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from .limits import limits
from .model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BLOCK = 1 << 22
MOST = 1 << 24
"""How far a quoted field may reach, in bytes: a quotation mark that is never closed must not take the whole text."""
QUOTED = b"\0"
"""What stands for a quoted field."""


@dataclass
class Survey:
    """`sound`: no record breaks, quotes open and close fields. `number` of records, `width`: the most fields of one."""

    sound: bool = True
    quotes: bool = False
    number: int = 0
    width: int = 0
    expected: int = 0
    odd: list[tuple[int, int, int]] = field(default_factory=list)

    def problems(self) -> list[Problem]:
        """Rows of another width than most."""
        return uneven_rows(self.odd, self.expected)


def survey(path: Path, delimiter: str) -> Survey:
    """Looks through a UTF-8 text; where it is not sound the rest is not looked at."""
    found = Survey()
    mark = delimiter.encode()
    before, after = {mark, b"\n", b""}, {mark, b"\n", b"\r", b""}
    others = bytes(set(range(256)) - {mark[0], ord("\n")})
    for piece in pieces(path):
        plain = piece
        if b'"' in piece:
            found.quotes = True
            outside = piece.split(b'"')[::2]
            plain = QUOTED.join(outside)
            ends, begins = {part[-1:] for part in outside[:-1]}, {part[:1] for part in outside[1:]}
            found.sound = ends <= before and begins <= after
        if not piece or not found.sound:
            found.sound = False
            break
        count(found, plain, [len(line) + 1 for line in plain.translate(None, others).removesuffix(b"\n").split(b"\n")], mark)
    return found


def pieces(path: Path) -> Iterator[bytes]:
    """The text in blocks that end with a record; an empty one where a record has no end."""
    rest = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            rest += block
            cut = rest.rfind(b"\n") + 1
            if cut and rest.count(b'"', 0, cut) % 2 == 0:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > MOST:
                yield b""
                return
    if rest:
        yield b"" if rest.count(b'"') % 2 else rest


def count(found: Survey, plain: bytes, sizes: list[int], mark: bytes) -> None:
    """Adds the numbers of fields of a block's records; those of another width than usual are looked at one by one."""
    found.expected = found.expected or usual_width(sizes)
    found.width = max(found.width, *sizes)
    if sizes.count(found.expected) < len(sizes):
        separator = mark.decode()
        for number, (size_, line) in enumerate(zip(sizes, plain.split(b"\n"), strict=False), found.number + 1):
            if size_ != found.expected:
                found.odd.append((number, *used(line.decode("utf-8", "replace").split(separator), found.expected)))
    found.number += len(sizes)


def usual_width(counts: Iterable[int]) -> int:
    """The number of fields that rows should have: that of the first row (the header) with as many as most rows."""
    filled = [count for count in islice(counts, limits().special_rows) if count]
    most = Counter(filled).most_common(1)[0][0] if filled else 0
    return next((count for count in filled if count >= most), 0)


def size(row: list[str]) -> int:
    """How many fields a record has; 0 where none has content."""
    return len(row) if any(map(str.strip, row)) else 0


def used(row: list[str], width: int) -> tuple[int, int]:
    """How many fields a record has, without and with empty ones past the usual width."""
    count = written = size(row)
    while count > width and not row[count - 1].strip():
        count -= 1
    return count, written


def uneven_rows(counts: Iterable[tuple[int, int, int]], width: int) -> list[Problem]:
    """Rows (number, `used`) with more or fewer fields than is usual; rows without content (0) do not count.

    Empty fields past the usual width do no harm, unless other rows of that many fields have content there: then the
    same separator too many stands in this row, and hides because its last cell is blank.
    """
    rows: dict[str, list[int]] = {"uneven_long": [], "uneven_short": []}
    totals = dict.fromkeys(rows, 0)
    odd = [one for one in counts if one[1] and one[2] != width]
    shifted = {written for _, count, written in odd if count > width}
    for number, count, written in odd:
        if count != width or written in shifted:
            kind = "uneven_short" if count < width else "uneven_long"
            totals[kind] += 1
            if len(rows[kind]) < limits().special_rows:
                rows[kind].append(number)
    return [Problem(kind, {"width": width}, rows=tuple(rows[kind]), count=totals[kind]) for kind in rows if rows[kind]]
