"""Where one sheet holds several tables: below each other or side by side, each with a header of its own.

Each table is seen as a sheet of its own, whose other cells are empty; rows and columns keep their numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from . import headers
from .cells import is_data
from .rows import Shape, columns_of, head_rows, is_filled, is_note, shape
from .words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .model import Sheet

TRIES = 50
# What the first column of a table is called, and what it may be called where the blocks end in different rows.
KEYS = re.compile(
    "^(?:序号|[iI][dD])$|(?:名称|编号|编码|代码|月份|年份|车次|文号|申请号|站码|标识码)$|^(?:监测|观测|统计)(?:日期|月份)$"
    "|^(?:区县|县区|地区|指标|项目|学校|企业|单位|机构|医院|城市|省份|乡镇|街道|部门|年份|年度|月份|姓名)名?(?:[（(].*)?$"
)
LOOSE_KEYS = re.compile(f"{KEYS.pattern}|类别|类型|分类|科目|行业|站点|日期|时间|号$|码$|^名")
NUMBERED = re.compile("^(?:附?表|[Tt]able)\\s*[0-9一二三四五六七八九十]")
KNOWN = 0.6
LONGEST = 10
MOST_TITLES = 3
DEEPEST = 4
FEW = 2000
"""Rows up to which a large sheet is looked through for other tables, too."""


def views(sheet: Sheet, facts: Shape, depth: int = 0) -> list[tuple[Sheet, Shape]]:
    """The tables of a sheet from top to bottom, each as what is left of the sheet when all others are taken out."""
    if depth < DEEPEST and (facts.last <= FEW or not sheet.large):
        for borders in (beside(sheet, facts), below(sheet, facts)):
            if len(borders) > 1:
                parts = [cut(sheet, *border) for border in borders]
                return [view for part in parts for view in views(part, shape(part), depth + 1)]
    return [(sheet, facts)]


Border = tuple[int, int, int, int]


def cut(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> Sheet:
    """The sheet with only the cells of some rows (both ends included) and columns (`right` left out)."""
    import polars as pl

    others = [name for c, name in enumerate(columns_of(sheet)) if not left <= c < right]
    frame = sheet.frame.filter(pl.col("n").is_between(top, bottom)).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in others
    )
    inside = [one for one in sheet.merges if top <= one.top <= bottom and left <= one.left < right]
    return replace(sheet, frame=frame, merges=tuple(inside))


def last_filled(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> int:
    """The last row of a block that holds anything."""
    import polars as pl

    names = columns_of(sheet)[left:right]
    rows = sheet.frame.filter(pl.col("n").is_between(top, bottom) & pl.any_horizontal(is_filled(name) for name in names))
    found: int | None = sheet.collect(rows.select(pl.col("n").max())).item()
    return found or top


def beside(sheet: Sheet, facts: Shape) -> list[Border]:
    """Blocks of columns that an empty column parts, where each of them is a table."""
    import polars as pl

    if not facts.gaps:
        return []
    names = columns_of(sheet)[facts.left : facts.right]
    body = sheet.frame.filter(pl.sum_horizontal(is_filled(name) for name in names) > 1)
    filled = sheet.collect(body.select(is_filled(name).sum() for name in names)).row(0) if names else ()
    groups: list[list[int]] = []
    for column, count in enumerate(filled, facts.left):
        if count and groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        elif count:
            groups.append([column])
    if len(groups) < 2 or any(len(group) < 2 for group in groups):
        return []
    found = [(1, last_filled(sheet, 1, facts.last, group[0], group[-1] + 1), group[0], group[-1] + 1) for group in groups]
    parts = [cut(sheet, *border) for border in found]
    heads = [header_names(part) for part in parts]
    return found if are_apart(heads, {border[1] for border in found}) else []


def header_names(part: Sheet) -> tuple[str, ...]:
    """The names of a block's columns; nothing where the block has no header with rows below it."""
    facts = shape(part)
    rows = [row for row in body_rows(part, facts, 1) if len(row.filled) > 1]
    found = headers.find(rows, facts.width, part.merges)
    if not found.rows or found.begin >= len(rows):
        return ()
    return tuple("_".join(levels) for levels in headers.flatten(found.rows, facts.width, ()))


def are_apart(heads: Sequence[tuple[str, ...]], ends: Collection[int]) -> bool:
    """Whether blocks beside each other are tables: names that come again, or another column of names at their head."""
    if not all(heads):
        return False
    again = {name for name in heads[0] if name} & {name for head in heads[1:] for name in head}
    return bool(again) or all((KEYS if len(ends) == 1 else LOOSE_KEYS).search(head[0]) for head in heads[1:])


def below(sheet: Sheet, facts: Shape) -> list[Border]:
    """Blocks of rows: a blank row or a title, then a header of its own, begins another table; so does a header repeated."""
    starts = [1]
    for first in candidates(sheet, facts):
        above = rows_above(sheet, facts, starts[-1], first)
        if len(above) > 1 and begins_table(sheet, facts, first, above):
            starts.append(first)
    if len(starts) < 2:
        return []
    ends = [*(start - 1 for start in starts[1:]), facts.last]
    columns = (facts.left, facts.right)
    return [(start, last_filled(sheet, start, end, *columns), *columns) for start, end in zip(starts, ends, strict=True)]


def candidates(sheet: Sheet, facts: Shape) -> list[int]:
    """Rows at which another table may begin: after blank rows, at lines of one cell, and where the header comes again."""
    found = []
    for n, special in facts.specials.items():
        after = facts.specials.get(n + 1)
        if not special.filled and n + 1 <= facts.last and (after is None or after.filled):
            found.append(n + 1)
        elif special.filled == 1 and not (special.note or special.total) and facts.width > 1 and n > 1:
            found.append(n)
    return sorted({*found[:TRIES], *repeats(sheet, facts)})


def repeats(sheet: Sheet, facts: Shape) -> list[int]:
    """Rows below the header that are the header once more."""
    import polars as pl

    rows = [row for row in body_rows(sheet, facts, 1) if len(row.filled) > 1]
    if not rows or any(is_data(name) for name in rows[0].kinds):
        return []
    names = columns_of(sheet)[facts.left : facts.right]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.lit(cell)) for name, cell in zip(names, rows[0].cells, strict=True))
    later = sheet.frame.filter((pl.col("n") > rows[0].number) & same).select("n").head(TRIES)
    return sheet.collect(later)["n"].to_list()


def rows_above(sheet: Sheet, facts: Shape, first: int, before: int) -> list[headers.Row]:
    """The header and first rows of the block that a row may end."""
    return [row for row in head_rows(sheet, first, facts) if row.number < before and len(row.filled) > 1]


def begins_table(sheet: Sheet, facts: Shape, first: int, above: Sequence[headers.Row]) -> bool:
    """Whether a header with rows below it follows, perhaps after a title: names over values, words that name columns, or
    words in a column that held values above."""
    body = [row for row in body_rows(sheet, facts, first) if len(row.filled) > 1]
    if not body or body[0].number > first + MOST_TITLES:
        return False
    found = headers.find(body, max(len(row.filled) for row in body), sheet.merges)
    if not found.rows or found.rows[0] != body[0] or found.begin >= len(body):
        return False
    if len({cell for cell in found.rows[-1].cells if cell}) < 2:
        return False
    if NUMBERED.match(text_of(facts, first)) or headers.has_contrast(body, [row.kinds for row in body], found.begin - 1):
        return True
    return are_words(found.rows[-1], body[found.begin]) or are_other_values(above[1:], body)


def text_of(facts: Shape, number: int) -> str:
    """The only text of a row that has one, "" of any other row."""
    special = facts.specials.get(number)
    return special.text if special and special.filled == 1 else ""


def are_other_values(above: Sequence[headers.Row], body: Sequence[headers.Row]) -> bool:
    """Whether a column held values and now holds words in every row."""
    width = len(body[0].cells)
    kinds = headers.usual_kinds([row.kinds for row in above], width)
    held = [column for column in range(width) if is_data(kinds[column])]
    return any(all(row.kinds[column] == "text" for row in body) for column in held)


def are_words(names: headers.Row, values: headers.Row) -> bool:
    """Whether most cells of a row are words of headers, and those of the next row are not."""
    known, below = (
        [c for c in row.filled if (cell := row.cells[c]) and len(cell) <= LONGEST and words().header.search(cell)]
        for row in (names, values)
    )
    return len(known) >= max(2, KNOWN * len(names.filled)) and 2 * len(below) < len(known)


def body_rows(sheet: Sheet, facts: Shape, first: int) -> list[headers.Row]:
    """The first rows from one on, without notes, totals and blanks."""
    return [row for row in head_rows(sheet, first, facts) if row.filled and is_body(facts, row.number)]


def is_body(facts: Shape, number: int) -> bool:
    """Whether a row is neither note nor total."""
    special = facts.specials.get(number)
    return special is None or not (is_note(special, facts.width) or special.total)
