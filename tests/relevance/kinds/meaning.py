"""Other words for a topic, and words so short that they say little."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from tests.relevance.corpus import Corpus
from tests.relevance.sounds import tuning_words, words
from tests.relevance.want import Want

UNSEEN = Path(__file__).parents[1] / "unseen_synonyms.yml"


@cache
def unseen() -> Mapping[str, Sequence[str]]:
    """Topic → words for it that nobody tuned for."""
    return yaml.safe_load(UNSEEN.read_text("utf-8"))


def synonyms(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """Every unseen word, every other one with a region."""
    pairs = [(topic, word) for topic, found in unseen().items() for word in found]
    for number, (topic, word) in enumerate(pairs):
        records = [record for record in corpus.records if record.topic == topic]
        place = draw.choice(records).place
        name = draw.choice([place.name, place.short])
        if number % 2:
            yield (
                draw.choice([f"{name}{word}", f"{name} {word}", f"{word} {name}"]),
                Want((), (topic,), "", corpus.called(name)),
            )
        else:
            yield word, Want(topics=(topic,))


def tuning(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The words of `tuning_words.yml` that are no unseen ones, every other one with a region."""
    kept_apart = {word for found in unseen().values() for word in found}
    known = tuning_words()["synonyms"]
    pairs = [(topic, word) for topic, found in known.items() for word in found if word not in kept_apart]
    for number, (topic, word) in enumerate(pairs):
        place = draw.choice([record for record in corpus.records if record.topic == topic]).place
        name = draw.choice([place.name, place.short]) if number % 2 else ""
        yield name + word, Want((), (topic,), "", corpus.called(name) if name else ())


def one_character(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """A single character, with the topics or the region that it may mean."""
    for character, means in words()["one_character"].items():
        yield character, Want(topics=tuple(means)) if isinstance(means, list) else Want(places=tuple(means["places"]))


def two_characters(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """Words of two characters: of people, names of topics, short names of regions."""
    for word, topics in words()["two_characters"].items():
        yield word, Want(topics=tuple(topics))
    named = defaultdict(set)
    for record in corpus.records:
        named[record.word].add(record.topic)
    for word in sorted(word for word in named if len(word) == 2):
        yield word, Want(topics=tuple(sorted(named[word])))
    shorts = sorted({place.short for place in corpus.places.values() if len(place.short) == 2})
    for name in draw.sample(shorts, len(shorts)):
        yield name, Want(places=corpus.called(name))
