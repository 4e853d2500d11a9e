"""Other spellings of a text that sounds the same: an input method offers 公元 for 公园, and people take it.

A character is replaced where that makes fewer words of a run, or another word of the dictionary of a word. Characters
sound the same by any of their readings without tones; z and zh, c and ch, s and sh, n and ng at the end may be mistaken
for each other.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from ckanext.govopen.national import data
from ckanext.govopen.national.readings import CHARACTERS
from ckanext.govopen.search import places
from ckanext.govopen.search.normalise import HAN_RUN
from ckanext.govopen.search.words import cut, frequency, is_word

Rank = tuple[int, int, bool, int]
"""Of a spelling: words gained, characters replaced, whether one only sounds similar, minus the new word's frequency."""

_LONGEST = 24
_READINGS = 2
_RARER = 0xD8
"""First byte in GB 2312 from which on the characters are those of its second level."""
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def respelled(text: str, most: int) -> list[str]:
    """Other spellings of a normalised text, the likeliest first: of few words, with one character replaced by one that
    sounds just the same, which makes a frequent word."""
    found: dict[str, Rank] = {}
    for match in HAN_RUN.finditer(text):
        run = match[0][:_LONGEST]
        before, after = text[: match.start()], text[match.start() + len(run) :]
        for other, rank in _of_run(run):
            found.setdefault(before + other + after, rank)
    return sorted(found, key=lambda other: found[other])[:most]


def common(char: str) -> tuple[str, ...]:
    """Other common characters (the first level of GB 2312) that sound just the same."""
    return tuple(other for other in _homophones(char) if _is_common(other) and _just_alike(char, other)) if char else ()


def _is_common(char: str) -> bool:
    return char.encode("gb2312")[0] < _RARER


def _of_run(run: str) -> Iterator[tuple[str, Rank]]:
    """Other spellings of a run."""
    words = len(cut(run))
    kept = set(_in_places(run))
    for start, end, word in _replaced(run):
        if not kept.isdisjoint(range(start, end)):
            continue
        other = run[:start] + word + run[end:]
        gained = len(cut(other)) - words
        if gained <= 0:
            pairs = [(old, new) for old, new in zip(run[start:end], word, strict=True) if old != new]
            yield other, (gained, len(pairs), not all(_just_alike(*pair) for pair in pairs), -frequency(word))


def _in_places(run: str) -> Iterator[int]:
    """Characters of a run that belong to the name of a place."""
    for start, end in places.spans(run):
        yield from range(start, end)


def _replaced(run: str) -> Iterator[tuple[int, int, str]]:
    """Places in a run where a dictionary word of the same sound can stand: one character anew, or both of two."""
    for start in range(len(run)):
        for size in (2, 3, 4):
            old = run[start : start + size]
            if len(old) < size:
                break
            for new in _same_sound(old):
                if is_word(new):
                    yield start, start + size, new


def _same_sound(old: str) -> Iterator[str]:
    others = [_homophones(char) for char in old]
    for at, chars in enumerate(others):
        for char in chars:
            yield old[:at] + char + old[at + 1 :]
    if len(old) == 2:
        yield from map("".join, product(*others))


@data.bounded
def _homophones(char: str) -> tuple[str, ...]:
    """Other characters of the same sound."""
    sounds = map(_alike, _sounds(char))
    return tuple(dict.fromkeys(other for sound in sounds for other in _table().get(sound, ()) if other != char))


@data.bounded
def _just_alike(char: str, other: str) -> bool:
    """Whether two characters have a reading in common, tones apart."""
    return not set(_sounds(char)).isdisjoint(_sounds(other))


@data.cached
def _table() -> Mapping[str, tuple[str, ...]]:
    """Sound → the characters of simplified Chinese (GB 2312) that have it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for high, low in product(range(0xB0, 0xF8), range(0xA1, 0xFF)):
        char = bytes((high, low)).decode("gb2312", "ignore")
        for sound in dict.fromkeys(map(_alike, _sounds(char))) if char else ():
            found[sound].append(char)
    return {sound: tuple(chars) for sound, chars in found.items()}


def _sounds(char: str) -> list[str]:
    """The usual readings of a character, without tones."""
    found = (_toneless(reading) for reading in CHARACTERS.get(ord(char), "").split(",") if reading)
    return list(dict.fromkeys(found))[:_READINGS]


def _toneless(reading: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", reading) if not unicodedata.combining(char))


def _alike(sound: str) -> str:
    """A sound without what is often mistaken."""
    for long, short in _ALIKE:
        sound = sound.replace(long, short)
    return sound
