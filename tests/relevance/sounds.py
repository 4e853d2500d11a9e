"""How Chinese sounds: a character at a time, with a small list of names that are read otherwise; no segmenter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pypinyin import Style, pinyin

WORDS = Path(__file__).with_name("words.yml")
TUNING = Path(__file__).with_name("tuning_words.yml")


@cache
def words() -> Mapping[str, Any]:
    """The committed lists of words (words.yml)."""
    return yaml.safe_load(WORDS.read_text("utf-8"))


@cache
def tuning_words() -> Mapping[str, Any]:
    """Words to tune with, that no committed query holds (tuning_words.yml)."""
    return yaml.safe_load(TUNING.read_text("utf-8"))


def syllables(text: str) -> Sequence[str]:
    """A syllable for every character, without tones; other characters are themselves."""
    readings, found, at = words()["readings"], [], 0
    while at < len(text):
        name = next((name for name in readings if text.startswith(name, at)), "")
        found += readings[name].split() if name else [reading(text[at])]
        at += len(name) or 1
    return found


@cache
def reading(character: str) -> str:
    """The usual reading of one character."""
    return pinyin(character, style=Style.NORMAL, v_to_u=False)[0][0].lower()


@cache
def homophones() -> Mapping[str, Sequence[str]]:
    """Syllable → the common characters (first level of GB 2312) that are read so, in the order of the standard."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            character = bytes([high, low]).decode("gb2312", errors="ignore")
            if character:
                found[reading(character)].append(character)
    return found
