"""Checks of single values: good ones in every form they come in, bad ones refused, nothing changed twice."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.national import checks
from ckanext.govopen.national.errors import CheckError

CYCLE = partial(checks.code_of, "update_cycles")
OPEN = partial(checks.code_of, "open_types")
SHARE = partial(checks.code_of, "share_types")
THEME = partial(checks.code_of, "themes")

GOOD: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (checks.uscc, "91350100M000100Y43", "91350100M000100Y43"),
    (checks.uscc, " 91350100m000100y43\t", "91350100M000100Y43"),
    (checks.uscc, "９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"),
    (checks.catalog_code, "307018/000123", "307018/000123"),
    (checks.catalog_code, " 3LZ-01 ", "3LZ-01"),
    (checks.region_code, "510500", "510500"),
    (checks.region_code, "510502001000", "510502"),
    (checks.region_code, "110104", "110102"),
    (checks.region_code, "泸州市", "510500"),
    (checks.region_code, "泸州市 江阳区", "510502"),
    (checks.region_code, "朝阳市", "211300"),
    (checks.region_code, "重庆", "500000"),
    (checks.region_code, "000000", "000000"),
    (CYCLE, "每天", "2"),
    (CYCLE, "7", "7"),
    (CYCLE, "按年更新", "7"),
    (OPEN, "有条件开放", "2"),
    (SHARE, "不予共享", "3"),
    (THEME, "卫生健康", "2"),
    (THEME, "99", "99"),
    (checks.date, "2022-9-13", "2022-09-13"),
    (checks.date, "2022/1/2", "2022-01-02"),
    (checks.date, "2022年1月2日", "2022-01-02"),
    (checks.date, "20220102", "2022-01-02"),
    (checks.date, "2022-01-02 03:04:05", "2022-01-02"),
    (checks.date, "2022-01-02T03:04:05", "2022-01-02"),
    (checks.date, 1700000000000, "2023-11-15"),
    (checks.date, "1700000000000", "2023-11-15"),
    (checks.date, "１９９９－１－１".replace("－", "-"), "1999-01-01"),
    (checks.date, "暂无", None),
    (checks.date, "-", None),
    (checks.date, "", None),
    (checks.date, None, None),
    (checks.period, "2020", "2020"),
    (checks.period, "2020年", "2020"),
    (checks.period, "2020-3", "2020-03"),
    (checks.period, "2020年3月", "2020-03"),
    (checks.period, "2020-3-4", "2020-03-04"),
    (checks.item_type, "C", "C"),
    (checks.item_type, "n", "N"),
    (checks.item_type, "字符型", "C"),
    (checks.item_type, "字符型C", "C"),
    (checks.item_type, "VARCHAR(20)", "C"),
    (checks.item_type, "日期时间型", "T"),
    (checks.item_type, "decimal（10,2）", "N"),
    (checks.phone, "0951-6982300", "0951-6982300"),
    (checks.phone, "０９５１－6982300转8".replace("－", "-"), "0951-6982300转8"),
    (checks.phone, "办公室：6982300", "办公室：6982300"),
    (checks.phone, "13812345678", "138****5678"),
    (checks.phone, "+86 138-1234-5678", "138****5678"),
    (checks.phone, "0951-6982300、13812345678", "0951-6982300、138****5678"),
    (checks.email, "sjj@luzhou.gov.cn", "sjj@luzhou.gov.cn"),
    (checks.url, " https://data.example.test/a?b=1 ", "https://data.example.test/a?b=1"),
    (checks.url, "http://data.example.test/a b.csv", "http://data.example.test/a%20b.csv"),
    (checks.title, "２０２５年　公共 停车场\n信息", "2025年 公共 停车场 信息"),
    (checks.count, "1,234", 1234),
    (checks.count, 0, 0),
    (checks.file_format, ".XLSX", "xlsx"),
    (checks.file_format, "Excel", "xls"),
    (checks.file_format, "NetCDF", "netcdf"),
]

BAD: list[tuple[Callable[[Any], Any], Any]] = [
    (checks.uscc, "91350100M000100Y44"),
    (checks.uscc, "91350100M000100Y4"),
    (checks.uscc, "91350100O000100Y43"),
    (checks.uscc, ""),
    (checks.catalog_code, ""),
    (checks.catalog_code, "a b"),
    (checks.catalog_code, "9" * 65),
    (checks.region_code, "999999"),
    (checks.region_code, "5105"),
    (checks.region_code, "朝阳"),
    (checks.region_code, "亚特兰蒂斯"),
    (checks.region_code, "luzhou"),
    (CYCLE, "牲畜饲养"),
    (CYCLE, "77"),
    (OPEN, "无条件共享"),
    (OPEN, "无"),
    (THEME, "空"),
    (checks.date, "2022-13-01"),
    (checks.date, "2022-02-30"),
    (checks.date, "去年"),
    (checks.date, "0001-01-01"),
    (checks.date, True),
    (checks.period, "2020-13"),
    (checks.item_type, "几何型"),
    (checks.phone, "无人接听"),
    (checks.phone, "12"),
    (checks.email, "not an address"),
    (checks.email, "a@b"),
    (checks.url, "javascript:alert(1)"),
    (checks.url, "data.example.test/a"),
    (checks.url, "http://[::1"),
    (checks.title, "  "),
    (checks.title, "暂无"),
    (checks.title, "张某身份证11010519491231002X"),
    (checks.count, "-1"),
    (checks.count, "1.5"),
    (checks.count, True),
]


def name_of(check: Any) -> str:
    """Name of a check, with the vocabulary of a partial one."""
    return getattr(check, "__name__", None) or str(check.args[0])


@pytest.mark.parametrize(
    ("check", "value", "stored"), [pytest.param(*row, id=f"{name_of(row[0])}-{row[1]!r}") for row in GOOD]
)
def test_good_values(check: Callable[[Any], Any], value: Any, stored: Any) -> None:
    """Each form is brought to the one that is stored, and the stored form stays as it is."""
    assert check(value) == stored
    if stored is not None:
        assert check(stored) == stored


@pytest.mark.parametrize(("check", "value"), [pytest.param(*row, id=f"{name_of(row[0])}-{row[1]!r}") for row in BAD])
def test_bad_values(check: Callable[[Any], Any], value: Any) -> None:
    """What cannot be accepted is refused with a message whose placeholders are all filled."""
    with pytest.raises(CheckError) as caught:
        check(value)
    assert str(caught.value) == caught.value.msgid.format_map(caught.value.params)


@pytest.mark.parametrize(
    "check",
    [checks.uscc, checks.catalog_code, checks.region_code, CYCLE, checks.date, checks.period, checks.item_type,
     checks.phone, checks.email, checks.url, checks.title, checks.count, checks.file_format],
    ids=name_of,
)  # fmt: skip
@given(
    value=st.text()
    | st.from_regex(r"\d{4}[-/.年]?\d{0,2}[-/.月]?\d{0,2}日?")
    | st.text("0123456789Xx -年月日YMC", max_size=20)
)
def test_checks_are_idempotent(check: Callable[[str], Any], value: str) -> None:
    """Any text is either refused or brought to a form that is stored again unchanged; no other error comes out."""
    try:
        stored = check(value)
    except CheckError:
        return
    if stored is not None:
        assert check(stored) == stored


@pytest.mark.parametrize(
    ("code", "odd"),
    [("11510500MB1525345T"[:2], False), ("12", False), ("91", False), ("92", True), ("53", True)],
)
def test_uscc_of_no_public_body_is_odd(code: str, odd: bool) -> None:
    """Codes of authorities, institutions and utilities pass silently; a sole trader or a foundation is pointed out."""
    assert (checks.uscc_concern(code + "0" * 16) is not None) is odd


@pytest.mark.parametrize(
    ("open_type", "condition", "basis", "missing"),
    [
        ("1", None, None, set()),
        ("2", None, None, {"open_condition"}),
        ("2", "需签订协议", None, set()),
        ("3", "无", None, {"open_basis"}),
        ("3", None, "《保守国家秘密法》", set()),
        (None, None, None, set()),
    ],
)
def test_conditions(open_type: str | None, condition: str | None, basis: str | None, missing: set[str]) -> None:
    """Conditional opening needs its condition, no opening its legal basis."""
    assert set(checks.conditions(open_type, condition, basis)) == missing


@pytest.mark.parametrize(
    ("issued", "modified", "flags"),
    [
        ("2022-01-01", "2022-01-01", 0),
        ("2022-01-01", "2022-01-02", 0),
        ("2022-01-02", "2022-01-01", 1),
        ("2026-11-25", None, 0),
        ("2026-11-26", None, 1),
        (None, "2027-01-01", 1),
        (None, None, 0),
    ],
)
def test_date_order(issued: str | None, modified: str | None, flags: int) -> None:
    """An update before the publication and days after tomorrow are flagged, never refused."""
    assert len(checks.date_order(issued, modified, datetime.date(2026, 11, 24))) == flags


def test_ambiguous_region_names_its_choices() -> None:
    """The message tells which divisions have the name, so that a person can choose."""
    with pytest.raises(CheckError, match=r"北京市朝阳区 110105、辽宁省朝阳市 211300"):
        checks.region_code("朝阳")
