"""csv, tsv and txt: records of delimited text.

Up to `exact_bytes` the records are read one by one, with the physical line of each; above it Polars scans columns.
A text that Polars refuses (stray quotes, bare CR) is first rewritten record by record into sound CSV.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from ..dialect import DELIMITERS, Dialect, find
from ..limits import limits
from ..model import Problem, Sheet
from ..reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import polars as pl

names = {"csv": "text/csv", "tsv": "text/tab-separated-values", "txt": "text/plain"}
FIELD = 1 << 24
HEAD_LINES = 2000
csv.field_size_limit(FIELD)


def head_lines(path: Path) -> list[str]:
    """The first lines of a UTF-8 text, each cut to a sensible length."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return [line[:100_000] for line in islice(iter(lambda: file.readline(1 << 20), ""), HEAD_LINES)]


def read(source: Source) -> Reading:
    """One sheet, without name, for the whole text."""
    size = source.text.stat().st_size
    sampled = source.path.stat().st_size > limits().text_bytes
    dialect = find(head_lines(source.text)) or Dialect(1.0, 1, ",")
    if dialect.width == 1 and source.declared not in ("csv", "tsv"):
        return Reading(sampled=sampled)
    odd = [Problem("delimiter", {"delimiter": dialect.delimiter})] if dialect.delimiter in DELIMITERS[2:] else []
    sheet = exact(source.text, dialect.delimiter, odd) if size <= limits().exact_bytes else columnar(source, dialect, odd)
    return Reading((sheet,), sampled=sampled)


def records(path: Path, delimiter: str, *, strict: bool, plain: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line on which it begins; `plain` takes quotes as characters like others."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=strict, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
        begin = 1
        for row in reader:
            yield begin, row
            begin = reader.line_num + 1


def sound_quoting(path: Path, delimiter: str) -> tuple[bool, bool, list[Problem]]:
    """How to read the text without losing records: strictly, leniently, or with quotes as plain characters."""
    line = 0
    try:
        for begin, _ in records(path, delimiter, strict=True):
            line = begin
    except csv.Error as error:
        problem = Problem("quote", {"reason": str(error)}, line=line + 1)
        return False, "end of data" in str(error), [problem]
    return True, False, []


def exact(path: Path, delimiter: str, odd: list[Problem]) -> Sheet:
    """Reads record by record."""
    import polars as pl

    strict, plain, problems = sound_quoting(path, delimiter)
    lines, rows = [], []
    for line, row in records(path, delimiter, strict=strict, plain=plain):
        lines.append(line)
        rows.append(row)
    while rows and not rows[-1]:  # line breaks after the last record are no rows
        rows.pop()
        lines.pop()
    expected = usual_width(map(size, rows))
    width = min(max(map(len, rows), default=0), limits().columns)
    columns = {f"c{c}": [(row[c] or None) if c < len(row) else None for row in rows] for c in range(width)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("n", 1)
    uneven = uneven_rows((used(row, expected) for row in rows), expected)
    broken = lines if lines and lines[-1] != len(lines) else None
    return Sheet(frame.lazy(), width, lines=broken, delimited=True, problems=(*odd, *problems, *uneven))


def usual_width(counts: Iterable[int]) -> int:
    """The number of fields that rows should have: that of the first row (the header) with as many as most rows."""
    filled = [count for count in islice(counts, limits().special_rows) if count]
    most = Counter(filled).most_common(1)[0][0] if filled else 0
    return next((count for count in filled if count >= most), 0)


def size(row: list[str]) -> int:
    """How many fields a record has; 0 where none has content."""
    return len(row) if any(map(str.strip, row)) else 0


def used(row: list[str], width: int) -> int:
    """How many fields a record has, where empty ones past the usual width do no harm."""
    count = size(row)
    while count > width and not row[count - 1].strip():
        count -= 1
    return count


def uneven_rows(counts: Iterable[int], width: int) -> list[Problem]:
    """Rows with more or fewer fields than is usual; rows without content (0) do not count."""
    rows: dict[str, list[int]] = {"uneven_long": [], "uneven_short": []}
    totals = dict.fromkeys(rows, 0)
    for number, count in enumerate(counts, 1):
        if count and count != width:
            kind = "uneven_long" if count > width else "uneven_short"
            totals[kind] += 1
            if len(rows[kind]) < limits().special_rows:
                rows[kind].append(number)
    return [Problem(kind, {"width": width}, rows=tuple(rows[kind]), count=totals[kind]) for kind in rows if rows[kind]]


def columnar(source: Source, dialect: Dialect, odd: list[Problem]) -> Sheet:
    """Scans in columns; what Polars cannot take is rewritten first."""
    import polars as pl

    lines = Lines(source.text, dialect.delimiter)
    problems = [] if lines.quotes else uneven_rows(lines.counts(), usual_width(lines.counts()))
    frame = scan(source.text, dialect.delimiter, lines.width, quoted=lines.quotes)
    width = lines.width
    if lines.quotes or lines.number < 2:
        try:
            frame.select(pl.all().null_count()).collect(engine="streaming")
            sound = lines.number > 1
        except pl.exceptions.PolarsError:
            sound = False
        if not sound:
            path, width, problems = rewrite(source, dialect)
            frame = scan(path, ",", width, quoted=True)
    return Sheet(frame, width, large=True, delimited=True, problems=(*odd, *problems))


class Lines:
    """What the physical lines of a text show at a glance: the largest number of fields, whether there are quotes."""

    def __init__(self, path: Path, delimiter: str) -> None:
        self.path, self.mark = path, delimiter.encode()
        self.quotes = False
        self.number = most = 0
        with path.open("rb") as file:
            for line in file:
                most = max(most, line.count(self.mark))
                self.quotes = self.quotes or b'"' in line
                self.number += 1
        self.width = min(most + 1, limits().columns)

    def counts(self) -> Iterator[int]:
        """The number of fields of each line, 0 for a blank one."""
        with self.path.open("rb") as file:
            for line in file:
                yield line.count(self.mark) + 1 if line.strip() else 0


def scan(path: Path, delimiter: str, width: int, *, quoted: bool) -> pl.LazyFrame:
    """A lazy scan of strings only: type inference over all rows is 66 times slower."""
    import polars as pl

    return pl.scan_csv(
        path,
        has_header=False,
        separator=delimiter,
        quote_char='"' if quoted else None,
        schema={f"c{c}": pl.String for c in range(width)},
        extra_columns="ignore",
        missing_columns="insert",
        truncate_ragged_lines=True,
        row_index_name="n",
        row_index_offset=1,
    )


def rewrite(source: Source, dialect: Dialect) -> tuple[Path, int, list[Problem]]:
    """The same records as sound CSV, their width, and what was wrong with the text."""
    strict, plain, problems = sound_quoting(source.text, dialect.delimiter)
    target = source.work / f"{source.path.name}.sound.csv"
    most = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for _, row in records(source.text, dialect.delimiter, strict=strict, plain=plain):
            most = max(most, len(row))
            writer.writerow(row or [""])
    expected = usual_width(size(row) for _, row in records(target, ",", strict=False))
    counts = (used(row, expected) for _, row in records(target, ",", strict=False))
    return target, min(most, limits().columns), [*problems, *uneven_rows(counts, expected)]
