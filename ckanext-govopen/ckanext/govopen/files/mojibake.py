"""Whether a text was decoded wrongly, proved by decoding it rightly."""

from __future__ import annotations

import re

LOST = re.compile("锟斤拷|锟|烫烫烫|屯屯屯|ï¿½")
MARK = re.compile("[\ufffd?]")
"""What a program writes for bytes that it could not decode."""
COMMON_FROM, COMMON_TO = "\u4e00", "\u9fff"
MISREADINGS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))


def repaired(text: str) -> str | None:
    """What a garbled text once said; "" where part of that is lost; None for a text that is sound."""
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
    return "" if is_remnant(text) else None


def latin_only(text: str) -> bool:
    """Whether a text has only Western letters, at least four of them accented, as GBK read as Latin-1 shows."""
    accented = sum("\x80" <= letter <= "\xff" for letter in text)
    return accented >= 4 and all(letter <= "\xff" for letter in text) and accented * 2 >= len(text.replace(" ", ""))


def reread(text: str, wrong: str, right: str) -> str | None:
    """The text encoded as it was misread and decoded as it was meant; None where that fails."""
    try:
        return text.encode(wrong).decode(right)
    except UnicodeError:
        return None


def is_remnant(text: str) -> bool:
    """Whether a text that has lost bytes gives Chinese where they are not missing: each mark spoils one character or two."""
    marks = MARK.findall(text)
    if not marks:
        return False
    for wrong in ("gb18030", "cp1252"):
        raw = b"\xff".join(part.encode(wrong, "replace") for part in MARK.split(text))
        kept = re.sub("\ufffd+", "\ufffd", raw.decode("utf-8", "replace"))
        if han(kept) >= max(2, kept.count("\ufffd")) and kept.count("\ufffd") <= len(marks) + 1:
            return True
    return False


def han(text: str) -> int:
    """Number of common Chinese characters."""
    return sum(1 for letter in text if COMMON_FROM <= letter <= COMMON_TO and len(letter.encode("gb2312", "ignore")) == 2)


def is_better(original: str, text: str) -> bool:
    """Whether the reversal gives Chinese in fewer characters than the garbled text."""
    good = han(original)
    return good >= 1 and len(original) < len(text) and good * 2 >= sum(not letter.isascii() for letter in original)
