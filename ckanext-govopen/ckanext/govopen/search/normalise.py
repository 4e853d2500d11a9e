"""One form of text for search: what is indexed and what is asked pass through here before they are cut into words.

Full width becomes half width, traditional characters become simplified ones, Chinese years become digits; counts of
occasions, quarters and months become Chinese numerals (第7次, Q1 and 6月 are 第七次, 一季度 and 六月), so that they are
pairs of characters like the words around them. Case is left to the index. Only search sees this form; pages show what
the source wrote.

Traditional text is converted twice: by characters, which is what another mainland text would say, and by Taiwan's
phrases (資訊 is 信息, 軟體 is 软件), which is what it would mean. The second is added to the first and never stands
alone: the same list makes 演示文稿 of a 簡報 and 蚌端口 of the city 蚌埠.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import opencc

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Han characters, for use inside a character class of a regular expression."""
YEAR_DIGITS = r"(?:19|20)\d\d"
"""A year in digits, for use inside a regular expression."""
YEAR_ALONE = re.compile(rf"(?<!\d){YEAR_DIGITS}(?!\d)")
"""A year that is no part of a longer number."""
HAN_RUN = re.compile(f"[{HAN}]+")
"""A run of Han."""
RUN = re.compile(f"[{HAN}]+|[^\\W{HAN}_]+")
"""A run of Han, or of other letters and digits."""
LETTER = re.compile(r"[^\W_]")
"""A letter, character or digit."""
PUNCTUATION = re.compile(r"[\W_]+")
"""What stands between letters, characters and digits."""

_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NUMERALS = "〇零○一二三四五六七八九"
_YEAR = re.compile(f"(?<![{_NUMERALS}十百])(?:一九|二[〇零○])[{_NUMERALS}]{{2}}(?![{_NUMERALS}十百])")
_COUNTED = ("", *_NUMERALS[3:], "十")
_APART = f"(?<![{_NUMERALS}十百\\d.])"
_QUARTER_BY_LETTER = re.compile(
    f"(?:{_APART}(?<![A-Za-z_])|(?<=\\b{YEAR_DIGITS}))[Qq]([1-4])(?![A-Za-z0-9_])",
)
_QUARTER = re.compile(f"{_APART}第*([1-4一二三四])季度")
_MONTH = re.compile(f"{_APART}(0?[1-9]|1[0-2])月")
_OCCASION = re.compile(r"第(0?[1-9]|[1-9]\d)(?=[次届批期轮号类条个])")
_SPACES = re.compile(r"\s+")
_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}
_LONGEST_PHRASE = 5
_SHORT, _OFTEN = 200, 1_000


def normalise(text: str) -> str:
    """The form of a text for search, the same for an index field and for a query; doing it twice changes nothing."""
    return simplified(fold(text))


def fold(text: str) -> str:
    """Width, years and spaces in one form, control, formatting and private characters gone; the script as it was."""
    return _folded(text, _numerals)


def written(text: str) -> str:
    """As `normalise`, but counts as they were written: the form in which text is read out in pinyin."""
    text = _folded(text, years)
    return str(_converter("t2s").convert(text)) if is_traditional(text) else text


def listed(text: str) -> list[str]:
    """The normalised words of a line in which commas stand between them, of either width."""
    return [normalise(word) for word in text.replace("，", ",").split(",") if word.strip()]


def years(text: str) -> str:
    """Years in Chinese numerals as digits, one for each numeral."""
    return _YEAR.sub(lambda match: match[0].translate(_DIGITS), text)


def is_traditional(text: str) -> bool:
    """Whether a text holds a character that simplified text never has."""
    return not _traditional().isdisjoint(text)


def simplified(text: str) -> str:
    """A folded text with its traditional characters replaced one by one; any other text as it is."""
    return fold(_converter("t2s").convert(text)) if is_traditional(text) else text


def mainland(text: str) -> str:
    """A folded text in the mainland's words; text that is not traditional as it is."""
    return fold(_converter("tw2sp").convert(text)) if is_traditional(text) else text


def other_words(run: str) -> list[tuple[int, int, str]]:
    """(start, end, mainland's word) for each of Taiwan's words in an unbroken run of traditional characters."""
    found: list[tuple[int, int, str]] = []
    start = 0
    while start < len(run) - 1:
        parts = (run[start:end] for end in range(min(len(run), start + _LONGEST_PHRASE), start + 1, -1))
        part = next((part for part in parts if _is_phrase(part)), "")
        if part:
            found.append((start, start + len(part), _converter("tw2sp").convert(part)))
        start += len(part) or 1
    return found


def _is_phrase(part: str) -> bool:
    """Whether a text as such is one of Taiwan's words, not what stands inside it."""
    word = _converter("tw2sp").convert(part)
    apart = (_converter("tw2sp").convert(part[:at]) + _converter("tw2sp").convert(part[at:]) for at in range(1, len(part)))
    return word not in apart


def _folded(text: str, numerals: Callable[[str], str]) -> str:
    return _remembered(text, numerals) if len(text) <= _SHORT else _fold(text, numerals)


def _fold(text: str, numerals: Callable[[str], str]) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return numerals(text).strip()
    text = unicodedata.normalize("NFKC", _printable(text))
    return _SPACES.sub(" ", numerals(_printable(text))).strip()


_remembered = lru_cache(maxsize=_OFTEN)(_fold)
"""The same of a title: while one dataset is indexed, it is asked for by several."""


def _numerals(text: str) -> str:
    """Years in digits; quarters, months and occasions in Chinese numerals."""
    text = years(text)
    if "Q" in text or "q" in text:
        text = _QUARTER_BY_LETTER.sub(lambda match: f"{_chinese(match[1])}季度", text)
    if "季度" in text:
        text = _QUARTER.sub(lambda match: f"{_chinese(match[1])}季度", text)
    if "月" in text:
        text = _MONTH.sub(lambda match: f"{_chinese(match[1])}月", text)
    if "第" in text:
        text = _OCCASION.sub(lambda match: f"第{_chinese(match[1])}", text)
    return text


def _chinese(number: str) -> str:
    """A number from 1 to 99 in Chinese; a Chinese one as it is."""
    if not number.isascii():
        return number
    tens, ones = divmod(int(number), 10)
    return f"{_COUNTED[tens] if tens > 1 else ''}{'十' if tens else ''}{_COUNTED[ones]}"


def _printable(text: str) -> str:
    """Without control, formatting and private characters; a line break or tabulator becomes a space."""
    if text.isprintable():
        return text
    kept = (" " if char.isspace() else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in _HIDDEN)


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@cache
def _traditional() -> frozenset[str]:
    """Characters that only traditional text holds: they have a simplified form and GB 2312 does not have them.

    乾 of 乾县 and 著 of 著作 have one too, but they are ordinary characters of simplified text.
    """
    ranges = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))
    characters = [chr(code) for codes in ranges for code in codes]
    simple = _converter("t2s").convert("\n".join(characters)).split("\n")
    return frozenset(old for old, new in zip(characters, simple, strict=True) if old != new and not _in_gb2312(old))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
