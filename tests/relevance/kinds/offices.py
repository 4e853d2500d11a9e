"""Departments, by what people call them."""

import random
from collections.abc import Iterator

from tests.relevance.corpus import Corpus, Record
from tests.relevance.sounds import words
from tests.relevance.want import Want


def departments(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """A department alone, of a region, of a level of government, and with a topic of its own."""
    known = {one.code: one for one in corpus.library.departments.values()}
    published = [record for record in corpus.records if record.department]
    for number, record in enumerate(draw.sample(published, len(published))):
        official = getattr(known[record.department], record.place.level)
        called = draw.choice(words()["departments"][record.department])
        yield _asked(corpus, draw, record, official, called)[number % 6]


def _asked(corpus: Corpus, draw: random.Random, record: Record, official: str, called: str) -> list[tuple[str, Want]]:
    name = draw.choice([record.place.name, record.place.short])
    places, department = corpus.called(name), record.department
    topics = (record.topic,)
    gap = draw.choice(["", " "])
    return [
        (f"{record.place.name}{official}", Want(places=corpus.called(record.place.name), department=department)),
        (f"{name}{gap}{called}", Want(places=places, department=department)),
        (f"市{called}", Want(department=department, level="city")),
        (called, Want(department=department)),
        (f"{name}{called} {record.word}", Want((), topics, record.word, places, department=department)),
        (f"{called}{gap}{name}", Want(places=places, department=department)),
    ]
