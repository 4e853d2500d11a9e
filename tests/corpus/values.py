"""Values of clean columns, one function a kind; each gives `rows` values that no rule has anything to say about."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .sheet import Value

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
REGIONS = HERE.parents[1] / "config" / "vocabularies" / "regions.json"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]


@cache
def words() -> dict[str, Any]:
    """The word lists."""
    lists: dict[str, Any] = yaml.safe_load((HERE / "words.yml").read_text())
    return lists


@cache
def cities() -> list[tuple[str, list[tuple[str, str]]]]:
    """Prefectures with at least six divisions: name, and (code, name) of each."""
    regions = [(code, name) for code, name, *_ in json.loads(REGIONS.read_text())["regions"] if code < "700000"]
    names: dict[str, str] = dict(regions)
    children: dict[str, list[tuple[str, str]]] = {}
    for code, name in regions:
        if not code.endswith("00"):
            children.setdefault(code[:4] + "00", []).append((code, name))
    return [(names[code], found) for code, found in children.items() if code in names and len(found) >= 6]


@cache
def known_regions() -> frozenset[str]:
    """Codes of GB/T 2260, those no longer in force too."""
    book = json.loads(REGIONS.read_text())
    return frozenset(code for part in ("regions", "retired") for code, *_ in book[part])


@dataclass(frozen=True)
class Place:
    """Where a table comes from: its chance, the divisions its rows belong to, a point near them."""

    dice: random.Random
    city: str
    divisions: list[tuple[str, str]]
    centre: tuple[float, float]


def place(dice: random.Random) -> Place:
    """A city drawn by chance."""
    city, divisions = dice.choice(cities())
    return Place(dice, city, divisions, (dice.uniform(105, 117), dice.uniform(25, 39)))


def column(kind: str, arguments: tuple[str, ...], rows: int, at: Place) -> list[Value]:
    """`rows` values of a kind; a trailing ? on the kind blanks a few."""
    made = KINDS[kind.rstrip("?")](at, rows, *arguments)
    if kind.endswith("?"):
        for index in range(2, rows):
            if at.dice.random() < 0.12:
                made[index] = None
    return made


def distinct(at: Place, rows: int, make: Callable[[], str]) -> list[Value]:
    """Values that do not repeat; where chance gives too few, the later ones are numbered in Chinese fashion."""
    seen: dict[str, None] = {}
    tries = 0
    while len(seen) < rows:
        tries += 1
        one = make()
        if one in seen and tries > rows * 4:
            one = re.sub(r"^(..)", rf"\1第{chinese(tries % 90 + 1)}", one)
        seen.setdefault(one)
    return list(seen)


def chinese(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + digits[ones].strip()


def varied(at: Place, rows: int, choices: list[Any]) -> list[Value]:
    """Drawn from `choices`, never all the same, each at least twice as far as the rows reach."""
    made = [choices[index % len(choices)] if index < 2 * len(choices) else at.dice.choice(choices) for index in range(rows)]
    at.dice.shuffle(made)
    return made


def name(at: Place, rows: int, kind: str) -> list[Value]:
    """Proper names: division or city, a made-up head, a tail of the kind."""
    heads, tails, dice = words()["heads"], words()["names"][kind], at.dice
    fronts = [at.city, *(division for _, division in at.divisions), "", ""]
    return distinct(at, rows, lambda: dice.choice(fronts) + dice.choice(heads) + dice.choice(tails))


def pattern(at: Place, rows: int, *spec: str) -> list[Value]:
    """Numbers of documents and things: {5} stands for five random digits."""
    shape = " ".join(spec)
    fill = lambda match: "".join(at.dice.choices("0123456789", k=int(match[1])))  # noqa: E731
    if "{1}" in shape and shape.count("{") == 1:
        return varied(at, rows, sorted({re.sub(r"\{(\d)\}", fill, shape) for _ in range(50)}))
    return distinct(at, rows, lambda: re.sub(r"\{(\d)\}", fill, shape))


def uscc(at: Place, rows: int, kind: str) -> list[Value]:
    """Unified social credit codes with right check characters (GB 32100, GB 11714)."""
    return distinct(at, rows, lambda: credit_code(at, kind))


def credit_code(at: Place, kind: str) -> str:
    """One unified social credit code of a kind of body."""
    body = [at.dice.choice("0123456789") for _ in range(8)]
    total = sum(int(digit) * weight for digit, weight in zip(body, [3, 7, 9, 10, 5, 8, 4, 2], strict=True))
    code = kind + at.dice.choice(at.divisions)[0] + "".join(body) + "0123456789X0"[11 - total % 11]
    return code + USCC[-sum(USCC.index(char) * weight for char, weight in zip(code, USCC_WEIGHTS, strict=True)) % 31]


def integers(at: Place, rows: int, low: str, high: str) -> list[Value]:
    """Whole numbers, small ones more often."""
    return [int(float(low) + (float(high) - float(low)) * at.dice.random() ** 2) for _ in range(rows)]


def floats(at: Place, rows: int, low: str, high: str, decimals: str) -> list[Value]:
    """Decimal numbers."""
    return [round(float(low) + (float(high) - float(low)) * at.dice.random() ** 2, int(decimals)) for _ in range(rows)]


def dates(at: Place, rows: int, first: str, last: str) -> list[Value]:
    """Days between two years, both included."""
    start = dt.date(int(first), 1, 1)
    return [start + dt.timedelta(at.dice.randrange(365 * (int(last) - int(first) + 1))) for _ in range(rows)]


def days(at: Place, rows: int, year: str) -> list[Value]:
    """Days one after the other."""
    start = dt.date(int(year), 1, 1) + dt.timedelta(at.dice.randrange(200))
    return [start + dt.timedelta(index) for index in range(rows)]


def hours(at: Place, rows: int, year: str) -> list[Value]:
    """Times every four hours."""
    start = dt.datetime(int(year), 6, 1) + dt.timedelta(at.dice.randrange(60))  # noqa: DTZ001 (a table of local times)
    return [start + dt.timedelta(hours=4 * index) for index in range(rows)]


def months(at: Place, rows: int, year: str) -> list[Value]:
    """Months one after the other."""
    return [f"{int(year) + index // 12}-{index % 12 + 1:02d}" for index in range(rows)]


def divisions(at: Place, rows: int) -> list[Value]:
    """Each division of the city once."""
    return [name for _, name in at.divisions[:rows]]


def each(at: Place, rows: int, kind: str) -> list[Value]:
    """The words of a list, each once."""
    return list(words()[kind][:rows])


def choice(at: Place, rows: int, *choices: str) -> list[Value]:
    """One of a few words."""
    return varied(at, rows, list(choices))


def address(at: Place, rows: int) -> list[Value]:
    """Addresses with house numbers."""
    dice, roads = at.dice, words()["roads"]
    tails = ["", "", "3幢201室", "（东门）", "，近地铁站", "A座12层", "附1号"]
    return distinct(
        at,
        rows,
        lambda: f"{at.city}{dice.choice(at.divisions)[1]}{dice.choice(roads)}{dice.randint(1, 999)}号{dice.choice(tails)}",
    )


def phone(at: Place, rows: int) -> list[Value]:
    """Office numbers in the fixed network."""
    area = at.dice.choice(["025", "0571", "028", "0773", "0951"])
    tails = ["", "", "", "", "-801"]
    return distinct(
        at, rows, lambda: f"{area}-{'8' if len(area) == 3 else ''}{at.dice.randint(2000000, 8999999)}{at.dice.choice(tails)}"
    )


def masked(at: Place, rows: int, what: str) -> list[Value]:
    """What is left of personal data when it has been masked as it should be."""
    dice = at.dice
    make = {
        "name": lambda: dice.choice("王李张刘陈杨赵黄周吴") + dice.choice(["*", "**", "某"]),
        "identity": lambda: f"{dice.choice(at.divisions)[0]}********{dice.randint(0, 999):03d}{dice.choice('0123456789X')}",
        "phone": lambda: f"1{dice.choice('35789')}{dice.randint(0, 9)}****{dice.randint(0, 9999):04d}",
    }
    return [make[what]() for _ in range(rows)]


def coordinate(axis: int) -> Callable[[Place, int], list[Value]]:
    """Longitudes or latitudes near the place, six decimals."""

    def make(at: Place, rows: int) -> list[Value]:
        return [round(at.centre[axis] + at.dice.uniform(-0.3, 0.3), 6) for _ in range(rows)]

    return make


def remark(at: Place, rows: int) -> list[Value]:
    """Remarks, most of them blank."""
    made = [at.dice.choice(words()["remarks"]) if at.dice.random() < 0.5 else None for _ in range(rows)]
    made[:3] = [words()["remarks"][0], None, words()["remarks"][1]]
    return made


KINDS: dict[str, Callable[..., list[Value]]] = {
    "name": name,
    "pattern": pattern,
    "uscc": uscc,
    "int": integers,
    "float": floats,
    "date": dates,
    "days": days,
    "hours": hours,
    "months": months,
    "choice": choice,
    "list": choice,
    "each": each,
    "divisions": divisions,
    "address": address,
    "phone": phone,
    "lon": coordinate(0),
    "lat": coordinate(1),
    "remark": remark,
    "masked": masked,
    "region": lambda at, rows: [code for code, _ in at.divisions[:rows]],
    "division": lambda at, rows: varied(at, rows, [name for _, name in at.divisions]),
    "street": lambda at, rows: varied(at, rows, words()["streets"]),
    "office": lambda at, rows: varied(at, rows, words()["offices"]),
    "road": lambda at, rows: varied(at, rows, words()["roads"]),
    "from": lambda at, rows, kind: varied(at, rows, words()[kind]),
    "prose": lambda at, rows, kind: varied(at, rows, words()["prose"][kind]),
    "route": lambda at, rows: distinct(at, rows, lambda: f"{at.dice.choice(['', '', 'B', '夜'])}{at.dice.randint(1, 400)}路"),
    "flag": lambda at, rows: varied(at, rows, [0, 1]),
    "train": lambda at, rows: distinct(
        at, rows, lambda: f"{at.dice.choice(['G', 'D', 'K', 'C', ''])}{at.dice.randint(101, 9899)}"
    ),
    "domain": lambda at, rows: distinct(at, rows, lambda: f"www.example{at.dice.randint(100, 9999)}.gov.cn"),
    "mail": lambda at, rows: distinct(at, rows, lambda: f"xxzx{at.dice.randint(100, 9999)}@example.gov.cn"),
    "village": lambda at, rows: distinct(
        at, rows, lambda: f"{at.dice.choice(at.divisions)[0]}{at.dice.randint(1001, 29399):06d}"
    ),
    "serial": lambda at, rows: list(range(1, rows + 1)),
    "years": lambda at, rows, first: [int(first) + index for index in range(rows)],
    "time": lambda at, rows, low, high: varied(
        at, rows, [f"{h:02d}:{m}" for h in range(int(low), int(high)) for m in ("00", "30")]
    ),
    "url": lambda at, rows: distinct(at, rows, lambda: f"https://www.example{at.dice.randint(100, 99999)}.cn/index.html"),
}
