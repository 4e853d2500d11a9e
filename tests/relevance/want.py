"""What a query asks for, in the terms of the generator, and how well a record answers it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from tests.relevance.corpus import Corpus, Record

FULL, NEAR = 3, 1
"""Grades: all that was asked for; the same thing for a part of the region asked for, or for what it is a part of."""


class Want(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A condition on records; what is empty is not asked for.

    `topics` are codes, `word` the topic's name that was used, `places` all divisions that the name used may mean.
    With `exact` only a record of all that is asked for counts at all.
    """

    ids: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    word: str = ""
    places: tuple[str, ...] = ()
    tail: str = ""
    year: int = 0
    department: str = ""
    level: str = ""
    exact: bool = False

    @property
    def nothing(self) -> bool:
        """Whether the query asks for what is not there."""
        return self == Want()


def grade(want: Want, record: "Record", corpus: "Corpus") -> int | None:
    """`FULL`, `NEAR`, 0, or `None` where nobody can say: the same subject under another word of the generator's.

    Whether two words are the same is asked by the class of synonyms alone.
    """
    if want.nothing or not _same(want, record):
        return 0
    found = FULL if not want.places else _nearness(want.places, record, corpus)
    if want.level and record.place.level != want.level:
        found = min(found, NEAR)
    if want.exact and found < FULL:
        found = 0
    return None if found and want.word and record.word != want.word else found


def _same(want: Want, record: "Record") -> bool:
    """Whether it is a record of what is asked for, wherever it be."""
    return (
        (not want.ids or record.id in want.ids)
        and (not want.topics or record.topic in want.topics)
        and (not want.tail or record.tail == want.tail)
        and (not want.year or record.year == want.year)
        and (not want.department or record.department == want.department)
    )


def _nearness(places: Sequence[str], record: "Record", corpus: "Corpus") -> int:
    if record.place.code in places:
        return FULL
    below = any(code in record.place.chain for code in places)
    above = any(record.place.code in corpus.places[code].chain for code in places)
    return NEAR if below or above else 0


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query of the set: its class, its half (`tune` or `report`) and what it asks for."""

    kind: str
    query: str
    half: str
    want: Want


def graded(want: Want, corpus: "Corpus") -> dict[str, int | None]:
    """Id → grade of the records that do not grade 0."""
    found = ((record.id, grade(want, record, corpus)) for record in corpus.about(want))
    return {ident: one for ident, one in found if one != 0}


def as_line(case: Case) -> dict[str, Any]:
    """A line of the committed set."""
    return {"kind": case.kind, "query": case.query, "half": case.half, "want": msgspec.to_builtins(case.want)}
