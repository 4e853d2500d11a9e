"""Pinyin of Chinese words, without tones.

The library's own list of phrases holds 45 MB of every process and is read in a quarter of a second. Here it learns those
alone that its readings of single characters do not give (`vocabularies/phrases.json`); each phrase is read as before.
"""

import os
from collections.abc import Mapping

os.environ |= {"PYPINYIN_NO_PHRASES": "1", "PYPINYIN_NO_DICT_COPY": "1"}  # it looks while it is imported

from pypinyin import lazy_pinyin, load_phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from ckanext.govopen.national import data

CHARACTERS: Mapping[int, str] = pinyin_dict
"""Readings of a character with their tones, a comma between, by its number in Unicode."""


def syllables(word: str) -> list[str]:
    """A syllable for each Han character of a word, ü as v; what is not Han is left out."""
    _learn()
    return lazy_pinyin(word, errors="ignore")


@data.cached
def _learn() -> None:
    phrases = data.load("vocabularies/phrases.json")["phrases"]
    load_phrases_dict({phrase: [[one] for one in read.split()] for phrase, read in phrases})
