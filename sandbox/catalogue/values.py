"""One function a type of item: what a cell of such a column holds.

Each takes the row it is for and the item's argument and draws from the row's own dice: no row depends on another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sandbox.dice import spread

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from sandbox.catalogue.topics import Words
    from sandbox.table import Cell

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I O S V Z
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


@dataclass(frozen=True, slots=True)
class Row:
    """The row a value is for. `places` are the divisions that rows are about, `year` the year of the data."""

    index: int
    dice: random.Random
    words: Words
    places: tuple[str, ...]
    region: str
    phone_area: str
    centre: tuple[float, float]
    year: int
    offset: int

    @property
    def place(self) -> str:
        """The division of this row: rows go round all of them."""
        return self.places[self.index % len(self.places)]


def _span(argument: str) -> tuple[float, float]:
    """The two numbers of `low-high`, either of which may be negative."""
    low, _, high = argument[1:].partition("-")
    return float(argument[0] + low), float(high)


def _skewed(row: Row, low: float, high: float) -> float:
    """Between `low` and `high`, small ones more often, as counts of the real world are."""
    return low + (high - low) * row.dice.random() ** 2


def name(row: Row, argument: str) -> Cell:
    """A body's or a thing's name, unique in its table; `argument` lists the last words."""
    first, second = row.words.first, row.words.second
    stem = spread(row.index, len(first) * len(second), row.offset)
    last = argument.split()
    short = row.place.rstrip("市区县镇") if len(row.place) > 2 else row.place
    return f"{short}{first[stem % len(first)]}{second[stem // len(first)]}{last[stem % len(last)]}"


def address(row: Row, _argument: str) -> Cell:
    """A postal address in the row's division."""
    street = row.dice.choice(row.words.streets)
    return f"{row.place}{street}{row.dice.randint(1, 399)}号"


def district(row: Row, _argument: str) -> Cell:
    """The row's division."""
    return row.place


def town(row: Row, _argument: str) -> Cell:
    """A street office or township of an invented name."""
    return row.dice.choice(row.words.towns)


def count(row: Row, argument: str) -> Cell:
    """A whole number of the span `argument`."""
    return round(_skewed(row, *_span(argument)))


def decimal(row: Row, argument: str) -> Cell:
    """A number of the span, with the places after the colon: `0.5-30:1`."""
    span, _, places = argument.partition(":")
    return round(_skewed(row, *_span(span)), int(places or 2))


def choice(row: Row, argument: str) -> Cell:
    """One of the words of `argument`."""
    return row.dice.choice(argument.split())


def code(row: Row, argument: str) -> Cell:
    """A number in text: `#` a digit, `R` the region, `Y` the year, `N` the row's number in five digits."""
    text = argument.replace("R", row.region[:6]).replace("Y", str(row.year)).replace("N", f"{row.index + 1:05d}")
    return "".join(str(row.dice.randint(0, 9)) if sign == "#" else sign for sign in text)


def uscc(row: Row, _argument: str) -> Cell:
    """A unified social credit code with both its checksums right (GB 32100-2015, GB 11714)."""
    body = "MA" + "".join(row.dice.choice(USCC) for _ in range(6))
    rest = 11 - sum(int(sign, 36) * weight for sign, weight in zip(body, BODY_WEIGHTS, strict=True)) % 11
    text = f"91{row.region[:6]}{body}{ {10: 'X', 11: '0'}.get(rest, str(rest)) }"
    total = sum(USCC.index(sign) * weight for sign, weight in zip(text, USCC_WEIGHTS, strict=True))
    return text + USCC[(31 - total % 31) % 31]


def phone(row: Row, _argument: str) -> Cell:
    """An office's landline."""
    return f"{row.phone_area}-{row.dice.randint(2, 8)}{row.dice.randint(100000, 999999)}" + (
        str(row.dice.randint(0, 9)) if len(row.phone_area) == 3 else ""
    )


def person(row: Row, _argument: str) -> Cell:
    """A person's name with the given name hidden, as registers publish it."""
    return f"{row.dice.choice(row.words.surnames)}某{row.dice.choice('某' + row.words.given)}"


def day(row: Row, argument: str) -> Cell:
    """A date in the years `argument` (`2015-2023`), or in the year of the data."""
    low, high = _span(argument) if argument else (row.year, row.year)
    start = date(int(low), 1, 1)
    return start + timedelta(days=row.dice.randrange((date(int(high), 12, 31) - start).days))


def month(row: Row, _argument: str) -> Cell:
    """The month of a series: one step back each time the divisions have gone round."""
    back = row.index // len(row.places)
    years, rest = divmod(11 - back, 12)
    return f"{row.year + years}-{rest + 1:02d}"


def moment(row: Row, _argument: str) -> Cell:
    """The day of a series: one step back each time the divisions have gone round."""
    return date(row.year, 12, 31) - timedelta(days=row.index // len(row.places))


def year(row: Row, _argument: str) -> Cell:
    """The year of a series: one step back each time the divisions have gone round."""
    return row.year - row.index // len(row.places)


def longitude(row: Row, _argument: str) -> Cell:
    """Degrees east near the middle of the region."""
    return round(row.centre[0] + row.dice.uniform(-0.2, 0.2), 6)


def latitude(row: Row, _argument: str) -> Cell:
    """Degrees north near the middle of the region."""
    return round(row.centre[1] + row.dice.uniform(-0.2, 0.2), 6)


def text(row: Row, _argument: str) -> Cell:
    """A sentence."""
    return row.dice.choice(row.words.texts)


STRING, NUMBER, DATE = "string", "number", "date"
TYPES: dict[str, tuple[Callable[[Row, str], Cell], str]] = {
    "name": (name, STRING),
    "address": (address, STRING),
    "district": (district, STRING),
    "town": (town, STRING),
    "count": (count, NUMBER),
    "decimal": (decimal, NUMBER),
    "choice": (choice, STRING),
    "code": (code, STRING),
    "uscc": (uscc, STRING),
    "phone": (phone, STRING),
    "person": (person, STRING),
    "date": (day, DATE),
    "month": (month, STRING),
    "day": (moment, DATE),
    "year": (year, NUMBER),
    "lon": (longitude, NUMBER),
    "lat": (latitude, NUMBER),
    "text": (text, STRING),
}
