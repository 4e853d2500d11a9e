"""What is not there: things that no public body publishes, topics with what cannot be said of them, letters by chance."""

import random
import string
from collections.abc import Iterator

from tests.relevance.corpus import Corpus
from tests.relevance.sounds import tuning_words, words
from tests.relevance.want import Want

NEAR_MISSES, LETTERS, UNRELATED = 15, 15, 100


def negatives(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """Queries that want nothing of the catalogue."""
    for query in words()["negatives"]:
        yield query, Want()
    patterns = words()["near_misses"]
    for number in range(NEAR_MISSES):
        topic = draw.choice(corpus.library.topics)
        yield patterns[number % len(patterns)].format(name=topic.names[0]), Want()
    for number in range(LETTERS):
        letters = string.ascii_lowercase if number % 2 else string.hexdigits[:16]
        yield "".join(draw.choices(letters, k=draw.randint(6, 12))), Want()


def tuning(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """The words of `tuning_words.yml`, near misses of every topic, things that a place has not, and unrelated topics."""
    known = tuning_words()
    yield from ((query, Want()) for query in known["negatives"])
    topics = corpus.library.topics
    for number, topic in enumerate(topics):
        yield known["near_misses"][number % len(known["near_misses"])].format(name=draw.choice(topic.names)), Want()
    for number, thing in enumerate(known["places"] * 3):
        name = draw.choice(sorted(corpus.places.values(), key=lambda place: place.code)).short
        yield (f"{name}{thing}", f"{name} {thing}", f"{thing} {name}")[number % 3], Want()
    for number in range(UNRELATED):
        one, other = draw.sample(topics, 2)
        if one.department != other.department:
            yield f"{draw.choice(one.names)}{' ' * (number % 2)}{draw.choice(other.names)}", Want()
