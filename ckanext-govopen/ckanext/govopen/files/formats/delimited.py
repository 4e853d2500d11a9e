"""csv, tsv and txt: records of delimited text.

Up to `exact_bytes` the records are read one by one, with the physical line of each; above it Polars scans columns.
A text that is no sound CSV (stray quotes, bare CR) is first rewritten record by record.
"""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING

from ..dialect import DELIMITERS, Dialect, find
from ..limits import limits
from ..lines import size, survey, uneven_rows, used, usual_width
from ..model import Problem, Sheet
from ..reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
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

    problems: list[Problem] = []
    try:
        found = list(records(path, delimiter, strict=True))
    except csv.Error:
        strict, plain, problems = sound_quoting(path, delimiter)
        found = list(records(path, delimiter, strict=strict, plain=plain))
    while found and not found[-1][1]:  # line breaks after the last record are no rows
        found.pop()
    lines, rows = [line for line, _ in found], [row for _, row in found]
    expected = usual_width(map(size, rows))
    width = min(max(map(len, rows), default=0), limits().columns)
    columns = {f"c{c}": [(row[c] or None) if c < len(row) else None for row in rows] for c in range(width)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("n", 1)
    uneven = uneven_rows(((number, *used(row, expected)) for number, row in enumerate(rows, 1)), expected)
    broken = lines if lines and lines[-1] != len(lines) else None
    return Sheet(frame.lazy(), width, lines=broken, delimited=True, problems=(*odd, *problems, *uneven))


def columnar(source: Source, dialect: Dialect, odd: list[Problem]) -> Sheet:
    """Scans in columns; what is no sound CSV is rewritten first."""
    found = survey(source.text, dialect.delimiter)
    if found.sound and found.number > 1:
        width, problems = min(found.width, limits().columns), found.problems()
        frame = scan(source.text, dialect.delimiter, width, quoted=found.quotes)
    else:
        path, width, problems = rewrite(source, dialect)
        frame = scan(path, ",", width, quoted=True)
    return Sheet(frame, width, large=True, delimited=True, problems=(*odd, *problems))


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
    counts = ((n, *used(row, expected)) for n, (_, row) in enumerate(records(target, ",", strict=False), 1))
    return target, min(most, limits().columns), [*problems, *uneven_rows(counts, expected)]
