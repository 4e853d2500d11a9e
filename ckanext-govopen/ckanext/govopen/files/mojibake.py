"""Whether a text was decoded wrongly, proved by decoding it rightly."""

from __future__ import annotations

import re

LOST = re.compile("锟斤拷|锟|烫烫烫|屯屯屯|ï¿½")
COMMON_FROM, COMMON_TO = "\u4e00", "\u9fff"
MISREADINGS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))


def repaired(text: str) -> str | None:
    """What a garbled text once said; "" where that is lost; None for a text that is sound."""
    if not text or text.isascii():
        return None
    if LOST.search(text):
        return ""
    for wrong, right in MISREADINGS:
        if wrong == "latin-1" and right == "gb18030" and not latin_only(text):
            continue
        original = reread(text, wrong, right)
        if original is not None and is_better(original, text):
            return original
    return None


def latin_only(text: str) -> bool:
    """Whether a text has only Western letters, at least four of them accented, as GBK read as Latin-1 shows."""
    accented = sum("\x80" <= letter <= "\xff" for letter in text)
    return accented >= 4 and all(letter <= "\xff" for letter in text) and accented * 2 >= len(text.replace(" ", ""))


def reread(text: str, wrong: str, right: str) -> str | None:
    """The text encoded as it was misread and decoded as it was meant; a last character may have been cut."""
    try:
        raw = text.encode(wrong)
    except UnicodeEncodeError:
        return None
    try:
        return raw.decode(right)
    except UnicodeDecodeError as error:
        cut = len(raw) - error.start
        if wrong == "gb18030" and text[-1] == "?" and cut <= 3 and error.start >= 6:
            return raw[: error.start].decode(right)
        kept = raw.decode(right, "replace")
        lost = kept.count("\ufffd") + kept.count("?")
        return kept if "?" in text and han(kept) >= 2 * max(1, lost) else None


def han(text: str) -> int:
    """Number of common Chinese characters."""
    return sum(1 for letter in text if COMMON_FROM <= letter <= COMMON_TO and len(letter.encode("gb2312", "ignore")) == 2)


def is_better(original: str, text: str) -> bool:
    """Whether the reversal gives Chinese in fewer characters than the garbled text."""
    good = han(original)
    return good >= 1 and len(original) < len(text) and good * 2 >= sum(not letter.isascii() for letter in original)
