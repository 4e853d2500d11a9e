"""Places in a list (泰州、宜宾), of which any will do."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ckanext.govopen.search import places
from ckanext.govopen.search.query import where
from ckanext.govopen.search.query.kinds import PLACE, Token


def together(text: str, found: Sequence[Token]) -> list[Token]:
    """The tokens of a normalised text, places between which 、 stands as one of them."""
    kept = list(found)
    for names in _lists(text) if where.JOINED in text else ():
        at = next((at for at, one in enumerate(kept) if one.kind == PLACE and one.text in names), None)
        if at is not None:
            kept[at] = where.token(where.JOINED.join(names))
            kept = [one for one in kept if one.kind != PLACE or one.text not in names]
    return kept


def _lists(text: str) -> Iterator[tuple[str, ...]]:
    """The names of places that stand in a list."""
    names: dict[str, None] = {}
    for (start, end), (following, _) in pairwise([*places.spans(text), (len(text), len(text))]):
        names[text[start:end]] = None
        if text[end:following].strip() != where.JOINED:
            if len(names) > 1:
                yield tuple(names)
            names = {}
