"""Text that was decoded wrongly and then saved is gibberish for ever.

Bad: `鍖哄幙` for 区县 (UTF-8 read as GBK), `锟斤拷`, `åŒºåŽ¿`.
Good: 区县.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.mojibake import repaired
from ckanext.govopen.files.patterns import MOJIBAKE
from ckanext.govopen.files.reach import address
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Example, Facts, Finding
from ckanext.govopen.scoring.places import any_of, at_table, cells
from ckanext.govopen.scoring.samples import text

code = "E03"
title = N_("Chinese text is not garbled")
message = N_("Column “{column}” has {count} cells of garbled text.")
help = N_(  # noqa: A001
    "The text was once opened in the wrong encoding and then saved. Export it again from the source "
    "system and save it as UTF-8; do not save a file while it shows gibberish."
)
variants = {
    "header": (N_("{count} column names are garbled text."), help),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("人口.csv", "区县,名称\n甲县,锟斤拷锟斤拷\n乙县,幼儿园\n"),
    text("人口.csv", "区县,户数\n海淀区,12\n西城区,30\n".encode().decode("gb18030", "replace").replace("\ufffd", "?")),
]
ENOUGH = 0.05


def header(facts: Facts, table: Table) -> Finding | None:
    """Garbled column names of a table."""
    bad = [(position, field.name) for position, field in enumerate(table.fields) if repaired(field.name) is not None]
    if not bad:
        return None
    row = table.layout.header_rows[-1] if table.layout.header_rows else 0
    examples = tuple(Example(address(table, row, position), name, repaired(name) or None) for position, name in bad[:20])
    place = at_table(table, range=examples[0].at) if not table.pointers else at_table(table, pointer=examples[0].at)
    return Finding(facts.part(table) * len(bad) / table.named, place, len(bad), examples=examples, variant="header")


def weighed(values: int, found: Finding, *, known: bool) -> Finding | None:
    """The finding, critical where it concerns few of so many values.

    `known`: all its cells are proved; where they are not, some example must be, or there is no finding.
    """
    if not known and all(repaired(example.value or "") is None for example in found.examples):
        return None
    return found if found.count >= ENOUGH * max(1, values) else replace(found, severity="critical")


def columns(facts: Facts, table: Table) -> Iterator[Cells]:
    """Garbled cells of each column: those whose reversal is proved, or in columns of many values all that look like them."""
    import polars as pl

    for position, column in enumerate(table.columns):
        if not column.counts.get("mojibake"):
            continue
        condition = any_of(["bad"], {"bad": MOJIBAKE})
        if column.tally:
            condition = pl.col("cell").is_in([value for value in column.tally if repaired(value) is not None])
        adjust = partial(weighed, column.values, known=bool(column.tally))
        yield cells(facts, table, position, condition, expected=lambda value: repaired(value) or None, adjust=adjust)


def check(facts: Facts) -> Iterator[Finding | Cells]:
    """Columns in which the profile counted characters that only decoding mistakes bring, and the names of columns."""
    for table in facts.tables:
        if found := header(facts, table):
            yield found
        yield from columns(facts, table)
