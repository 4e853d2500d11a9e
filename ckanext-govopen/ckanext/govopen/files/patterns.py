"""What a cell may look like, as regular expressions that Polars counts over whole columns in linear time.

All of them see the cell without the spaces around it.
"""

from __future__ import annotations

from .words import words

TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
INTEGER = r"^[+-]?[0-9]+$"
ISO = rf"^[0-9]{{4}}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]){TIME})?$"

# Date styles that are not ISO 8601: name shown to people → pattern.
STYLES = {
    "YYYY年M月D日": rf"^(?:19|20)[0-9]{{2}}\s*年\s*{MONTH}\s*月(?:\s*{DAY}\s*[日号])?{TIME}$",
    "YYYY.M.D": rf"^(?:19|20)[0-9]{{2}}[.．]{MONTH}[.．]{DAY}{TIME}$",
    "YYYY/M/D": rf"^(?:19|20)[0-9]{{2}}/{MONTH}(?:/{DAY}{TIME})?$",
    "YYYY-M-D": rf"^(?:19|20)[0-9]{{2}}-(?:[1-9]-{DAY}|{MONTH}-[1-9]|[1-9]){TIME}$",
    "YYYYMMDD": r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$",
    "YY-M-D": rf"^[0-9]{{2}}([-/.年]){MONTH}[-/.月]{DAY}日?$",
    "D/M/YYYY": rf"^{DAY}[-/.]{DAY}[-/.](?:19|20)[0-9]{{2}}{TIME}$",
    "民国": rf"^(?:中华)?民国\s*[0-9]{{1,3}}\s*年(?:\s*{MONTH}\s*月(?:\s*{DAY}\s*日)?)?$",
    "M月D日": rf"^{MONTH}月{DAY}日$",
    "YYYY年": r"^(?:19|20)[0-9]{2}年度?$",
}

THOUSANDS = r"^[+-]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?$"
FULLWIDTH = r"^[+\-－＋]?[0-9０-９，．,.]*[０-９．][0-9０-９，．,.]*$"
SPACED = r"^[0-9]{1,3}(?:[ \x{00a0}\u3000][0-9]{3})+(?:\.[0-9]+)?$"
BROKEN = r"[\x{FFFD}]|[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
LEADING_ZERO = r"^0[0-9]+$"
CODE = r"^[0-9A-HJ-NP-RTUWXY]{18}$|^[0-9]{15,20}$"
# Eleven digits or more somewhere, in either width: only these cells can hold a personal number.
LONG_DIGITS = r"(?:[0-9０-９][ \-]?){10}[0-9０-９Xx]"


def lead_characters() -> str:
    """The characters that appear when UTF-8 Chinese (first byte E4 to E9) is read as GB18030."""
    pairs = (bytes((first, second)) for first in range(0xE4, 0xEA) for second in range(0x80, 0xC0))
    return "".join(pair.decode("gb18030", "ignore") for pair in pairs)


MOJIBAKE = rf"锟斤拷|锟|烫烫烫|屯屯屯|ï¿½|[äåæçèé][\x{{0080}}-\x{{00bf}}‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[{lead_characters()}]"

# What cells that are nearly numbers, dates or codes begin with, and characters that no sound text has.
LEAD = r"^[0-9０-９+\-－＋.．约≈近¥￥$民中人A-Z]"
ODD = rf"{BROKEN}|{MOJIBAKE}"


def numeric() -> dict[str, str]:
    """Patterns of cells that are nearly numbers."""
    return {
        "thousands": THOUSANDS,
        "fullwidth": FULLWIDTH,
        "spaced": SPACED,
        "unit": words().valued,
        "scale": words().scaled,
    }
