"""What a cell may look like, as regular expressions that Polars counts over whole columns in linear time.

All of them see the cell without the spaces around it.
"""

from __future__ import annotations

from .words import alternatives, words

TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
INTEGER = r"^[+-]?[0-9]+$"
ISO = rf"^[0-9]{{4}}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]){TIME})?$"

HAN_DIGIT = "[〇零○一二三四五六七八九]"
HAN_MONTH = "(?:[一二三四五六七八九十]|十[一二]|正|元)"
HAN_DAY = "(?:[一二]?十[一二三四五六七八九]|[一二三]?十|三十一|[一二三四五六七八九])"
SPOKEN_TIME = r"(?:\s*星期[一二三四五六日天])?(?:\s*[0-9]{1,2}[时点][0-9]{1,2}分?(?:[0-9]{1,2}秒)?)?"
NAMED_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

COMPACT_DAY = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

# Date styles that are not ISO 8601: name shown to people → pattern.
CLEAR_STYLES = {
    "YYYY年M月D日": rf"^(?:19|20)[0-9]{{2}}\s*年\s*{MONTH}\s*月(?:\s*{DAY}\s*[日号])?{SPOKEN_TIME}{TIME}$",
    "YYYY.M.D": rf"^(?:19|20)[0-9]{{2}}[.．]{MONTH}[.．]{DAY}{TIME}$",
    "YYYY/M/D": rf"^(?:19|20)[0-9]{{2}}/{MONTH}(?:/{DAY}{TIME})?$",
    "YYYY-M-D": rf"^(?:19|20)[0-9]{{2}}-(?:[1-9]-{DAY}|{MONTH}-[1-9]|[1-9]){TIME}$",
    "D/M/YYYY": rf"^{DAY}[-/.]{DAY}[-/.](?:19|20)[0-9]{{2}}{TIME}(?:\s*[aApP]\.?[mM]?\.?)?$",
    "民国": rf"^(?:中华)?民国\s*(?:[0-9]{{1,3}}|{HAN_DIGIT}{{1,3}}|元)\s*年"
    rf"(?:\s*(?:{MONTH}|{HAN_MONTH})\s*月(?:\s*(?:{DAY}|{HAN_DAY})\s*日)?)?$",
    "YY年M月D日": rf"^[0-9]{{2}}年{MONTH}月{DAY}日$",
    "M月D日": rf"^{MONTH}月{DAY}日$",
    "YYYY年": r"^(?:19|20)[0-9]{2}年度?$",
    "二〇二一年": rf"^{HAN_DIGIT}{{4}}年(?:{HAN_MONTH}月(?:{HAN_DAY}[日号])?)?$",
    "农历": r"^(?:农历|阴历|旧历).+$|^[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年.*月.*$"
    r"|^.{0,8}(?:正|冬|腊|闰.{1,2})月.{1,3}$|^.{1,10}月(?:初|廿|卅).{1,2}$",
    "D-MMM-YYYY": rf"(?i)^(?:{DAY}[- /])?{NAMED_MONTH}[.]?[- /]+(?:{DAY}(?:st|nd|rd|th)?[-/, ]+)?(?:[0-9]{{4}}|[0-9]{{2}})$",
}
# Styles that numbers and versions have too: they count only in columns that are dates by name or by other cells.
VAGUE_STYLES = {
    "YYYYMMDDhhmmss": rf"^{COMPACT_DAY}(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?$",
    "YYYYMM": r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])$",
    "YYYY.M": rf"^(?:19|20)[0-9]{{2}}\.{MONTH}$",
    "YY-M-D": rf"^[0-9]{{2}}[-/.]{MONTH}[-/.]{DAY}$|^1[01][0-9](?:/{MONTH}/{DAY}|年{MONTH}月{DAY}日)$",
    "D/M/YY": rf"^{DAY}[-/]{DAY}[-/][0-9]{{2}}$",
    "Excel": r"^(?:2[0-9]|3[0-9]|4[0-9]|5[0-5])[0-9]{3}(?:\.[0-9]+)?$",
    "Unix": r"^1[0-9]{9}(?:[0-9]{3})?$",
}
COMPACT = rf"^{COMPACT_DAY}$"
STYLES = {**CLEAR_STYLES, "YYYYMMDD": COMPACT, **VAGUE_STYLES}

THOUSANDS = r"^[+-]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?$"
FULLWIDTH = r"^[+\-－＋]?[0-9０-９，．,.]*[０-９．][0-9０-９，．,.]*$"
SPACED = r"^[0-9]{1,3}(?:[ \x{00a0}\u3000][0-9]{3})+(?:\.[0-9]+)?$"
BROKEN = r"[\x{FFFD}]|[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
LEADING_ZERO = r"^0[0-9]+$"
CODE = r"^[0-9A-HJ-NP-RTUWXY]{18}$|^[0-9]{15,20}$"
# Characters that look like others or like nothing: zero-width, private use, compatibility ideographs and radicals, ligatures,
# full-width digits and letters. Full-width punctuation and signs such as ℃ ㎡ ³ are what they should be.
STRANGE = (
    r"[\x{00AD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2E80}-\x{2FDF}\x{E000}-\x{FA0D}\x{FA10}\x{FA12}"
    r"\x{FA15}-\x{FA1E}\x{FA20}\x{FA22}\x{FA25}\x{FA26}\x{FA2A}-\x{FAFF}\x{FB00}-\x{FB06}\x{FEFF}\x{FF10}-\x{FF19}"
    r"\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{2F800}-\x{2FA1F}\x{F0000}-\x{10FFFF}]"
)
# What may stand for the value above; `tables.yml` says which of these cells do.
DITTO_LIKE = r"""同[上前]|如上|^["″〃〞＂々'′“”]{1,2}$|(?i:^ditto$|^do\.$)"""
# Eleven digits or more somewhere, in either width: only these cells can hold a personal number.
LONG_DIGITS = r"(?:[0-9０-９][ \-]?){10}[0-9０-９Xx]"
# A mobile number somewhere, in either width, not inside a longer number: 027-87433333 has as many digits and is none.
MOBILE = r"(?:^|[^0-9０-９.*])(?:[+]?(?:86|８６)[\- ]?)?[1１][3-9３-９][0-9０-９](?:[\- ]?[0-9０-９]{4}){2}(?:$|[^0-9０-９.*])"


def lead_characters() -> str:
    """The characters that appear when UTF-8 Chinese (first byte E4 to E9) is read as GB18030."""
    pairs = (bytes((first, second)) for first in range(0xE4, 0xEA) for second in range(0x80, 0xC0))
    return "".join(pair.decode("gb18030", "ignore") for pair in pairs)


MOJIBAKE = rf"锟斤拷|锟|烫烫烫|屯屯屯|ï¿½|[äåæçèé][\x{{0080}}-\x{{00bf}}‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[{lead_characters()}]"

# What cells that are nearly numbers, dates or codes begin with, and characters that no sound text has.
LEAD = r"^[0-9０-９+\-－＋.．约≈近¥￥$民中人A-Z]"
ODD = rf"{BROKEN}|{MOJIBAKE}|{STRANGE}|{DITTO_LIKE}"


def numeric() -> dict[str, str]:
    """Patterns of cells that are nearly numbers."""
    return {
        "thousands": THOUSANDS,
        "fullwidth": FULLWIDTH,
        "spaced": SPACED,
        "unit": words().valued,
        "ordinal": words().ordinal,
        "scale": words().scaled,
    }


def oddities() -> dict[str, str]:
    """Patterns of cells with characters or words that no sound table has."""
    return {
        "broken": BROKEN,
        "mojibake": MOJIBAKE,
        "strange": STRANGE,
        "ditto": rf"^(?:{alternatives(words().dittos)})$",
    }
