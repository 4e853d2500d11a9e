"""Alternatives in a query: `公园 OR 医院`, also in brackets; what stands outside of them holds for each."""

import re
from collections.abc import Sequence
from itertools import islice, product, takewhile

from ckanext.govopen.search.query import tokens
from ckanext.govopen.search.query.kinds import BESIDES, Token
from ckanext.govopen.search.query.signs import BETWEEN, OR

_GROUP = re.compile(rf"[(（]([^()（）]*\S\s+{OR}\s+\S[^()（）]*)[)）]")
_JOINS = re.compile(rf"(?<!\S){OR}(?!\S)")
_MOST = 12
"""Ways to put several groups of alternatives together."""


def readings(text: str) -> list[list[Token]]:
    """The tokens of each alternative of a text, at least one list.

    A place, a year or a format that stands before the first or behind the last of them holds for all where the others name
    none: 宜宾 公园 OR 医院.
    """
    found = [read for part in parts(text) if (read := tokens.read(part))] or [[]]
    before = list(takewhile(_is_beside, found[0]))
    behind = list(takewhile(_is_beside, reversed(found[-1])))[::-1]
    shared = [*_for_all(before, found[0], found[1:]), *_for_all(behind, found[-1], found[:-1])]
    return [list(dict.fromkeys((*shared, *one))) for one in found]


def parts(text: str) -> list[str]:
    """The alternatives of a text, each with what stands outside the brackets that they stand in."""
    pieces = _GROUP.split(text)
    if len(pieces) == 1 or any(map(_JOINS.search, pieces[::2])):
        return BETWEEN.split(text)
    choices = [BETWEEN.split(piece.strip()) if at % 2 else [piece.strip()] for at, piece in enumerate(pieces)]
    return [" ".join(filter(None, one)) for one in islice(product(*choices), _MOST)]


def _is_beside(token: Token) -> bool:
    return token.kind in BESIDES


def _for_all(typed: Sequence[Token], own: Sequence[Token], others: Sequence[Sequence[Token]]) -> list[Token]:
    """Of what stands at the edge of an alternative that has more than that, those of whose kind the others have none."""
    if not others or len(typed) == len(own):
        return []
    taken = {token.kind for one in others for token in one}
    return [token for token in typed if token.kind not in taken]
