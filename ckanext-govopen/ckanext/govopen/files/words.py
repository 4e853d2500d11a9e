"""The words by which tables are understood: `config/tables.yml` as compiled patterns, for Python and for Polars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.govopen.national import data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Words:
    """Patterns built from the lists of `config/tables.yml`; strings serve Python and Polars alike."""

    note_mark: str
    note_word: str
    total: str
    nulls: frozenset[str]
    header: re.Pattern[str]
    meaningless: re.Pattern[str]
    units: frozenset[str]
    contexts: dict[str, re.Pattern[str]]
    quantity: re.Pattern[str]
    valued: str
    ordinal: str
    scaled: str
    opposites: Mapping[str, str]
    dittos: frozenset[str]
    choices: tuple[frozenset[str], ...]

    def is_quantity(self, cell: str) -> bool:
        """Whether a cell is a number with its unit, its scale or a currency sign."""
        return bool(self.quantity.match(cell))

    def says(self, context: str, header: str) -> bool:
        """Whether a column's name speaks of `context`, one of `CONTEXTS`."""
        return bool(self.contexts[context].search(header))


CONTEXTS = (
    "identifier",
    "date",
    "phone",
    "id",
    "bank",
    "name",
    "uscc",
    "division_code",
    "postcode",
    "dialling",
    "prose",
    "longitude",
    "latitude",
)


def alternatives(words: Iterable[str]) -> str:
    """One regular expression for a list of plain words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def context(words: list[str]) -> re.Pattern[str]:
    """A search for any of the words; Latin ones only as a word of their own (areaCode has two)."""
    latin = [word for word in words if word.isascii()]
    other = [word for word in words if not word.isascii()]
    parts = [alternatives(other)] if other else []
    if latin:
        parts.append(rf"(?:^|[^a-z])(?:{alternatives(latin)})(?:$|[^a-z])")
        parts.append(rf"(?-i:(?<=[a-z])(?:{alternatives([word.capitalize() for word in latin])})(?![a-z]))")
    return re.compile("|".join(parts), re.IGNORECASE)


def spaced(word: str) -> str:
    """A short Chinese word may be spread with spaces, as in 合　计."""
    return r"\s*".join(re.escape(letter) for letter in word) if not word.isascii() else re.escape(word)


@data.cached
def words() -> Words:
    """The words in force."""
    table = data.load("tables.yml")
    notes = alternatives(table["notes"])
    totals, others = (
        "|".join(spaced(word) for word in sorted(table[name], key=len, reverse=True)) for name in ("totals", "exact_totals")
    )
    scales, currency = (alternatives(table[name]) for name in ("scales", "currency"))
    units = alternatives(unit for unit in table["units"] if unit not in table["ordinals"])
    digit = "[0-9０-９]"
    number = rf"[+\-－]?\s*(?:{digit}{{1,3}}(?:[,，]{digit}{{3}})+|{digit}+)(?:[.．]{digit}+)?"
    # 500g/袋 is a size, 12元/袋 a price.
    per = alternatives({*table["units"], "年", "月", "日", "天"} - {*table["ordinals"], *table["packages"]} | {"日"})
    price = rf"[万亿千]?元[/／每](?:{alternatives(table['packages'])})"
    unit = rf"(?:(?:{units})(?:[/／每](?:{per}))?|{price})"
    measured = rf"(?:约|≈|近)?\s*(?:{currency})?\s*{number}\s*{unit}"
    valued = rf"^\s*(?:{measured}|(?:{currency})\s*{number}|[0-9]{{1,2}}(?:\.[0-9]+)?\s*年)\s*$"
    ordinal = rf"^\s*{number}\s*(?:{alternatives(table['ordinals'])})\s*$"
    scaled = rf"^\s*{number}\s*(?:{scales})\s*$"
    return Words(
        note_mark=rf"^\s*(?:(?:{notes})[一-鿿]{{0,6}}\s*[0-9一二三四五六七八九十]{{0,2}}\s*[：:、.．]|[*＊※]\s*\D|[（(](?:{notes}))",
        note_word=rf"^\s*(?:{notes})",
        total=rf"(?i)^\s*(?:(?:[一-鿿]{{0,4}}(?:[（(][^）)]*[）)])?)?(?:{totals})|(?:[全各总本].{{0,3}})?(?:{others}))\s*[:：]?\s*$",
        nulls=frozenset(table["nulls"]),
        header=context(table["header_words"]),
        meaningless=re.compile("|".join(table["meaningless"]), re.IGNORECASE),
        units=frozenset(table["units"]),
        contexts={name: context(table[f"{name}_words"]) for name in CONTEXTS},
        quantity=re.compile(f"{valued}|{scaled}"),
        valued=valued,
        ordinal=ordinal,
        scaled=scaled,
        opposites=table["opposites"],
        dittos=frozenset(table["dittos"]),
        choices=tuple(frozenset(table[f"{name}_answers"]) for name in ("yes", "no", "male", "female")),
    )
