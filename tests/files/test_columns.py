"""Counts of columns are the same whether the columns are counted together or each alone."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from unittest.mock import patch

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.files import columns
from ckanext.govopen.files.model import Sheet

CELLS = [
    "12",
    "007",
    "0.5",
    "1,200",
    "１２",
    "3户",
    "5万",
    "2021-03-05",
    "2021-3-5",
    "2021年3月5日",
    "20210305",
    "202103",
    "2021.3",
    "44197",
    "1614902400",
    "民国110年",
    "二〇二一年",
    "第3名",
    "91510500MA00000000",
    "13800138000",
    "110105194912310021",
    "有",
    "无",
    "NA",
    "是",
    "否",
    "-",
    "同上",
    "锟斤拷",
    "\u200b甲县",
    "甲县",
    "Ａ",
    "中",
    "ab",
]
CELL = st.one_of(st.none(), st.sampled_from(["", " ", "\t甲县 ", *CELLS]), st.text(max_size=6))


def counted(cells: Sequence[Sequence[str | None]], dates: Collection[int], together: int, few: int) -> list[columns.Column]:
    """The counts of columns, without those that are nothing."""
    frame = pl.DataFrame({f"c{n}": pl.Series(column, dtype=pl.String) for n, column in enumerate(cells)})
    with patch.multiple(columns, TOGETHER=together, FEW=few):
        _, found = columns.census(Sheet(frame.lazy(), len(cells)), frame.lazy(), range(len(cells)), dates)
    return [replace(one, counts={name: count for name, count in one.counts.items() if count}) for one in found]


@settings(max_examples=30)
@given(
    st.integers(1, 12).flatmap(lambda rows: st.lists(st.lists(CELL, min_size=rows, max_size=rows), min_size=2, max_size=4)),
    st.sets(st.integers(0, 3)),
)
def test_columns_are_counted_together_as_alone(cells: list[list[str | None]], dates: set[int]) -> None:
    """No column's counts depend on those beside it, nor on whether patterns are asked one by one."""
    assert counted(cells, dates, together=1 << 20, few=1 << 20) == counted(cells, dates, together=1, few=0)
