"""Multiplies 万 and 亿 out: 3.5万 becomes 35000. Left alone in columns whose unit is a multiple already (万元)."""

from collections.abc import Sequence

import polars as pl

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "scales"  # noqa: A001
title = N_("Multiply 万 and 亿 out")
kind = "ask"
order = 52
mends = {"V02": None}
examples = [
    (
        text("人口.csv", "区县,户数\n甲县,3.5万\n乙县,1.20345万\n丙县,980\n丁县,2亿\n"),
        "区县,户数\n甲县,35000\n乙县,12034.5\n丙县,980\n丁县,200000000\n",
    ),
]
ZEROS = {"百万": 6, "千万": 7, "万": 4, "亿": 8, "千": 3}
NUMBER = r"^\s*([+\-－]?)\s*([0-9][0-9,，]*)(?:\.([0-9]+))?\s*(\D+?)\s*$"


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with such numbers, unless their unit is a multiple itself."""
    if table is None or position is None or not table.columns[position].counts.get("scale"):
        return False
    unit = table.fields[position].unit or ""
    return not unit.startswith(tuple(ZEROS))


def multiplied(cell: pl.Expr) -> pl.Expr:
    """The number with its point moved: exact, unlike a product of floating point."""
    parts = cell.str.extract_groups(NUMBER)
    sign, whole, part, word = (parts.struct.field(name).fill_null("") for name in ("1", "2", "3", "4"))
    whole = whole.str.replace_all("[,，]", "")
    result = cell
    for name, zeros in ZEROS.items():
        padded = part.str.pad_end(zeros, "0")
        number = (whole + padded.str.head(zeros)).str.strip_chars_start("0")
        number = pl.when(number == "").then(pl.lit("0")).otherwise(number)
        rest = padded.str.slice(zeros).str.strip_chars_end("0")
        point = pl.when(rest == "").then(pl.lit("")).otherwise(pl.lit(".") + rest)
        result = pl.when(word == name).then(sign.str.replace("－", "-") + number + point).otherwise(result)
    return pl.when(cell.str.contains(words().scaled)).then(result).otherwise(cell)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    for hit in hits:
        if hit.position is not None:
            draft.rewrite(id, hit.position, multiplied, claim="number")
