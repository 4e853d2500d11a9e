"""Conditions on cells that should be codes: check digits by the arithmetic of whole columns, never cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.govopen.national import regions
from ckanext.govopen.national.identifiers import USCC_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

USCC_WEIGHTS = (*(pow(3, n, 31) for n in range(17)), 1)
ID_WEIGHTS = (*(pow(2, 17 - n, 11) for n in range(17)), 1)
SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}$"
TAIL_ZEROS = r"^[1-9][0-9]{12,16}000$"  # a spreadsheet keeps 15 digits of a number
BORN = r"^.{6}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
LEVELS = (2, 4, 6, 9, 12)  # digits of a division's code
DAMAGED = (5, 7, 8, 10, 11)  # and of one that lost or gained some


def uscc_is_wrong(cell: pl.Expr) -> pl.Expr:
    """Cells of about the length of a 统一社会信用代码 whose length, letters or check character are not right (GB 32100).

    Numbers of 15 digits are the registration numbers of old, and none of this rule's.
    """
    import polars as pl

    code = cell.str.to_uppercase()
    byte = pl.element().cast(pl.Int32)
    skipped = pl.sum_horizontal((byte > ord(letter)).cast(pl.Int32) for letter in "IOSV")
    worth = pl.when(byte < ord("A")).then(byte - ord("0")).otherwise(byte - ord("A") + 10 - skipped)
    sound = code.str.contains(rf"^[{USCC_ALPHABET}]{{18}}$") & (weighted(code, worth, USCC_WEIGHTS) % 31 == 0)
    return cell.str.contains("^[0-9A-Za-z]{16,20}$") & ~sound


def id_is_wrong(cell: pl.Expr) -> pl.Expr:
    """Cells of about the length of a 公民身份号码 whose length, birth date or check digit are not right (GB 11643)."""
    import polars as pl

    code = cell.str.to_uppercase()
    byte = pl.element().cast(pl.Int32)
    worth = pl.when(byte == ord("X")).then(10).otherwise(byte - ord("0"))
    form = code.str.contains("^[0-9]{17}[0-9X]$") & code.str.contains(BORN)
    sound = form & (weighted(code, worth, ID_WEIGHTS) % 11 == 1)
    return cell.str.contains("^[0-9]{16,19}[0-9Xx]?$") & ~sound


def weighted(code: pl.Expr, worth: pl.Expr, weights: Sequence[int]) -> pl.Expr:
    """The sum over a code's 18 characters of what each is worth by its place; 0 for a code of another length."""
    import polars as pl

    places = code.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, len(weights)))
    return (places.arr.eval(worth) * pl.lit(list(weights), pl.Array(pl.Int32, len(weights)))).arr.sum().fill_null(0)


def unknown_divisions(values: Iterable[str]) -> list[str]:
    """Those of some numbers that are no code of a division, in force or retired (GB/T 2260).

    Codes of 2 and 4 digits are those of provinces and prefectures; of 9 and 12 digits the first six count. One that lost or
    gained a digit is none; fewer than five digits are a numbering of another kind.
    """
    codes = [value for value in values if value.isascii() and value.isdigit() and len(value) in (*LEVELS, *DAMAGED)]
    return [code for code in codes if len(code) in DAMAGED or regions.region(code[:6].ljust(6, "0")) is None]
