"""Text of people and portals, and the mark of texts to translate.

`clean` and `clean_lines` are the ones that every record has passed through, so that what a person types and what a
portal says end in the same form: NFC, full-width letters, digits and spaces folded, tags and entities removed, trimmed,
placeholders (暂无, 空, -, null) as `None`.
"""

import functools
import gettext
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from harvesters.helpers.text import clean, clean_lines

__all__ = ["N_", "clean", "clean_lines", "fold", "translation"]

I18N = Path(__file__).parents[1] / "i18n"
DOMAIN = "ckanext-govopen"

_QUOTES_AND_SPACES = re.compile(r"[\s'\"‘’“”「」《》`]+")


def N_(message: str) -> str:  # noqa: N802  the name that Babel extracts
    """Mark a message for translation and return it as it is."""
    return message


@functools.cache
def translation(language: str) -> Callable[[str], str]:
    """From msgid to text in a language; English where there is no catalogue."""
    return gettext.translation(DOMAIN, I18N, [language], fallback=True).gettext


@functools.lru_cache(maxsize=2_000)
def fold(text: str) -> str:
    """The text as labels are compared: NFKC, case folded, without spaces and quotation marks."""
    return _QUOTES_AND_SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()
