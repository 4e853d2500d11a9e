"""Pinyin of words."""

import json
from pathlib import Path

import pypinyin
import pytest
from pypinyin.contrib.tone_convert import to_normal

from ckanext.govopen.national.readings import syllables


def test_every_phrase_of_the_library_is_read_as_it_says() -> None:
    """What was left out of its list of phrases is read rightly without it."""
    phrases = json.loads((Path(pypinyin.__file__).parent / "phrases_dict.json").read_text("utf-8"))
    assert len(phrases) > 40_000
    said = {phrase: [to_normal(readings[0]) for readings in read] for phrase, read in phrases.items()}
    assert [phrase for phrase, read in said.items() if syllables(phrase) != read] == []


@pytest.mark.parametrize(("word", "read"), [("银行", "yin hang"), ("行政", "xing zheng"), ("旅游", "lv you"), ("GDP", "")])
def test_syllables(word: str, read: str) -> None:
    """A character is read as its word wants, ü is v, and letters are left out."""
    assert syllables(word) == read.split()
