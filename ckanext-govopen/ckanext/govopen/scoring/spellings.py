"""Which of several spellings of one answer is the one to keep: what the rule proposes is what the repair writes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def usual(spellings: Iterable[str], counts: Mapping[str, int]) -> str:
    """The most frequent spelling; among equals the shortest, one in half width, one in Chinese, the first in order."""
    return min(spellings, key=lambda one: (-counts[one], len(one), not is_plain(one), one.isascii(), one))


def is_plain(text: str) -> bool:
    """Whether a text has only letters and digits of the usual width."""
    return unicodedata.normalize("NFKC", text) == text
