"""A number with its unit, a percent sign or a currency sign is text: nobody can add it up.

Bad: `980户`, `95%`, `¥1200`.
Good: `980` under a header 户数(户), `95` under 完成率(%).
"""

import re
import unicodedata
from collections.abc import Iterator

from ckanext.govopen.files.names import is_quantity, is_size
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import any_of, cells, numeric
from ckanext.govopen.scoring.samples import text

code = "V01"
title = N_("Numbers stand without unit")
message = N_("Column “{column}” has {count} numbers with a unit, percent or currency sign in the cell.")
help = N_(  # noqa: A001
    "Select the column in WPS or Excel, use Find and replace (Ctrl+H) to replace the unit by nothing, "
    "and write the unit into the name of the column, such as “户数(户)”."
)
passes = [
    text("人口.csv", "区县,户数(户),完成率(%)\n甲县,980,95\n乙县,1200,93\n"),
    text("医院.csv", "医院,等级\n一院,3级\n二院,2级\n三院,1级\n"),
]
fails = [
    text("人口.csv", "区县,户数\n甲县,980户\n乙县,1200\n丙县,990户\n"),
    text("楼盘.csv", "楼盘,层数\n甲苑,18层\n乙苑,6层\n"),
    text("幼儿园.csv", "幼儿园,在园人数\n甲园,980人\n乙园,１２０人\n丙园,约300人\n"),
    text("人口.csv", "区县,完成率\n甲县,95%\n乙县,93.5%\n"),
]
NUMBER = re.compile(r"[+\-]?[\d,]*\.?\d+")
ESTIMATES = ("约", "≈", "近")


def bare(value: str) -> str | None:
    """The number alone, without its unit and thousands separators; None for an estimate, which is no number."""
    found = None if value.strip().startswith(ESTIMATES) else NUMBER.search(unicodedata.normalize("NFKC", value))
    return found.group().replace(",", "") if found else None


def check(facts: Facts) -> Iterator[Cells]:
    """Columns whose cells are mostly numbers, some of them with a unit; codes and dates are not numbers."""
    units = {"unit": words().valued, "ordinal": words().ordinal}
    for table in facts.tables:
        for position in numeric(table):
            label, counts = table.fields[position].label, table.columns[position].counts
            ways = ["unit", "ordinal"] if is_quantity(label) else ["unit"]
            if any(counts.get(way) for way in ways) and not is_size(label):
                yield cells(facts, table, position, any_of(ways, units), expected=bare)
