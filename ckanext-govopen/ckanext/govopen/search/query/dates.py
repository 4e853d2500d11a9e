"""Years as people say them: 去年, 近五年, 2020年以来, 21年, 民国110年. What they mean depends on the year in which they are
said."""

import re

from ckanext.govopen.search.normalise import YEAR_DIGITS, fold

_SAID = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0}
_RELATIVE = re.compile(
    "(?:(?<![从以先目之])前年|(?<![过失])去年|(?<!以)上年|(?<![至迄如当现])今年|(?<![根基])本年)(?![代龄级轻])度?"
)
_LATELY = re.compile(
    r"(?:最近|过去|(?<![附最临接靠将])近)(?P<count>[一二两三四五六七八九十几]|1[0-5]|[1-9])年(?:以?来|间|内)?"
)
_COUNTS = {"两": 2, "几": 3} | {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
_APART = r"(?<![\d.第近满约前后过每超共历/:_-])"
_BEHIND = r"年(?![级龄期限以内来间前后资多制生产段保租代份义免])"
_SPAN = re.compile(rf"{_APART}(?P<first>\d\d)(?P<middle>年?度?\s?[-—~至到]\s?)(?P<last>\d\d)(?={_BEHIND})")
_SHORT = re.compile(rf"{_APART}(?P<year>\d\d)(?={_BEHIND})")
_REPUBLIC = re.compile(r"民[国國]\s?(?P<year>\d{1,3})(?=年)")
_BEFORE_REPUBLIC = 1911
_FROM = rf"(?<![\d./:_~—至到-])(?P<year>{YEAR_DIGITS})年度?"
_ENDS = r"(?=$|\s|的)"
_SINCE = re.compile(rf"{_FROM}(?:以来|以后|之后|至今(?!年)|[后起]{_ENDS})+")
_BEFORE = re.compile(rf"{_FROM}(?:以前|之前|前{_ENDS})+")
_YEARS_SINCE, _YEARS_BEFORE = 15, 10
"""How far a span without a beginning or an end goes back."""
_OLDEST = 1978
"""Of two digits that are no year to come: what is older than that is rather a number of years (70年产权)."""


def absolute(text: str, year: int) -> str:
    """A text with its years in four digits, as they are meant in this year; what may be a number of years stays."""
    text = _REPUBLIC.sub(lambda match: _until(_BEFORE_REPUBLIC + int(match["year"]), match, year), fold(text))
    text = _LATELY.sub(lambda match: _between(year + 1 - _count(match["count"]), year), text)
    text = _RELATIVE.sub(lambda match: f"{year + _SAID[match[0][:2]]}年", text)
    text = _SPAN.sub(lambda match: f"{_long(match['first'], year)}{match['middle']}{_long(match['last'], year)}", text)
    text = _SHORT.sub(lambda match: _long(match["year"], year), text)
    text = _SINCE.sub(lambda match: _since(int(match["year"]), year) or match[0], text)
    return _BEFORE.sub(lambda match: _between(int(match["year"]) - _YEARS_BEFORE, int(match["year"]) - 1), text)


def _since(first: int, year: int) -> str:
    """From a year to this one, of long ago from as many years back as are asked for; nothing for a year to come."""
    return _between(max(first, year - _YEARS_SINCE), year) if first <= year else ""


def _between(first: int, last: int) -> str:
    return f"{first}-{last}年" if first < last else f"{last}年"


def _until(meant: int, match: re.Match[str], year: int) -> str:
    return str(meant) if meant <= year else match[0]


def _count(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else _COUNTS[numeral]


def _long(digits: str, year: int) -> str:
    """A year of two digits in four, if it is one: of this century up to the next year, else of the last."""
    century = year - year % 100
    meant = century + int(digits) if century + int(digits) <= year + 1 else century - 100 + int(digits)
    return str(meant) if meant >= _OLDEST else digits
