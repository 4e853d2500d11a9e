"""In which form somebody wants the data: csv, Excel, an interface for programs."""

from collections.abc import Mapping, Sequence

from ckanext.govopen.national import data
from ckanext.govopen.national.vocabularies import vocabulary
from ckanext.govopen.search.query import clauses
from ckanext.govopen.search.query.kinds import FORMAT, Token

SERVED = "api"
"""The code of an interface."""


def is_form(word: str) -> bool:
    """Whether a word names a format of files, or an interface."""
    return word.lower() in _forms()


def codes(word: str) -> tuple[str, ...]:
    """The codes of formats that a word means."""
    return _forms().get(word.lower(), ())


def token(word: str, others: Sequence[str] = ()) -> Token:
    """What a dataset in this form has: a file of the format, or the word in any text, or what else `others` ask for."""
    meant = codes(word)
    found = [clause for code in meant for clause in clauses.within(code, "form")]
    served = clauses.within("yes", "served") if SERVED in meant else []
    return Token(FORMAT, word, clauses.any_of([clauses.literal(word), *others, *found, *served]))


@data.cached
def _forms() -> Mapping[str, tuple[str, ...]]:
    """Word → codes of formats: those of the vocabulary that are no words of other things, and the words of `search.yml`."""
    said = data.load("search.yml")["forms"]
    codes = {one.code: (one.code,) for one in vocabulary("formats") if one.code not in said["words"].split()}
    return codes | {word: tuple(meant.split()) for word, meant in said["names"].items()}
