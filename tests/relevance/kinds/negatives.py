"""What is not there: things that no public body publishes, topics with what cannot be said of them, letters by chance."""

import random
import string
from collections.abc import Iterator

from tests.relevance.corpus import Corpus
from tests.relevance.sounds import words
from tests.relevance.want import Want

NEAR_MISSES, LETTERS = 15, 15


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
