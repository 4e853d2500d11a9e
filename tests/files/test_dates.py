"""Reading dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.files.dates import iso

days = st.dates(date(1900, 3, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年3月5日", "2021-03-05"),
        ("2021 年 3 月 5 号", "2021-03-05"),
        ("2021年3月", "2021-03"),
        ("2021年度", "2021"),
        ("2021.3.5", "2021-03-05"),
        ("2021/3/5 8:30", "2021-03-05 08:30"),
        ("2021年3月5日 08时30分15秒", "2021-03-05 08:30:15"),
        ("20210305", "2021-03-05"),
        ("202103", "2021-03"),
        ("20210305083015", "2021-03-05 08:30:15"),
        ("25/3/2021", "2021-03-25"),
        ("3/25/2021", "2021-03-25"),
        ("3/3/2021", "2021-03-03"),
        ("3/5/2021", None),
        ("民国110年3月5日", "2021-03-05"),
        ("民国元年", "1912"),
        ("二〇二一年十二月二十五日", "2021-12-25"),
        ("二〇二一年三月", "2021-03"),
        ("5-Mar-2021", "2021-03-05"),
        ("March 5, 2021", "2021-03-05"),
        ("Mar-5-2021", "2021-03-05"),
        ("44260", "2021-03-05"),
        ("21-3-5", None),
        ("农历正月初五", None),
        ("2021年2月30日", None),
        ("2021/3/5 25:00", None),
        ("1614902400", None),
        ("长期", None),
        ("", None),
    ],
)
def test_one_reading(text: str, expected: str | None) -> None:
    """A date with one reading is told, one with none or several is not."""
    assert iso(text) == expected


@given(days, st.sampled_from(["{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1:02}/{2:02}", "{0}{1:02}{2:02}", "{0}-{1}-{2}"]))
def test_styles_say_the_same_day(day: date, style: str) -> None:
    """However a day is written, it stays that day."""
    assert iso(style.format(day.year, day.month, day.day)) == day.isoformat()


@given(st.text("0123456789年月日.-/ :民国〇一二十度Marh,T", max_size=16))
def test_any_text(text: str) -> None:
    """Any text is read or is not, without an error."""
    assert iso(text) is None or len(iso(text) or "") >= 4
