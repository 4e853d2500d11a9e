"""A topic of a region, by its words: in both orders, with and without a space, and as a question."""

import random
from collections.abc import Iterator

from tests.relevance.corpus import Corpus, Record
from tests.relevance.sounds import words
from tests.relevance.want import Want


def topic_region(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The topic, then the region."""
    for record, name, want in drawn(corpus, draw):
        yield draw.choice(["", " "]).join([record.word, name]), want


def region_topic(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The region, then the topic."""
    for record, name, want in drawn(corpus, draw):
        yield draw.choice(["", " "]).join([name, record.word]), want


def questions(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """What people ask a person, of a topic in a region or of a topic alone."""
    for number, (record, name, want) in enumerate(drawn(corpus, draw)):
        pattern = words()["questions"][number % len(words()["questions"])]
        if draw.random() < 0.7:
            yield pattern.format(it=f"{name}{draw.choice(['', '的'])}{record.word}"), want
        else:
            yield pattern.format(it=record.word), Want(topics=want.topics, word=want.word)


def drawn(corpus: Corpus, draw: random.Random) -> Iterator[tuple[Record, str, Want]]:
    """A record, its region's full or short name, and its topic in that region as what is wanted."""
    for record in draw.sample(corpus.records, len(corpus.records)):
        name = draw.choice([record.place.name, record.place.short])
        yield record, name, Want(topics=(record.topic,), word=record.word, places=corpus.called(name))
