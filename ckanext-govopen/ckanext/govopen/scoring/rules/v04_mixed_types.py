"""A column holds values of one type: one word among numbers makes all of them text.

Numbers with their unit or separators are V01 and V02, null words V05, 长期 in a column of dates is no other type.

Bad: `12`, `30`, `约四十户` under 户数; `2021-03-05`, `近期` under 日期.
Good: numbers alone, dates alone; remarks in a column of their own.
"""

import re
from collections.abc import Iterator

from ckanext.govopen.files import patterns
from ckanext.govopen.files.fields import nearly_numbers, styles_of
from ckanext.govopen.files.model import Table
from ckanext.govopen.files.names import is_prose, is_quantity
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text

code = "V04"
title = N_("A column holds values of one type")
message = N_("Column “{column}” holds numbers, but {count} cells are something else.")
help = N_(  # noqa: A001
    "Sort the column in WPS or Excel: text gathers at the end. Put the value as it should be, or leave the cell empty and "
    "write the remark into a column of its own."
)
variants = {"date": (N_("Column “{column}” holds dates, but {count} cells are something else."), help)}
passes = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n丙县,31\n"),
    text("线路.csv", "线路,里程\n1,12\n2,13\n游3,14\n"),
    text("证照.csv", "名称,有效期至\n甲,2021-03-05\n乙,2022-03-05\n丙,长期\n"),
]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n丙县,约四十户\n丁县,31\n"),
    text("许可.csv", "名称,日期\n甲,2021-03-05\n乙,2022-03-05\n丙,办理之日\n丁,2022-03-07\n"),
]
LEAST = 0.05
FEWEST = 3
SOME = 0.3
LONGEST_LETTERS = 3
NAME_LIKE = re.compile("号|线|楼|层|班|年级|站|版|牌|座|室|区$|课|岗位|职级|等级|类")
CODE_LIKE = re.compile(r"^[A-Za-z0-9#+().（）/_-]*[A-Za-z#/_-][A-Za-z0-9#+().（）/_-]*$")
ENDLESS = "^(?:长期|永久|至今|无固定期限|长期有效|永久有效|无期限|不定期|无限期|终身|长年)$"


def known_shapes(table: Table, position: int) -> dict[str, str]:
    """The patterns of what a column mostly but not wholly holds; nothing for text, codes and columns of one type."""
    field, column = table.fields[position], table.columns[position]
    if field.type in ("date", "datetime"):
        count = column.counts.get("iso", 0) + sum(styles_of(column).values())
        shapes = {"iso": patterns.ISO, **patterns.STYLES, "endless": ENDLESS}
    elif (field.type == "number" and not has_names(field.label)) or promises_numbers(table, position):
        count = nearly_numbers(column, field.name)
        shapes = {"number": patterns.NUMBER, **patterns.numeric()}
    else:
        return {}
    return shapes if is_mixed(column.values, count) else {}


def promises_numbers(table: Table, position: int) -> bool:
    """Whether a column's name promises numbers and enough of its values keep the promise."""
    field, column = table.fields[position], table.columns[position]
    if field.type not in ("number", "string") or not is_quantity(field.label):
        return False
    return nearly_numbers(column, field.name) >= SOME * column.values


def has_names(label: str) -> bool:
    """Whether a column's name leads one to expect names, some of which may be bare numbers."""
    return is_prose(label) or NAME_LIKE.search(label) is not None


def is_mixed(values: int, alike: int) -> bool:
    """Whether fewer than 95 % of the values are alike."""
    return values >= FEWEST and values - alike > LEAST * values


def are_codes(table: Table, position: int, shapes: dict[str, str]) -> bool:
    """Whether most of the other cells look like codes, so that the numbers are codes as well."""
    import polars as pl

    cell = pl.col(str(position))
    alike = pl.any_horizontal(cell.str.contains(shape) for shape in shapes.values())
    others = table.sample.filter(~alike & (cell != "") & ~cell.is_in(sorted(words().nulls)))[str(position)].to_list()
    return 2 * sum(is_code_like(value) for value in others) > len(others)


def is_code_like(value: str) -> bool:
    """Whether a value looks like a code, and not like a date or a word."""
    is_word = len(value) > LONGEST_LETTERS and value.isalpha()
    return CODE_LIKE.match(value) is not None and re.match(patterns.ISO, value) is None and not is_word


def check(facts: Facts) -> Iterator[Cells]:
    """Columns of numbers or dates by their counts; the cells are those that none of the patterns explains."""
    import polars as pl

    for table in facts.tables:
        for position, field in enumerate(table.fields):
            shapes = known_shapes(table, position)
            if not shapes or (not is_quantity(field.label) and are_codes(table, position, shapes)):
                continue
            other = ~pl.any_horizontal(pl.col("cell").str.contains(shape) for shape in shapes.values())
            unknown = ~pl.col("cell").is_in(sorted({"", *words().nulls, *words().dittos}))
            total = pl.col("cell").str.contains(words().total)  # T03's, where records have no layout
            variant = "date" if field.type in ("date", "datetime") else None
            yield cells(facts, table, position, other & unknown & ~total, variant=variant)
