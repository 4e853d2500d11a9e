"""Conditions on cells that should be codes: check digits by the arithmetic of whole columns, never cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.govopen.national import regions
from ckanext.govopen.national.identifiers import USCC_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

USCC_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}$"
TAIL_ZEROS = r"^[1-9][0-9]{12,16}000$"  # a spreadsheet keeps 15 digits of a number
BORN = r"^.{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"


def uscc_is_wrong(cell: pl.Expr) -> pl.Expr:
    """Cells of about the length of a 统一社会信用代码 whose length, letters or check character are not right (GB 32100).

    Numbers of 15 digits are the registration numbers of old, and none of this rule's.
    """
    import polars as pl

    code = cell.str.to_uppercase()
    digits = [code.str.slice(place, 1).str.head(1) for place in range(18)]
    worth = [digit.replace_strict(list(USCC_ALPHABET), list(range(31)), default=0, return_dtype=pl.Int32) for digit in digits]
    total = pl.sum_horizontal(value * weight for value, weight in zip(worth, USCC_WEIGHTS, strict=False))
    sound = code.str.contains(rf"^[{USCC_ALPHABET}]{{18}}$") & ((total + worth[17]) % 31 == 0)
    return cell.str.contains("^[0-9A-Za-z]{16,20}$") & ~sound


def id_is_wrong(cell: pl.Expr) -> pl.Expr:
    """Cells of about the length of a 公民身份号码 whose length, birth date or check digit are not right (GB 11643)."""
    import polars as pl

    code = cell.str.to_uppercase()
    places = [code.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(17)]
    total = pl.sum_horizontal(value * weight for value, weight in zip(places, ID_WEIGHTS, strict=True))
    last = (total % 11).replace_strict(list(range(11)), list("10X98765432"), default="", return_dtype=pl.String)
    sound = code.str.contains("^[0-9]{17}[0-9X]$") & code.str.contains(BORN) & (last == code.str.slice(17, 1))
    return cell.str.contains("^[0-9]{16,19}[0-9Xx]?$") & ~sound


def unknown_divisions(values: Iterable[str]) -> list[str]:
    """Those of some values that have the form of a division's code and are none, in force or retired (GB/T 2260).

    Codes of 2 and 4 digits are those of provinces and prefectures; of 9 and 12 digits the first six count.
    """
    codes = [value for value in values if value.isascii() and value.isdigit() and len(value) in (2, 4, 6, 9, 12)]
    return [code for code in codes if regions.region(code[:6].ljust(6, "0")) is None]
