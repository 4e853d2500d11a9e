"""Other spellings of a text that sounds the same: an input method offers 公元 for 公园, and people take it.

A character is replaced where that makes fewer words of a run, or another word of the dictionary of a word. Characters
sound the same by any of their readings without tones; z and zh, c and ch, s and sh, n and ng at the end may be mistaken
for each other.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

from pypinyin.pinyin_dict import pinyin_dict

from ckanext.govopen.national import data
from ckanext.govopen.search import places
from ckanext.govopen.search.normalise import HAN
from ckanext.govopen.search.words import cut, frequency, is_word

_HAN_RUN = re.compile(f"[{HAN}]+")
_LONGEST = 24
_READINGS = 2
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def respelled(text: str, most: int) -> list[str]:
    """Other spellings of a normalised text, the likeliest first: few words, of which the new one is frequent."""
    found: dict[str, tuple[int, int]] = {}
    for match in _HAN_RUN.finditer(text):
        run = match[0][:_LONGEST]
        before, after = text[: match.start()], text[match.start() + len(run) :]
        for other, rank in _of_run(run):
            found.setdefault(before + other + after, rank)
    return sorted(found, key=lambda other: found[other])[:most]


def _of_run(run: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Other spellings of a run, each with (words gained, minus the frequency of the new word)."""
    words = len(cut(run))
    kept = set(_in_places(run))
    for start, end, word in _replaced(run):
        if not kept.isdisjoint(range(start, end)):
            continue
        other = run[:start] + word + run[end:]
        gained = len(cut(other)) - words
        if gained <= 0:
            yield other, (gained, -frequency(word))


def _in_places(run: str) -> Iterator[int]:
    """Characters of a run that belong to the name of a place."""
    at = 0
    for word in cut(run):
        if places.is_name(word):
            yield from range(at, at + len(word))
        at += len(word)


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
    sounds = _sounds(char)[:_READINGS]
    return tuple(dict.fromkeys(other for sound in sounds for other in _table().get(sound, ()) if other != char))


@data.cached
def _table() -> Mapping[str, tuple[str, ...]]:
    """Sound → the characters of simplified Chinese (GB 2312) that have it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for high, low in product(range(0xB0, 0xF8), range(0xA1, 0xFF)):
        char = bytes((high, low)).decode("gb2312", "ignore")
        for sound in _sounds(char) if char else ():
            found[sound].append(char)
    return {sound: tuple(chars) for sound, chars in found.items()}


def _sounds(char: str) -> list[str]:
    return list(dict.fromkeys(_alike(reading) for reading in pinyin_dict.get(ord(char), "").split(",") if reading))


def _alike(reading: str) -> str:
    """A reading without tones and without what is often mistaken."""
    plain = "".join(char for char in unicodedata.normalize("NFD", reading) if not unicodedata.combining(char))
    for long, short in _ALIKE:
        plain = plain.replace(long, short)
    return plain
