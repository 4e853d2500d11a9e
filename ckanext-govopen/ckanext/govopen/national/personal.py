"""Personal numbers in free text: found with their place, masked in one way everywhere (metadata.md §5.2).

In free text one hit counts: an identity number needs its check digit, a real date of birth and a known division; a bank
card its check digit and a word about banks before it; a mobile number its form. What is masked already does not match.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.govopen.national import identifiers
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.text import N_

Kind = Literal["id_number", "mobile", "bank_card"]

MESSAGES: dict[Kind, str] = {
    "id_number": N_("Identity numbers must not be published: {value}"),
    "mobile": N_("Mobile numbers must not be published: {value}"),
    "bank_card": N_("Bank card numbers must not be published: {value}"),
}

# A longer run of digits is another number, letters beside it make it a part of a code.
_BEFORE, _AFTER = r"(?<![0-9A-Za-z*])(?<![0-9]\.)", r"(?![0-9A-Za-z*])"
_ID = re.compile(rf"{_BEFORE}[1-9][0-9]{{5}}[ ]?[0-9]{{4}}[ -]?[0-9]{{2}}[ -]?[0-9]{{2}}[ ]?[0-9]{{3}}[ ]?[0-9Xx]{_AFTER}")
_MOBILE = re.compile(rf"{_BEFORE}(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{{4}}){{2}}{_AFTER}")
_CARD = re.compile(rf"{_BEFORE}[0-9]{{4}}(?:[ -]?[0-9]{{4}}){{3}}(?:[ -]?[0-9]{{1,3}})?{_AFTER}")
_NUMBER = re.compile("[0-9][0-9 -]{9}")
"""What every personal number has in it, and few other texts."""
_BANK = re.compile("卡号|账号|帐号|账户|帐户|银行|开户")
_CONTEXT = 20
"""How many characters before a number are looked at for a word about banks."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A personal number in a text, from `start` up to, not including, `end`."""

    kind: Kind
    start: int
    end: int


def find(text: str) -> list[Hit]:
    """All personal numbers of a text, in order; the text has its full-width digits folded already (`text.clean`)."""
    hits: list[Hit] = []
    if not _NUMBER.search(text):
        return hits
    for hit in sorted(_hits(text), key=lambda hit: (hit.start, -hit.end)):
        if not hits or hit.start >= hits[-1].end:
            hits.append(hit)
    return hits


def mask(text: str) -> str:
    """The text with personal numbers made unreadable: 110105********002X, 138****5678, 622202*********7890."""
    for hit in reversed(find(text)):
        text = text[: hit.start] + _masked(hit, text) + text[hit.end :]
    return text


def screen(text: str) -> str:
    """The text itself; raises `CheckError` where it has a personal number."""
    for hit in find(text):
        raise CheckError(MESSAGES[hit.kind], value=_masked(hit, text))
    return text


def _hits(text: str) -> Iterator[Hit]:
    for match in _ID.finditer(text):
        if identifiers.is_id_number(_plain(match[0])):
            yield Hit("id_number", match.start(), match.end())
    for match in _MOBILE.finditer(text):
        yield Hit("mobile", match.start(), match.end())
    for match in _CARD.finditer(text):
        about_banks = _BANK.search(text, max(0, match.start() - _CONTEXT), match.start())
        if about_banks and identifiers.is_card_number(_plain(match[0])):
            yield Hit("bank_card", match.start(), match.end())


def _plain(number: str) -> str:
    return re.sub("[ -]", "", number).upper()


def _masked(hit: Hit, text: str) -> str:
    number = _plain(text[hit.start : hit.end])
    if hit.kind == "mobile":
        return f"{number[-11:-8]}****{number[-4:]}"
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def masked(value: Any) -> Any:
    """A value of JSON with the personal numbers in its texts masked, those in names of keys left alone."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: masked(part) for key, part in value.items()}
    return [masked(part) for part in value] if isinstance(value, list | tuple) else value
