"""Turns garbled text back into what it said, where that is certain: garbling the result again gives the very same text.

Text that has lost characters (锟斤拷, a question mark at its end) stays as it is.
"""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files.mojibake import MISREADINGS, repaired
from ckanext.govopen.files.patterns import MOJIBAKE
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Finding
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "mojibake"  # noqa: A001
title = N_("Turn garbled text back")
kind = "ask"
order = 15
mends = {"E03": None}
GARBLED = "区县,单位名称\n海淀,街道\n西城,幼儿\n".encode().decode("gb18030")
examples = [(text("单位.csv", GARBLED), "区县,单位名称\n海淀,街道\n西城,幼儿\n")]


def concerns(finding: Finding, *_: object) -> bool:
    """Text that has not lost characters: some example has a reading."""
    return any(example.expected for example in finding.examples)


def restored(value: str) -> str:
    """What the text once said, if that is certain."""
    original = repaired(value)
    if not original:
        return value
    for wrong, right in MISREADINGS:
        try:
            if original.encode(right).decode(wrong) == value:
                return original
        except UnicodeError:
            continue
    return value


def restored_all(cells: pl.Series) -> pl.Series:
    """A batch of cells; every distinct garbled text is reversed once."""
    garbled = cells.filter(cells.str.contains(MOJIBAKE).fill_null(value=False)).unique()
    new = {value: restored(value) for value in garbled}
    return cells.replace(new) if new else cells


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings, and the names of all columns."""
    for hit in hits:
        if hit.position is not None and hit.variant != "header":
            draft.rewrite(id, hit.position, reversal, claim="garbled")
    row = draft.table.layout.header_rows[-1] if draft.table.layout.header_rows else 0
    for column in draft.columns:
        name = restored(column.field.name)
        if name != column.field.name and column.position is not None:
            draft.edit(id, row, column.position, column.field.name, name)
            draft.rename(column, name, label=name)


def reversal(cell: pl.Expr) -> pl.Expr:
    """The cells with garbled text turned back."""
    return cell.map_batches(restored_all, return_dtype=pl.String, is_elementwise=True)
