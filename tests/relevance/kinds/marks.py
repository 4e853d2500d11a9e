"""Marks of one dataset: its name in addresses, its id at its portal, its code in the catalogue."""

import random
from collections.abc import Iterator

from tests.relevance.corpus import Corpus
from tests.relevance.want import Want


def codes(corpus: Corpus, draw: random.Random) -> Iterator[tuple[str, Want]]:
    """An exact mark, as it is copied from a page."""
    for number, record in enumerate(draw.sample(corpus.records, len(corpus.records))):
        yield (record.name, record.source_id, record.catalog_code)[number % 3], Want(ids=(record.id,))
