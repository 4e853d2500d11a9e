"""Cases: damaged files with the truth in the coordinates of the file as written."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import facts
from .containers import BOOKS, CONTAINERS, INHERENT
from .defects import DEFECTS, Defect, Planted, Whole
from .sheet import text
from .templates import clean, kinds, templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .containers import Written
    from .sheet import Sheet

BY_COLUMN = {"V01", "V02", "V03", "V04", "V05", "V06", "V07", "V08", "V09", "P01"}
"""Rules that give a finding to every column; all others are judged once a file."""
COMPANIONS = [
    ("V01", "unit"),
    ("V03", "chinese"),
    ("V05", "null_word"),
    ("H01", "title"),
    ("T03", "total_below"),
    ("T04", "notes_below"),
    ("D02", "blank_rows"),
]
WITH_LAYOUT = {"T01", "T05", "T06", "D01", "E02"}
"""Rules whose truth rows of other kinds would blur: only defects of values join them."""
TRIES = 500


@dataclass(slots=True)
class Expected:
    """One finding that must be there: where it may point, how much it must count, what stood there before."""

    rule: str
    variant: str
    key: str = ""
    cells: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    count: int | None = None
    clean: dict[str, str] = field(default_factory=dict)
    book: bool = False  # the places are those of Sheet1 of a workbook


@dataclass(slots=True)
class Case:
    """A file, what must be found in it, and what else may be."""

    name: str
    data: bytes
    template: str = ""
    container: str = ""
    expected: list[Expected] = field(default_factory=list)
    forgiven: set[tuple[str, str]] = field(default_factory=set)  # rule ("*": all), key ("": in the whole file)
    recoded: bool = False  # the encoding is no longer the container's
    facts: dict[str, Any] = field(default_factory=dict)  # of the table; see `facts`
    names: dict[str, str] = field(default_factory=dict)  # flat name of a column → its place


def cases(rule: str, seed: str, count: int) -> Iterator[Case]:
    """`count` files that break `rule`, its variants in turn."""
    variants = DEFECTS[rule]
    for index in range(count):
        variant = variants[index % len(variants)]
        dice = random.Random(f"{seed}/{rule}/{index}")
        yield whole_case(variant, dice) if isinstance(variant, Whole) else damaged(variant, dice)


def whole_case(variant: Whole, dice: random.Random) -> Case:
    """A file made at once."""
    ending, data = variant.make(dice)
    expected = [Expected(variant.rule, variant.name)]
    return Case(f"{variant.rule}_{variant.name}.{ending}", data, "", ending, expected, {(rule, "") for rule in variant.also})


def damaged(defect: Defect, dice: random.Random) -> Case:
    """A clean table with this defect, often with a second one elsewhere in it."""
    for _ in range(TRIES):
        container = dice.choice(
            [*sorted(defect.containers), *(["csv", "xlsx"] if defect.containers >= {"csv", "xlsx"} else [])]
        )
        fitting = [title for title in templates() if fits(title, defect, container)]
        if not fitting:
            continue
        title = dice.choice(fitting)
        sheet = clean(title, dice, defect.rows)
        if len(sheet.data) < defect.rows:
            continue
        if container == "geojson":
            sheet.touched |= {column for column in sheet.columns if column.kind in {"lon", "lat"}}
        planted = defect.plant(sheet, dice)
        if planted is None:
            continue
        done = [(defect, planted)]
        if not defect.alone and not planted.wreck and dice.random() < 0.35:
            done += companion(sheet, defect, container, dice)
        return written(sheet, title, container, done, dice)
    raise RuntimeError(f"{defect.rule} {defect.name} fits no template")


def fits(title: str, defect: Defect, container: str) -> bool:
    """Whether a template has what a defect and a container need."""
    has = kinds(title)
    return (not defect.needs or bool(defect.needs & has)) and (container not in {"geojson", "shp"} or "lon" in has)


def companion(sheet: Sheet, first: Defect, container: str, dice: random.Random) -> list[tuple[Defect, Planted]]:
    """A second defect of another rule, if one fits."""
    rule, name = dice.choice(COMPANIONS)
    if rule == first.rule or rule in first.also or (first.rule in WITH_LAYOUT and rule[0] != "V"):
        return []
    second = next(one for one in DEFECTS[rule] if one.name == name)
    if not isinstance(second, Defect) or container not in second.containers or len(sheet.data) < second.rows:
        return []
    if second.needs and not second.needs & {column.kind for column in sheet.columns}:
        return []
    planted = second.plant(sheet, dice)
    return [(second, planted)] if planted else []


def written(sheet: Sheet, title: str, container: str, done: list[tuple[Defect, Planted]], dice: random.Random) -> Case:
    """Writes the sheet and turns what was done into what must be found."""
    if container == "xlsx" and dice.random() < 0.2:
        other = clean(dice.choice(list(templates())), dice)
        sheet.extra_sheets.append(("附表", [[cell.value for cell in row.cells] for row in other.rows], False))
    made = CONTAINERS[container].write(sheet, dice)
    ending, first = CONTAINERS[container].ending, done[0][0]
    case = Case(f"{first.rule}_{first.name}_{title}.{ending}", made.data, title, container)
    case.forgiven = {(rule, "") for rule in INHERENT.get(container, ())}
    case.names = {column.flat: made.columns[column] for column in sheet.columns if column in made.columns}
    case.facts = facts.truth(sheet, container, {defect.rule for defect, _ in done})
    for defect, planted in done:
        if planted.wreck or planted.ending:
            case.facts = {}
        if planted.wreck:
            whole, case.data, case.recoded = case.data, planted.wreck(case.data, dice), True
            if case.data == whole:
                raise RuntimeError(f"{defect.rule} {defect.name} left {case.name} as it was")
        if planted.ending:
            case.name = case.name.removesuffix(ending) + planted.ending
        case.expected.append(expectation(defect, planted, made, container))
        key = made.columns.get(planted.column, "") if planted.column else ""
        case.forgiven |= {(rule, key if rule in BY_COLUMN else "") for rule in defect.also | planted.also}
    return case


def expectation(defect: Defect, planted: Planted, made: Written, container: str) -> Expected:
    """What must be found of one defect, in the places of the written file."""
    one = Expected(defect.rule, defect.name)
    if planted.column and defect.rule in BY_COLUMN:
        one.key = made.columns[planted.column]
    one.book = container in BOOKS
    one.cells = {made.cells[cell] for cell in planted.cells if cell in made.cells}
    one.rows = {made.rows[row] for row in planted.rows if row in made.rows}
    one.columns = {made.columns[column] for column in planted.columns if column in made.columns}
    one.clean = {made.cells[cell]: text(value) for cell, value in planted.clean.items() if made.cells.get(cell) in one.cells}
    if planted.counted:
        one.count = planted.count or len(planted.cells) or len(planted.rows) or len(planted.columns)
    return one


def clean_cases(seed: str) -> Iterator[Case]:
    """Every template in every container that can hold it, undamaged."""
    for title in templates():
        for container in CONTAINERS.values():
            if container.name in {"geojson", "shp"} and "lon" not in kinds(title):
                continue
            dice = random.Random(f"{seed}/clean/{title}/{container.name}")
            sheet = clean(title, dice)
            made = container.write(sheet, dice)
            case = Case(f"clean_{container.name}_{title}.{container.ending}", made.data, title, container.name)
            case.forgiven = {(rule, "") for rule in INHERENT.get(container.name, ())}
            case.facts = facts.truth(sheet, container.name, set())
            yield case
