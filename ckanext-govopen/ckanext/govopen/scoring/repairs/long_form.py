"""Turns columns that are periods into rows: the period goes to a column `时期`, the value to one of its own.

Left alone: tables in which several series of columns differ by their period, and columns of different units.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ckanext.govopen.files.model import Field, Table
from ckanext.govopen.files.reach import corner
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Finding, Sample
from ckanext.govopen.scoring.repairing.draft import Draft, Hit, Melt
from ckanext.govopen.scoring.samples import text

id = "long_form"  # noqa: A001
title = N_("Turn periods from columns into rows")
kind = "ask"
order = 80
mends = {"T07": None}
examples: list[tuple[Sample, str]] = [
    (
        text("人口.csv", "区县,2019年,2020年,2021年\n甲县,12,13,14\n乙县,15,16,17\n"),
        "区县,时期,数值\n甲县,2019年,12\n甲县,2020年,13\n甲县,2021年,14\n乙县,2019年,15\n乙县,2020年,16\n乙县,2021年,17\n",
    ),
    (
        text("人口.csv", "区县,2019年人口,2020年人口,2021年人口\n甲县,12,13,14\n乙县,15,16,17\n"),
        "区县,时期,人口\n甲县,2019年,12\n甲县,2020年,13\n甲县,2021年,14\n乙县,2019年,15\n乙县,2020年,16\n乙县,2021年,17\n",
    ),
]
PERIOD = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:年度|年末|年底|年|财年)?(?:(?:[-/.]?(?:0[1-9]|1[0-2])|(?<=年)(?:0?[1-9]|1[0-2]))(?!\d)月?份?"
    r"|\s*第?[一二三四1-4]季度?|\s*[qQ][1-4]|[上下]半年)?(?!\d)|(?<!\d)(?:0?[1-9]|1[0-2])月份?|[一二三四五六七八九十]{1,2}月份?|第?[一二三四1-4]季度"
)


def series(table: Table, positions: Sequence[int]) -> tuple[str, dict[int, str]] | None:
    """What the columns hold and the period of each; None where they are more than one series."""
    found: dict[int, str] = {}
    rests: set[str] = set()
    for position in positions:
        label = table.fields[position].label
        if hit := PERIOD.search(label):
            found[position] = hit.group()
            rests.add((label[: hit.start()] + label[hit.end() :]).strip("_ 　-"))
    units = {table.fields[position].unit for position in found}
    if len(rests) != 1 or len(units) != 1 or len(set(found.values())) != len(found):
        return None
    return rests.pop(), found


def between(finding: Finding, table: Table) -> range:
    """The positions of the finding's place."""
    first, _, last = corner(finding.where.range or "")
    if first is None or last is None:
        return range(0)
    return range(first - table.layout.left, last - table.layout.left + 1)


def concerns(finding: Finding, table: Table | None, _: int | None) -> bool:
    """Tables with one series of columns."""
    return table is not None and series(table, between(finding, table)) is not None


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the finding."""
    found = series(draft.table, between(hits[0].finding, draft.table))
    columns = [one for one in draft.columns if found and one.position in found[1]]
    if found is None or not columns:
        return
    blank = Field(name=draft.free("时期"), label="时期", type="string")
    value = replace(columns[0].field, name=draft.free(found[0] or "数值"), label=found[0] or "数值", type="number")
    periods = tuple(found[1][one.position] for one in columns if one.position is not None)
    draft.melt = Melt(tuple(one.key for one in columns), periods, (blank, value))
    draft.count(id, len(columns))
