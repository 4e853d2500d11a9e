"""Values of items: numbers with right checksums, series that go back in time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.catalogue import values
from sandbox.catalogue.topics import load_library
from sandbox.dice import dice
from tests.sandbox.client import CONFIG

WORDS = load_library(CONFIG).words


def row(index: int = 0, seed: int = 0, places: tuple[str, ...] = ("翠屏区", "高县")) -> values.Row:
    """A row of a city's table."""
    return values.Row(index, dice(seed, index), WORDS, places, "511500", "0831", (104.6, 28.7), 2023, 5)


@given(st.integers())
def test_credit_codes_check(seed: int) -> None:
    """Both checksums of a credit code are right, as GB 32100 and GB 11714 define them."""
    code = str(values.uscc(row(seed=seed), ""))
    assert len(code) == 18
    total = sum(values.USCC.index(sign) * weight for sign, weight in zip(code, values.USCC_WEIGHTS, strict=False))
    assert values.USCC.index(code[17]) == (31 - total % 31) % 31
    rest = sum(int(sign, 36) * weight for sign, weight in zip(code[8:16], values.BODY_WEIGHTS, strict=True)) % 11
    assert code[16] == {10: "X", 11: "0"}.get(11 - rest, str(11 - rest))


def test_published_credit_code_checks() -> None:
    """The weights give the check sign of the example that the standard's users print."""
    code = "91350100M000100Y43"
    total = sum(values.USCC.index(sign) * weight for sign, weight in zip(code, values.USCC_WEIGHTS, strict=False))
    assert values.USCC[(31 - total % 31) % 31] == code[17]


@pytest.mark.parametrize(
    ("index", "expected"), [(0, "2023-12"), (1, "2023-12"), (2, "2023-11"), (23, "2023-01"), (24, "2022-12")]
)
def test_months_go_back(index: int, expected: str) -> None:
    """Each time the divisions have gone round, the month before."""
    assert values.month(row(index), "") == expected


def test_spans_may_be_negative() -> None:
    """A span of temperatures begins below zero."""
    numbers = [values.decimal(row(seed=seed), "-4-28:1") for seed in range(200)]
    assert min(numbers) < 0 < max(numbers) <= 28


def test_patterns() -> None:
    """Signs of a pattern stand for region, year, row and chance; all else stays."""
    assert values.code(row(41), "环审〔Y〕N号-R") == "环审〔2023〕00042号-511500"


def test_dates_stay_in_their_years() -> None:
    """A date lies in the years of its argument, else in the year of the data."""
    assert all(date(2015, 1, 1) <= values.day(row(seed=seed), "2015-2016") <= date(2016, 12, 31) for seed in range(50))
    assert {values.day(row(seed=seed), "").year for seed in range(20)} == {2023}
