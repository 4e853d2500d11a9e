"""`python -m tests.relevance.make`: writes the committed set of queries, the same every time.

Queries are made of the generator's parts, of lists of words and of single characters' sounds: no segmenter has a hand in
them. What answers them follows from the generator's own fields.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import msgspec

from tests.relevance.corpus import Corpus, corpus
from tests.relevance.kinds import known, marks, meaning, negatives, offices, places, sound
from tests.relevance.want import Case, Want, as_line, grade

QUERIES = Path(__file__).with_name("queries.jsonl")
SEED = "relevance"
FRESH = "fresh"
"""Half of the queries that are in neither of the committed ones."""
Kind = Callable[[Corpus, random.Random], Iterator[tuple[str, Want]]]
KINDS: Mapping[str, tuple[Kind, int]] = {
    "known_item": (known.known_item, 140),
    "topic_region": (places.topic_region, 120),
    "region_topic": (places.region_topic, 120),
    "traditional": (known.traditional, 90),
    "full_width": (known.full_width, 80),
    "years": (known.years, 98),
    "pinyin": (sound.pinyin, 100),
    "initials": (sound.initials, 80),
    "synonyms": (meaning.synonyms, 400),
    "one_character": (meaning.one_character, 60),
    "two_characters": (meaning.two_characters, 80),
    "typo": (sound.typo, 100),
    "questions": (places.questions, 112),
    "departments": (offices.departments, 120),
    "codes": (marks.codes, 60),
    "negatives": (negatives.negatives, 100),
}
"""Class → its maker, and how many of its queries are kept at most."""


def cases(seed: str = SEED, times: int = 1) -> Iterator[Case]:
    """The queries of all classes, so many times the usual number of each."""
    for kind, (make, count) in KINDS.items():
        yield from islice(_distinct(kind, make, seed), count * times)


def fresh(seed: str, times: int = 2) -> Iterator[Case]:
    """Queries of another seed and of the words to tune with, of neither half: to tune with as often as one likes."""
    known = {case.query for case in read()}
    for case in [*cases(seed, times), *_tuning(random.Random(seed))]:
        if case.query not in known and (case.kind, case.half) != ("synonyms", "report"):
            yield msgspec.structs.replace(case, half=FRESH)


def _tuning(draw: random.Random) -> Iterator[Case]:
    makers: Sequence[tuple[str, Kind]] = (("synonyms", meaning.tuning), ("negatives", negatives.tuning))
    for kind, make in makers:
        yield from (Case(kind, query, FRESH, want) for query, want in make(corpus(), draw))


def _distinct(kind: str, make: Kind, seed: str) -> Iterator[Case]:
    seen = set()
    for query, want in make(corpus(), random.Random(f"{seed}/{kind}")):
        if query not in seen and (want.nothing or answered(want)):
            seen.add(query)
            yield Case(kind, query, half(kind, query, want), want)


def answered(want: Want) -> bool:
    """Whether there is a record of what is wanted."""
    return any(grade(want, record, corpus()) for record in corpus().about(want))


def half(kind: str, query: str, want: Want) -> str:
    """`tune` or `report`, by the query; a word that is a synonym is in one half however it is asked."""
    key = _synonym(query, want) if kind == "synonyms" else query
    return "tune" if blake2b(f"{kind}/{key}".encode()).digest()[0] % 2 else "report"


def _synonym(query: str, want: Want) -> str:
    return max((word for word in meaning.unseen()[want.topics[0]] if word in query), key=len)


def read() -> list[Case]:
    """The committed set."""
    return [msgspec.json.decode(line, type=Case) for line in QUERIES.read_bytes().splitlines()]


def text() -> str:
    """The set as it is committed, a query a line."""
    return "".join(json.dumps(as_line(case), ensure_ascii=False) + "\n" for case in cases())


if __name__ == "__main__":
    QUERIES.write_text(text(), "utf-8")
