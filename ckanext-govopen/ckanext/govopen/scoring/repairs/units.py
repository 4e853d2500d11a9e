"""Moves the unit out of the cells: `980户` becomes 980 in the column `户数(户)`, `95%` becomes 95 with the unit %.

Where the cells of a column have different units, or some have none where that matters (95% beside 0.93), the unit goes
to a column of its own, `完成率_单位`. Left alone: 约980户, which is no number, and units that contradict the header.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from ckanext.govopen.files.fields import split_unit
from ckanext.govopen.files.model import Table
from ckanext.govopen.files.words import alternatives, words
from ckanext.govopen.national import data
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Column, Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "units"  # noqa: A001
title = N_("Move units from the cells into the column name")
kind = "lossless"
order = 51
mends = {"V01": None}
examples = [
    (text("人口.csv", "区县,户数\n甲县,980户\n乙县,1200\n丙县,990户\n"), "区县,户数(户)\n甲县,980\n乙县,1200\n丙县,990\n"),
    (text("人口.csv", "区县,完成率\n甲县,95%\n乙县,93.5%\n"), "区县,完成率(%)\n甲县,95\n乙县,93.5\n"),
    (
        text("人口.csv", "区县,完成率\n甲县,95%\n乙县,0.93\n丙县,0.9\n"),
        "区县,完成率,完成率_单位\n甲县,95,%\n乙县,0.93,\n丙县,0.9,\n",
    ),
    (
        text("拨款.csv", "区县,金额\n甲县,3.5万元\n乙县,1200元\n丙县,800元\n"),
        "区县,金额,金额_单位\n甲县,3.5,万元\n乙县,1200,元\n丙县,800,元\n",
    ),
    (text("拨款.csv", '区县,金额\n甲县,"¥1,200"\n乙县,¥980.5\n'), "区县,金额(元)\n甲县,1200\n乙县,980.5\n"),
]
CURRENCIES = {"¥": "元", "￥": "元", "人民币": "元", "$": "美元"}
SAME = {"％": "%"}
MULTIPLES = ("%", "‰", "万", "亿", "百", "千")
DIGITS = r"([+\-－]?\s*[0-9][0-9,，]*(?:\.[0-9]+)?)"


@dataclass(frozen=True, slots=True)
class Units:
    """What the cells of a column show: the units, and whether some numbers have none."""

    names: frozenset[str]
    bare: bool


def pattern() -> str:
    """A number with currency sign, number and unit as groups; estimates (约980户) do not match."""
    currency = alternatives(data.load("tables.yml")["currency"])
    return rf"^\s*({currency})?\s*{DIGITS}\s*(\D.*)?$"


def valued(cell: pl.Expr) -> pl.Expr:
    """Whether a cell is a number with its unit and nothing else; in the columns of findings, floors count as units."""
    return (cell.str.contains(f"{words().valued}|{words().ordinal}") & ~cell.str.contains("^[约≈近]")).fill_null(value=False)


def unit_of(cell: pl.Expr) -> pl.Expr:
    """The unit of such a cell."""
    parts = cell.str.extract_groups(pattern())
    written = parts.struct.field("3").str.strip_chars().replace(SAME)
    return pl.when(valued(cell)).then(pl.coalesce(written, parts.struct.field("1").replace(CURRENCIES)))


def number_of(cell: pl.Expr) -> pl.Expr:
    """The number of such a cell."""
    return cell.str.extract(pattern(), 2).str.replace_all(r"[,，\s]", "").str.replace("－", "-", literal=True)


def concerns(_: object, table: Table | None, position: int | None) -> bool:
    """Columns with a unit that can be taken out: the one that the header says, or any where it says none."""
    if table is None or position is None:
        return False
    cells = list(table.columns[position].tally) or table.sample[str(position)].to_list()
    shown = pl.DataFrame({"cell": cells}, schema={"cell": pl.String}).select(unit_of(pl.col("cell"))).to_series()
    said = split_unit(table.fields[position].name)[1]
    return bool(shown.drop_nulls().is_in([SAME.get(said, said)]).any() if said else shown.count())


def survey(draft: Draft, positions: Sequence[int]) -> dict[int, Units]:
    """The units of several columns, in one scan."""
    wanted: list[pl.Expr] = []
    for p in positions:
        cell = pl.col(draft.column(p).key)
        wanted.append(unit_of(cell).drop_nulls().unique().sort().implode().alias(f"{p}"))
        wanted.append((cell.str.contains("^[+\\-－.0-9０-９]") & ~valued(cell)).any().alias(f"{p}:bare"))
    row = draft.table.sheet.collect(draft.frame.select(wanted)).row(0, named=True)
    return {p: Units(frozenset(row[f"{p}"]), bool(row[f"{p}:bare"])) for p in positions}


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings."""
    positions = [hit.position for hit in hits if hit.position is not None]
    for position, units in (survey(draft, positions) if positions else {}).items():
        if units.names:
            split(draft, draft.column(position), units)


def split(draft: Draft, column: Column, units: Units) -> None:
    """Takes the unit out of a column's cells, to where it can be said of them."""
    said = split_unit(draft.table.fields[column.position or 0].name)[1]
    common = min(units.names)
    alone = len(units.names) == 1
    if said is not None or (alone and common == column.field.unit):
        strip(draft, column, [SAME.get(said or common, said or common)])
        return
    if alone and not (units.bare and (column.field.unit or common.startswith(MULTIPLES))):
        strip(draft, column, [common])
        draft.rename(column, f"{column.field.name}({common})", unit=common, type="number")
        return
    own = draft.add(f"{column.field.name}_单位", unit_of(pl.col(column.key)), column)
    strip(draft, column, sorted(units.names))
    column.unit_column = own.field.name
    column.field = replace(column.field, type="number")


def strip(draft: Draft, column: Column, names: Sequence[str]) -> None:
    """Leaves the number alone in cells with one of the units."""

    def bare(cell: pl.Expr) -> pl.Expr:
        return pl.when(unit_of(cell).is_in(list(names))).then(number_of(cell)).otherwise(cell)

    if column.position is not None:
        draft.rewrite(id, column.position, bare, claim="number")
