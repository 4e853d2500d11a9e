"""Titles by their sound: in full pinyin, by initials, and mistyped as input methods mistype."""

import random
from collections import defaultdict
from collections.abc import Iterator

from tests.relevance.corpus import Corpus, Record
from tests.relevance.sounds import homophones, reading, syllables
from tests.relevance.want import Want

HAN = range(0x4E00, 0xA000)


def pinyin(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """A title's region and topic, or the topic alone, in full pinyin without tones; one in four with spaces."""
    for spoken, want in _spoken(corpus, draw):
        yield ("" if draw.random() < 0.75 else " ").join(syllables(spoken)), want


def initials(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The first letters of the same, where no other region and topic of the catalogue have them."""
    meant = defaultdict(set)
    for spoken, _ in _spoken(corpus, draw):
        meant[first_letters(spoken)].add(spoken)
    for spoken, want in _spoken(corpus, draw):
        letters = first_letters(spoken)
        if len(letters) >= 4 and len(meant[letters]) == 1:
            yield letters, want


def typo(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """Region and topic with one character of the topic replaced by another of the same sound."""
    known = {record.word for record in corpus.records}
    for record in draw.sample(corpus.records, len(corpus.records)):
        word = record.word
        at = draw.randrange(len(word))
        others = [char for char in homophones().get(reading(word[at]), ()) if char != word[at]]
        if len(word) < 3 or not han(word) or not others:
            continue
        wrong = word[:at] + draw.choice(others) + word[at + 1 :]
        name = draw.choice([record.place.name, record.place.short])
        if wrong not in known:
            want = Want(topics=(record.topic,), word=word, places=corpus.called(name), exact=True)
            yield f"{name}{wrong}", want


def first_letters(text: str) -> str:
    """The first letter of every character's syllable."""
    return "".join(syllable[0] for syllable in syllables(text))


def han(text: str) -> bool:
    """Whether all of it is Chinese characters."""
    return all(ord(char) in HAN for char in text)


def _spoken(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The beginnings of titles that name their place (宜宾市停车场), and topics (停车场)."""
    for record in draw.sample(corpus.records, len(corpus.records)):
        want = Want(topics=(record.topic,), word=record.word, exact=True)
        if not han(record.word) or len(record.word) < 3:
            continue
        if not record.lead and not record.year:
            yield record.word, want
        elif _named(record):
            yield record.lead + record.word, Want(**{**_fields(want), "places": corpus.called(record.lead)})


def _fields(want: Want) -> dict[str, object]:
    return {name: getattr(want, name) for name in want.__struct_fields__}


def _named(record: Record) -> bool:
    return record.lead in (record.place.name, record.place.short)
