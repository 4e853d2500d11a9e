"""Takes the spaces around values away; cells of spaces only become empty. Spaces between words stay."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files.model import Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "spaces"  # noqa: A001
title = N_("Take away the spaces around values")
kind = "lossless"
order = 10
mends = {"V02": None}
examples = [(text("人口.csv", "区县,户数\n 甲县　,12\n乙县,  \n"), "区县,户数\n甲县,12\n乙县,\n")]


WAYS = ("thousands", "fullwidth", "spaced", "scale")


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Numbers with spaces around them and nothing else."""
    if table is None or position is None:
        return False
    counts = table.columns[position].counts
    return bool(counts.get("padded")) and not any(counts.get(way) for way in WAYS)


def trimmed(cell: pl.Expr) -> pl.Expr:
    """The cell without the spaces around it, nothing where nothing is left."""
    cell = cell.str.strip_chars()
    return pl.when(cell.str.len_bytes() > 0).then(cell)


def mend(draft: Draft, _: Sequence[Hit]) -> None:
    """Every column, whatever was found: spaces are no part of a value."""
    for column in list(draft.columns):
        if column.position is not None:
            draft.rewrite(id, column.position, trimmed)
