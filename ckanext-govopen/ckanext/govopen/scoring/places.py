"""From places in a table to a finding's `where`, `count` and `examples`; code that most rules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.govopen.files.extras import prolong
from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.personal import mask
from ckanext.govopen.files.reach import address, column_range, span

from .model import Cells, Example, Facts, Finding, Param, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from ckanext.govopen.files.model import FileProfile, Problem, Table
    from ckanext.govopen.files.reach import Hits


def at_table(table: Table, **parts: str | int | None) -> Where:
    """A place in a table: member and sheet are filled in."""
    return Where(member=table.member, sheet=table.sheet.name, **parts)  # type: ignore[arg-type]


def at_file(one: FileProfile, problem: Problem | None = None) -> Where:
    """A place in a file, of a problem if one is given."""
    if problem is None:
        return Where(member=one.member)
    return Where(member=one.member, line=problem.line, column=problem.column, offset=problem.offset, pointer=problem.pointer)


def any_of(names: Sequence[str], named: Mapping[str, str]) -> pl.Expr:
    """A condition on `cell`: any of the named patterns."""
    import polars as pl

    return pl.any_horizontal(pl.col("cell").str.contains(named[name]) for name in names)


def rows_finding(facts: Facts, table: Table, rows: tuple[int, ...]) -> Iterator[Finding]:
    """The finding of a rule on whole rows of a table; nothing where there are none."""
    if rows:
        share, place = row_share(facts, table, len(rows)), rows_place(table, rows)
        yield Finding(share, place, len(rows), examples=tuple(row_cells(table, rows)))


def cells(
    facts: Facts,
    table: Table,
    position: int,
    condition: pl.Expr,
    *,
    expected: Callable[[str], str | None] = lambda _: None,
    params: Mapping[str, Param] | None = None,
    severity: str | None = None,
    variant: str | None = None,
    adjust: Callable[[Finding], Finding | None] = lambda found: found,
) -> Cells:
    """What a value rule yields on one column: the cells that meet a condition on `cell`; no finding where none does.

    `adjust` may change the finding once it is made, or drop it by answering None.
    """
    part = facts.part(table)
    return Cells(table, position, condition, part, expected, params or {}, severity, variant, adjust)


def cells_finding(wanted: Cells, hits: Hits) -> Finding | None:
    """The finding that cells make, once they have been looked for; None where there are none."""
    if not hits.count:
        return None
    table, position = wanted.table, wanted.position
    place = span(table, hits.first, hits.last, position)
    line = table.sheet.line(hits.first)
    where = at_table(table, pointer=place) if table.pointers else at_table(table, range=place, line=line)
    examples = tuple(Example(address(table, n, position), value, wanted.expected(value)) for n, value in hits.examples)
    share = wanted.part * hits.count / max(1, table.rows * table.named)
    params = {"column": table.fields[position].name or column_range(table, position), **wanted.params}
    return wanted.adjust(Finding(share, where, hits.count, params, examples, wanted.severity, wanted.variant))


def names_finding(facts: Facts, table: Table, bad: Mapping[int, str | None], variant: str) -> Finding | None:
    """The finding on some columns' names: position → what the name should be; None where there are none."""
    if not bad:
        return None
    row = table.layout.header_rows[-1] if table.layout.header_rows else 0
    shown = list(bad.items())[: limits().examples]
    examples = tuple(Example(address(table, row, p), table.fields[p].name, better) for p, better in shown)
    at = examples[0].at
    where = at_table(table, pointer=at) if table.pointers else at_table(table, range=at, line=table.sheet.line(row))
    return Finding(facts.part(table) * len(bad) / table.named, where, len(bad), {}, examples, variant=variant)


def column_finding(facts: Facts, table: Table, position: int, *, variant: str | None = None) -> Finding:
    """The finding on a whole column."""
    first, last = table.layout.data_rows or (0, 0)
    place = span(table, first, last, position)
    where = at_table(table, pointer=place) if table.pointers else at_table(table, range=place)
    name = table.fields[position].name or column_range(table, position)
    share = facts.part(table) / max(1, table.named)
    return Finding(share, where, table.rows, {"column": name}, variant=variant)


def row_cells(table: Table, rows: Sequence[int]) -> list[Example]:
    """The first filled cell of each of some rows, masked as its column is."""
    import polars as pl

    names = [f"c{column}" for column in range(table.layout.left, table.layout.right)]
    frame = table.sheet.frame.filter(pl.col("n").is_in(list(rows[: limits().examples]))).select("n", *names)
    found = []
    for n, *values in table.sheet.collect(frame.sort("n")).iter_rows():
        position = next((i for i, value in enumerate(values) if value and value.strip()), 0)
        found.append(Example(address(table, n, position), mask(values[position], table.fields[position].personal)))
    return found


def rows_place(table: Table, rows: Sequence[int]) -> Where:
    """Whole rows, as a union of runs where they do not touch."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        prolong(runs, row)
    ranges = ",".join(f"{first}:{last}" for first, last in runs[: limits().examples])
    return at_table(table, range=ranges, line=table.sheet.line(rows[0]))


def row_share(facts: Facts, table: Table, rows: int) -> float:
    """The part of the file that some rows of a table are."""
    return facts.part(table) * min(1.0, rows / max(1, table.rows + rows))


def numeric(table: Table) -> Iterator[int]:
    """Positions of columns whose cells are mostly numbers in some dress, codes and dates left out."""
    return (position for position, field in enumerate(table.fields) if field.type in ("integer", "number"))
