"""Rows of totals that no word gives away: their numbers are the sums of the rows around them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from ckanext.govopen.national import data

from .words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

MOST_ROWS = 5000
FEWEST = 3
LEAST = 10
NAMES = re.compile("序号|年份|年度|月份|编号|代码|编码|排名|名次|经度|纬度")
NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"

Column = list["float | None"]


@data.cached
def total_word() -> re.Pattern[str]:
    """Names of the whole, such as 全市, of which a row tells only where its numbers are sums."""
    return re.compile(rf"^\s*(?:{alternatives(data.load('tables.yml')['sum_words'])})\s*$")


def hidden_totals(rows: pl.DataFrame, header: Sequence[str]) -> list[int]:
    """Numbers (`n`) of rows that are sums of others: the first, the last, and rows without a name or with one like 全市.

    `rows`: the data rows, `n` and one column of strings for each name of `header`. The rows between two totals, or all
    that are none, must add up to them in every column of numbers, or in half of them where the name speaks for it.
    """
    if not FEWEST < rows.height <= MOST_ROWS:
        return []
    numbers = rows["n"].to_list()
    columns = summable(rows, header)
    names = [label(row) for row in rows.drop("n").head(MOST_ROWS).iter_rows()]
    marked = [i for i, name in enumerate(names) if name is None or total_word().match(name)]
    if not columns or len(marked) > rows.height // 2:
        return []
    found: list[int] = []
    for row in sorted({0, *marked, rows.height - 1}):
        others = [i for i in range(rows.height) if i != row and i not in found and i not in marked]
        since = [i for i in others if (found[-1] if found else -1) < i < row]
        if any(adds_up(columns, row, group, sure=row in marked) for group in (others, since)):
            found.append(row)
    return [numbers[row] for row in found]


def label(row: tuple[str | None, ...]) -> str | None:
    """A row's name: its first cell, or the second where the first is blank or a number; None where there is neither."""
    for cell in row[:2]:
        text = (cell or "").strip()
        if text and not re.match(NUMBER, text):
            return text
    return None


def summable(rows: pl.DataFrame, header: Sequence[str]) -> list[Column]:
    """The columns of quantities as numbers."""
    import polars as pl

    chosen = [
        name
        for name, title in zip(rows.columns[1:], header, strict=True)
        if not NAMES.search(title) and not words().says("identifier", title)
    ]
    cells = rows.select(pl.col(chosen).str.strip_chars().str.replace_all("[,，]", ""))
    numeric = cells.select(pl.all().str.contains(NUMBER).fill_null(value=False))
    shares = zip(numeric.sum().row(0), cells.count().row(0), chosen, strict=True) if chosen else ()
    mostly = [name for numbers, filled, name in shares if numbers >= max(FEWEST, 0.8 * filled)]
    values = cells.select(pl.when(numeric[name]).then(name).cast(pl.Float64, strict=False).alias(name) for name in mostly)
    columns = (values[name].to_list() for name in mostly)
    return [column for column in columns if not all(1900 <= value <= 2100 for value in column if value is not None)]


def adds_up(columns: Sequence[Column], row: int, others: Sequence[int], *, sure: bool) -> bool:
    """Whether a row's numbers are the sums of those of other rows; `sure` where its name speaks for it."""
    hits = tried = 0
    for column in columns:
        addends = [value for i in others if (value := column[i])]
        total = column[row]
        if total is None or len(addends) < (2 if sure else FEWEST):
            continue
        tried += 1
        hits += math.isclose(math.fsum(addends), total, rel_tol=1e-9, abs_tol=0.051 if total % 1 else 1e-9) and (
            sure or abs(total) >= LEAST
        )
    return hits > 0 and (2 * hits >= tried if sure else hits == tried)
