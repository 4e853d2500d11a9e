"""One date in ISO 8601, read from the styles in which people write it, where there is one reading only."""

from __future__ import annotations

import re
from datetime import date, timedelta

EPOCH = date(1899, 12, 30)  # day 0 of Excel's serials from 1900-03-01 on
HAN = {letter: str(number) for number, letter in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Compiled at first use: most files have no dates that must be read.
CLOCK = r"[T ]*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})?)?(?:\.\d+)?秒?$"
YEAR_FIRST = r"^((?:19|20)\d{2})[-/.．年\s]*(?:(\d{1,2})[-/.．月\s]*(?:(\d{1,2})\s*[日号]?)?)?(?:星期.)?度?$"
COMPACT = r"^((?:19|20)\d{2})(\d{2})(\d{2})?(?:(\d{2})(\d{2})(\d{2})?)?$"
YEAR_LAST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$"
REPUBLIC = r"^(?:中华)?民国\s*(.{1,3}?)\s*年(?:\s*(.{1,3}?)\s*月(?:\s*(.{1,3}?)\s*日)?)?$"
SPOKEN = r"^([〇零○一二三四五六七八九]{4})年(?:(.{1,2})月(?:(.{1,3})[日号])?)?$"
SERIAL = r"^([2-5]\d{4})(?:\.0+)?$"
ENGLISH = r"(?i)^(?:(\d{1,2})[- /])?([a-z]{3})[a-z]*[.]?[- /]+(?:(\d{1,2})(?:st|nd|rd|th)?[-/, ]+)?(\d{4})$"


def iso(text: str) -> str | None:
    """The date (or month, or year, or local date-time to the minute or second) in ISO 8601; None where that cannot be said.

    d/m/y is read only where one of the two numbers is above 12; years of two digits and the lunar calendar never are.
    """
    text = text.strip()
    if found := re.match(SERIAL, text):
        return (EPOCH + timedelta(days=int(found.group(1)))).isoformat()
    if found := re.match(COMPACT, text):
        year, month, day, *clock = found.groups()
        return joined(year, month, day, clock if clock[0] else None)
    found_clock: list[str | None] | None = None
    if (time := re.search(CLOCK, text)) and time.start() > 4:
        text, found_clock = text[: time.start()].strip(), list(time.groups())
    for reader in (year_first, year_last, republic, spoken, english):
        if parts := reader(text):
            return joined(*parts, found_clock)
    return None


def joined(year: str, month: str | None, day: str | None, clock: list[str | None] | None) -> str | None:
    """The parts as one date; None for a day that no calendar has."""
    if month is None:
        return year if clock is None else None
    try:
        whole = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    if day is None:
        return whole.isoformat()[:7] if clock is None else None
    if clock is None:
        return whole.isoformat()
    hour, *rest = [int(part) for part in clock if part is not None]
    if hour > 23 or any(part > 59 for part in rest):
        return None
    return f"{whole.isoformat()} {':'.join(f'{part:02}' for part in (hour, *rest))}"


Parts = tuple[str, str | None, str | None]


def year_first(text: str) -> Parts | None:
    """2021年3月5日, 2021.3.5, 2021/3, 2021年."""
    found = re.match(YEAR_FIRST, text)
    return (found.group(1), found.group(2), found.group(3)) if found else None


def year_last(text: str) -> Parts | None:
    """25/3/2021 or 3/25/2021; None where both numbers could be the month."""
    found = re.match(YEAR_LAST, text)
    if not found:
        return None
    one, other, year = found.groups()
    if int(one) <= 12 and int(other) <= 12 and one != other:
        return None
    return (year, other, one) if int(one) > 12 else (year, one, other)


def republic(text: str) -> Parts | None:
    """民国110年3月5日: year 1 is 1912."""
    found = re.match(REPUBLIC, text)
    if not found:
        return None
    year, month, day = (part and number(part) for part in found.groups())
    return (str(int(year) + 1911), month, day) if year else None


def spoken(text: str) -> Parts | None:
    """二〇二一年三月五日."""
    found = re.match(SPOKEN, text)
    if not found:
        return None
    year, month, day = found.groups()
    return "".join(HAN[letter] for letter in year), month and number(month), day and number(day)


def english(text: str) -> Parts | None:
    """5-Mar-2021, March 5, 2021."""
    found = re.match(ENGLISH, text)
    if not found or found.group(2).lower() not in MONTHS:
        return None
    before, name, after, year = found.groups()
    return year, str(MONTHS.index(name.lower()) + 1), before or after


def number(text: str) -> str | None:
    """Digits, or a Chinese number below 1000, as digits."""
    if text.isascii() and text.isdigit():
        return text
    if text in ("元", "正"):
        return "1"
    if "十" in text:
        tens, _, ones = text.partition("十")
        return HAN.get(tens or "一", "") + (HAN.get(ones, "") if ones else "0")
    digits = [HAN.get(letter) for letter in text]
    return "".join(digit for digit in digits if digit) if all(digits) else None
