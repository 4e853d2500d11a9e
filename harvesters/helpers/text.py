"""Text as the source says it, without the traces of its page (DESIGN §5.3)."""

import functools
import html
import re
import unicodedata
from typing import Any

FOLD = {
    0x3000: " ",
    **{0xFF10 + n: chr(0x30 + n) for n in range(10)},
    **{0xFF21 + n: chr(0x41 + n) for n in range(26)},
    **{0xFF41 + n: chr(0x61 + n) for n in range(26)},
}
"""Full-width digits, letters and space to plain ones; Chinese punctuation stays."""

SEPARATORS = r"[\r\n\t，,;；|]+"
"""What parts a list in one text."""

_ELEMENTS = (
    "a|abbr|b|big|blockquote|body|br|center|code|dd|del|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|ins|label|li|"
    "meta|ol|p|pre|s|section|small|span|strike|strong|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|o:p"
)
# What is never closed reaches to the end, as in browsers; that also keeps the search linear.
_DROPPED = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)"""
# Known elements only: "面积<B且>C" and "a <b and c> d" are text.
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
# Only closed entities: "a&copy=1" in an address is text.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL stores no code zero, UTF-8 no half of a surrogate pair."""
_BREAK = re.compile(r"<br\s*/?>|</p\s*>|</div\s*>|</li\s*>|</tr\s*>", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"暂无|暂无数据|空|null|undefined|[-—–_]+", re.IGNORECASE)
_SUSPECT = re.compile("[<０-９Ａ-Ｚａ-ｚ]|&#?[0-9A-Za-z]+;|  |^[ —–_-]| $")
"""What may have to change: tags and entities, full-width signs, spaces; dashes in front, which may be all there is."""
_LONGEST_PLACEHOLDER = len("undefined")
_SHORT, _OFTEN = 60, 4_000
"""Characters of a text that is remembered, and how many are: some hundred records, in a few megabytes."""


def clean(text: str | None) -> str | None:
    """The text on one line, or `None` where it is empty or a placeholder (暂无, 空, -, null)."""
    if text is None or is_plain(text):
        return text
    return _value(" ".join(_plain(text).split()))


def is_plain(text: str) -> bool:
    """Whether `clean` leaves a text as it is, known by cheap tests alone; most texts pass them."""
    return _remembered(text) if len(text) <= _SHORT else _is_plain(text)


def _is_plain(text: str) -> bool:
    return (
        text.isprintable()  # so that the only white space is the plain one, and nothing is invisible
        and not _SUSPECT.search(text)
        and (len(text) > _LONGEST_PLACEHOLDER or not _PLACEHOLDER.fullmatch(text))
        and text != ""
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


_remembered = functools.lru_cache(maxsize=_OFTEN)(_is_plain)
"""The same of a short text: on its way from an answer to the database each is asked for several times."""


def scalar(value: Any) -> str | None:
    """As `clean` for a value of JSON that should be text but may be a number."""
    return None if value is None else clean(str(value))


def clean_lines(text: Any) -> str | None:
    """As `scalar`, but line breaks and paragraphs of the source stay as single line breaks."""
    if text is None or (isinstance(text, str) and is_plain(text)):
        return text
    lines = (" ".join(line.split()) for line in _plain(_BREAK.sub("\n", str(text))).splitlines())
    return _value("\n".join(line for line in lines if line))


def storable(value: Any) -> Any:
    """A value of JSON without the characters that no table can hold, in its texts and in names of keys."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items()}
    return [storable(part) for part in value] if isinstance(value, list | tuple) else value


def split(text: str | None, separators: str = SEPARATORS) -> tuple[str, ...]:
    """The cleaned parts of a list in one text, each once, in order; 、 parts nothing (国土资源、能源 is one)."""
    parts = (clean(part) for part in re.split(separators, text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def _value(text: str) -> str | None:
    return None if not text or _PLACEHOLDER.fullmatch(text) else text


def _plain(text: str) -> str:
    """Without tags and entities, in NFC and folded; repeated until nothing changes, as portals escape twice."""
    text = _SURROGATE.sub("\ufffd", text)
    for _ in range(8):
        plain = _once(text)
        if plain == text:
            return plain
        text = plain
    # Escaped eight times over is no text but an attack on this loop.
    return _once(_once(text.replace("&", " ")))


def _once(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", _DROPPED.sub(" ", text))
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.translate(FOLD)))
