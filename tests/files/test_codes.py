"""Check digits of whole columns."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.files.codes import id_is_wrong, unknown_divisions, uscc_is_wrong
from ckanext.govopen.national.identifiers import USCC_ALPHABET, is_uscc

SOUND = "91350100M000100Y43"
PERSON = "11010519491231002X"


def wrong(condition: pl.Expr, *values: str) -> list[str]:
    """Values that meet a condition."""
    return pl.DataFrame({"cell": values}).filter(condition)["cell"].to_list()


def test_credit_codes() -> None:
    """Codes of another length or check character are wrong; what is no code is not looked at."""
    values = (SOUND, SOUND.lower(), "91350100M000100Y44", SOUND[:17], "91350100********43", "350100100001234", "甲局")
    assert wrong(uscc_is_wrong(pl.col("cell")), *values) == ["91350100M000100Y44", SOUND[:17]]


@given(st.lists(st.text(USCC_ALPHABET, min_size=18, max_size=18), min_size=1, max_size=5))
@settings(max_examples=30)
def test_columns_agree_with_single_codes(values: list[str]) -> None:
    """The arithmetic of columns is that of single codes."""
    assert wrong(uscc_is_wrong(pl.col("cell")), *values) == [value for value in values if not is_uscc(value)]


def test_identity_numbers() -> None:
    """Another check digit, a day that is none and a missing digit are wrong; stars are left alone."""
    values = (PERSON, PERSON.lower(), "110105194912310021", "110105194913310027", PERSON[:17], "110105********002X")
    assert wrong(id_is_wrong(pl.col("cell")), *values) == ["110105194912310021", "110105194913310027", PERSON[:17]]


def test_divisions() -> None:
    """Codes of all widths are known, retired ones too; 119999 is none."""
    assert unknown_divisions(["11", "3301", "330106", "330106001", "330106001002", "110103", "119999", "甲"]) == ["119999"]
    assert unknown_divisions(["110101", "11010", "1101011", "33010600", "571", "7"]) == ["11010", "1101011", "33010600"]
