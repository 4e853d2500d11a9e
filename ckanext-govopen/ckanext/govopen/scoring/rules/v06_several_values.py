"""One cell holds one value: what is joined in a cell can be neither counted nor searched.

A separator counts where the parts are values: they stand alone in other cells, or recur, or all of them are numbers or
names of people. Addresses, scopes of business, names and free text are left alone.

Bad: `语文、数学` in a column whose other cells are `语文`, `英语`; `010-12345678;010-87654321`; `116.3,39.9`.
Good: a row for each value, or a column for each.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.names import is_prose
from ckanext.govopen.files.words import words
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text

code = "V06"
title = N_("A cell holds one value")
message = N_("Column “{column}” has {count} cells with several values in one.")
help = N_(  # noqa: A001
    "Split the column in WPS or Excel (Data › Text to columns, with the separator), or write a row for each value."
)
variants = {
    "pair": (
        N_("Column “{column}” has {count} cells that hold longitude and latitude together."),
        N_("Split the column in WPS or Excel (Data › Text to columns, comma) into “经度” and “纬度”."),
    ),
}
passes = [
    text("学校.csv", "学校,地址\n一中,甲路1号、2号\n二中,乙路3号；丙路4号\n"),
    text("行业.csv", "编号,行业\n1,农、林、牧、渔业\n2,制造业\n3,农、林、牧、渔业\n"),
    text("标准.csv", "标准,限值\nGB/T 1234,12\nGB/T 1235,13\n"),
]
fails = [
    text("教师.csv", "编号,科目\n1,语文、数学\n2,语文\n3,英语\n4,英语；数学\n"),
    text("机构.csv", "机构,电话\n甲局,010-12345678；010-87654321\n乙局,010-22345678；010-87654322\n"),
    text("站点.csv", '站点,坐标\n甲站,"116.3,39.9"\n乙站,"116.4,39.8"\n'),
]
SEPARATORS = ("\n", "、", "；", ";", "|", "/", "，", ",")
ALWAYS_VALUES = ("\n", "、", "；", ";", "|")
LONGEST = 20
PAIR = r"^-?[0-9]{1,3}\.[0-9]+\s*[,，;； ]\s*-?[0-9]{1,3}\.[0-9]+$"
NUMBER = re.compile(r"^[+(（]?[0-9][0-9()（） -]{4,}(?:转[0-9]+)?$|^[^@\s]+@[^@\s]+$")
PERSON = re.compile(r"^[\u4e00-\u9fff·]{2,4}$")
LISTS = re.compile("成员|专业|科目|语种|标签|课程|姓名|联系人|负责人|教师|电话|手机|邮箱|车牌|品种|特长|设施|作者|法定代表人")
OFTEN = 0.2


@cache
def shape(separator: str) -> str:
    """Cells of short parts between separators, none of them a sentence."""
    mark = re.escape(separator) if separator != "\n" else r"\n"
    part = rf"[^{mark}。！？：:]{{1,{LONGEST}}}"
    return rf"^{part}(?:{mark}{part})+$"


def separator_of(table: Table, position: int) -> str | None:
    """The separator that parts values in a column, None where none does; told by the first rows."""
    values = Counter(value for value in table.sample[str(position)].to_list() if value and value not in words().nulls)
    name = table.fields[position].label
    for separator in SEPARATORS:
        several = [value for value in values if re.match(shape(separator), value)]
        if several and parts_are_values(several, values, separator, name):
            return separator
    return None


def parts_are_values(several: list[str], values: Counter[str], separator: str, name: str) -> bool:
    """Whether the parts of such cells are values of their own."""
    split = [[part.strip() for part in value.split(separator)] for value in several]
    parts = [part for one in split for part in one]
    if not all(parts):
        return False
    if all(NUMBER.match(part) for part in parts):
        return True
    if is_prose(name):
        return False
    counts = Counter(part for one in split for part in set(one))
    recurring = sum(part in values or counts[part] > 1 for part in parts)
    if recurring >= (0.5 if separator in ALWAYS_VALUES else 0.8) * len(parts) and any(part in values for part in parts):
        return True
    if separator not in ALWAYS_VALUES or not LISTS.search(name):
        return False
    people = words().says("name", name) and all(PERSON.match(part) for part in parts)
    return people or sum(values[value] for value in several) >= OFTEN * values.total()


def check(facts: Facts) -> Iterator[Cells]:
    """Text columns in whose first rows a separator parts values."""
    import polars as pl

    for table in facts.tables:
        for position, field in enumerate(table.fields):
            if field.type not in ("string", "identifier") or table.columns[position].length < 3 or field.personal == "id":
                continue
            cell = table.sample[str(position)]
            if not cell.str.contains_any(list(SEPARATORS)).any():
                continue
            if 2 * cell.str.contains(PAIR).sum() > cell.len():
                yield cells(facts, table, position, pl.col("cell").str.contains(PAIR), variant="pair")
            elif separator := separator_of(table, position):
                yield cells(facts, table, position, pl.col("cell").str.contains(shape(separator)))
