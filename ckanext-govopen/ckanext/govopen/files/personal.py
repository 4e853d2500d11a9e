"""Numbers that name a person: which columns hold them, and the one mask that every reader passes through.

Decided by column, not by cell: a column of random 18-digit serials passes the ID checksum in 9 % of its rows.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ckanext.govopen.national.identifiers import is_card_number, is_id_number

from .columns import LONG, Column
from .words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ID = re.compile(r"(?<![0-9A-Za-z*])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z*])")
MOBILE = re.compile(r"(?<![0-9.*])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9.*])")
CARD = re.compile(r"(?<![0-9*])\d{16,19}(?![0-9*])")
FOLD = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
KEY = re.compile(r'"([^"\\]{1,40})"\s*:')
NESTED = 200  # cells in which keys are looked for
MOST = 0.5  # the share of a column's values from which the column as a whole is of one kind


def kinds_in(text: str) -> set[str]:
    """Which personal numbers a text may hold: id, mobile, bank."""
    text = text.translate(FOLD)
    found = {"id" for hit in ID.finditer(text) if is_id_number(hit.group().upper())}
    found |= {"mobile" for _ in MOBILE.finditer(text)}
    return found | {"bank" for hit in CARD.finditer(text) if is_card_number(hit.group()) and not is_id_number(hit.group())}


def judge(column: Column, header: str) -> str | None:
    """id, mobile or bank where a column holds such numbers in clear, else None."""
    cells = column.long
    if not cells:
        return None
    hits = {"id": 0, "mobile": 0, "bank": 0}
    embedded = 0
    for text in cells:
        found = kinds_in(text)
        for kind in found:
            hits[kind] += 1
        embedded += "id" in found and len(text) > 20
    names = [header, *keys_in(cells)]
    share = len(cells) / max(1, min(column.values, LONG))
    rates = {kind: share * count / len(cells) for kind, count in hits.items()}
    if rates["id"] > MOST or embedded or (hits["id"] and says("id", names)):
        return "id"
    if rates["mobile"] > MOST or (hits["mobile"] and says("phone", names)):
        return "mobile"
    prefixed = sum(text.startswith("62") for text in cells) > MOST * len(cells)
    if rates["bank"] > MOST and (says("bank", names) or prefixed):
        return "bank"
    return None


def keys_in(cells: Sequence[str]) -> set[str]:
    """The keys in cells that are JSON: nested values have names of their own."""
    nested = (cell for cell in cells[:NESTED] if cell[:1] in ("{", "["))
    return {key for cell in nested for key in KEY.findall(cell)}


def says(context: str, names: Iterable[str]) -> bool:
    """Whether any of some names speaks of `context`."""
    return any(words().says(context, name) for name in names)


def mask(text: str | None, kind: str | None) -> str | None:
    """A cell as it may be shown: the middle of every number of the column's kind is starred."""
    if text is None or kind is None:
        return text
    if kind == "name":
        return text[0] + "*" * (len(text) - 1) if text else text
    folded = text.translate(FOLD)
    for pattern, head, tail in ((ID, 6, 4), (CARD, 4, 4), (MOBILE, 3, 4)):
        folded = pattern.sub(partial(starred, head=head, tail=tail), folded)
    return folded


def starred(hit: re.Match[str], head: int, tail: int) -> str:
    """The first and the last characters of a number with stars between."""
    text = hit.group()
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def names_beside(headers: list[str], kinds: list[str | None], columns: list[Column]) -> list[str | None]:
    """Columns of people's names count as personal where the same table holds their numbers."""
    if not any(kinds):
        return kinds
    return [
        kind or ("name" if words().says("name", header) and column.length <= 12 else None)
        for header, kind, column in zip(headers, kinds, columns, strict=True)
    ]
