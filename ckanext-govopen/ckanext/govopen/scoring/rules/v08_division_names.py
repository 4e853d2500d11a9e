"""A division has one official name, that of GB/T 2260: other names cannot be joined with other data.

Only columns of divisions are looked at: their name says so, and most of their values are divisions in some form.

Bad: `海淀` for 海淀区, `内蒙古` for 内蒙古自治区, `高新区` in a column of districts.
Good: `海淀区`, `北京市海淀区`, or a column with codes beside.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.names import is_division
from ckanext.govopen.files.words import words
from ckanext.govopen.national import data, regions
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text

code = "V08"
title = N_("Divisions have their official names")
message = N_("Column “{column}” has {count} names of divisions that are short or not in GB/T 2260.")
help = N_(  # noqa: A001
    "Use Find and replace (Ctrl+H, “Match entire cell contents”) in WPS or Excel to write the full name, such as “海淀区”, "
    "and add a column with the code of GB/T 2260."
)
passes = [
    text("人口.csv", "区县,户数\n海淀区,12\n西城区,30\n朝阳区,31\n"),
    text("人口.csv", "区域,户数\n东片,12\n西片,30\n"),
]
fails = [
    text("人口.csv", "区县,户数\n海淀,12\n西城区,30\n朝阳区,31\n"),
    text("人口.csv", "省份,户数\n北京,12\n河北,30\n内蒙古,31\n"),
    text("人口.csv", "区县,户数\n南山区,12\n福田区,30\n罗湖区,31\n高新区,31\n"),
]
MOST = 0.6


ELSEWHERE = re.compile("外地|境外|境内|未|其他|其它|不详|不明|本级|直属|直管")


def others() -> set[str]:
    """What stands in columns of divisions and is none: 全市, 市本级, 其他."""
    return {*data.load("tables.yml")["division_others"], *words().nulls, *words().dittos}


def official(name: str) -> bool:
    """Whether a name is that of a division in force, alone or with all or some of the divisions above."""
    found = regions.named(name)
    return any(name.endswith(one.name) for one in found)


def full(name: str, beside: Sequence[str]) -> str | None:
    """The official name that a short one means, where it is one only: of the level of the names beside it, and near them."""
    found = [one for one in regions.named(name) if one.name.startswith(name)]
    known = [one for other in beside if other != name for one in regions.named(other)]
    if known:
        level = Counter(one.level for one in known).most_common(1)[0][0]
        found = [one for one in found if one.level == level] or found
        near = {one.parent for one in known}
        found = [one for one in found if one.parent in near]
    names = {one.name for one in found}
    return names.pop() if len(names) == 1 else None


def official_name(meant: Mapping[str, str | None], value: str) -> str | None:
    """What a name should be, if that is known."""
    return meant.get(value.strip())


def wrong_names(table: Table, position: int) -> tuple[list[str], list[str]]:
    """Names that are not official, and those that are; nothing where most of the values are no divisions."""
    values = {value for value in set(table.columns[position].tally) - others() if not ELSEWHERE.search(value)}
    good = sorted(value for value in values if official(value))
    short = [value for value in values if value not in good and regions.named(value)]
    if not values or len(good) + len(short) < MOST * len(values):
        return [], []
    return sorted(values.difference(good)), good


def check(facts: Facts) -> Iterator[Cells]:
    """Columns of divisions by their names and values."""
    import polars as pl

    for table in facts.tables:
        for position, field in enumerate(table.fields):
            if field.type not in ("string", "identifier") or not is_division(field.label):
                continue
            wrong, good = wrong_names(table, position)
            if wrong:
                meant = {name: full(name, [*good, *wrong]) for name in wrong}
                expected = partial(official_name, meant)
                yield cells(facts, table, position, pl.col("cell").is_in(wrong), expected=expected)
