"""One dataset, asked for with as much of its title as people need: plain, in traditional characters, in full width,
with the year in one of the ways in which years are written."""

import random
from collections.abc import Iterator, Sequence
from functools import cache

import opencc

from tests.relevance.corpus import Corpus, Record
from tests.relevance.want import Want

SCRIPTS = ("s2t", "s2tw", "s2twp")
"""Traditional characters, those of Taiwan, and the words of Taiwan too."""
SAID = [
    (True, "", ""),
    (True, "tail", ""),
    (True, "", "year"),
    (True, "tail", "year"),
    (False, "tail", "year"),
    (False, "", "year"),
]
"""What a query says beside the topic's word: the place, the tail, the year."""
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
ZEROS = str.maketrans("0123456789", "零一二三四五六七八九")


def known_item(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The title less its region or the generic part of it: as little as says it alone."""
    for record in draw.sample(corpus.records, len(corpus.records)):
        for with_place, tail, year in draw.sample(SAID, len(SAID)):
            name = draw.choice([record.place.name, record.place.short]) if with_place else ""
            want = Want(
                topics=(record.topic,),
                word=record.word,
                places=corpus.called(name) if name else (),
                tail=record.tail if tail else "",
                year=record.year if year else 0,
                exact=True,
            )
            query = _written(draw, name, want)
            if (not year or record.year) and query not in corpus.titles and _alone(corpus, want):
                yield query, want
                break


def traditional(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """A known item in traditional characters."""
    for number, (query, want) in enumerate(known_item(corpus, draw)):
        written = in_script(SCRIPTS[number % len(SCRIPTS)], query)
        if written != query:
            yield written, want


def full_width(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """A known item with its digits and letters, or the space after its region, in full width."""
    for query, want in known_item(corpus, draw):
        if any(char.isascii() and char.isalnum() for char in query):
            yield wide(query), want
        elif draw.random() < 0.1 and want.places:
            place = next(name for code in want.places for name in _names(corpus, code) if query.startswith(name))
            yield f"{place}\u3000{query[len(place) :]}", want


def years(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """Region, topic and year, the year as people write it and where they write it."""
    dated = [record for record in corpus.records if record.year]
    for number, record in enumerate(draw.sample(dated, len(dated))):
        name = draw.choice([record.place.name, record.place.short])
        written = year_forms(record.year)[number % 7]
        parts = [name, record.word]
        parts.insert(draw.randrange(3), written)
        want = Want(topics=(record.topic,), word=record.word, places=corpus.called(name), year=record.year, exact=True)
        yield draw.choice(["", " "]).join(parts), want


def year_forms(year: int) -> Sequence[str]:
    """2020 as people write it."""
    text = str(year)
    spelled, zeros = text.translate(DIGITS), text.translate(ZEROS)
    return (text, f"{text}年", f"{spelled}年", f"{wide(text)}年度", f"{text}年度", f"{zeros}年", f"{wide(text)}年")


def in_script(name: str, text: str) -> str:
    """The text in traditional characters, by a conversion of OpenCC."""
    return _converter(name).convert(text)


def wide(text: str) -> str:
    """ASCII in full width."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _written(draw: random.Random, name: str, want: Want) -> str:
    year = f"{want.year}年" if want.year else ""
    return draw.choice([f"{year}{name}{want.word}{want.tail}", f"{name}{want.word}{year}{want.tail}"])


def _names(corpus: Corpus, code: str) -> tuple[str, str]:
    return corpus.places[code].name, corpus.places[code].short


def _alone(corpus: Corpus, want: Want) -> bool:
    """Whether one item alone is all that is asked for."""
    return len({record.item for record in corpus.of_word(want.word) if _all_said(want, record)}) == 1


def _all_said(want: Want, record: Record) -> bool:
    return (
        (not want.places or record.place.code in want.places)
        and (not want.tail or record.tail == want.tail)
        and (not want.year or record.year == want.year)
    )


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)
