"""The items of a dataset and the rows behind its files and its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.catalogue.values import TYPES, Row
from sandbox.dice import chance, dice
from sandbox.entry import Item

if TYPE_CHECKING:
    from sandbox.catalogue.titles import Heading
    from sandbox.catalogue.topics import Words
    from sandbox.plan import Plan
    from sandbox.table import Cell

LEAST, MOST = 20, 400
# Every table has a date and a quantity with a unit, whatever its topic.
DATE_ITEM = ("GXRQ", "更新日期", "date", "2021-2023")
QUANTITY_ITEM = ("DJCS", "登记次数", "count", "1-60", "次")
# A series goes back in time once the divisions have gone round: not for ever.
STEPS = {"year": 20, "month": 60}


def parts(heading: Heading) -> list[tuple[str, str, str, str, str]]:
    """The items as name, label, type, argument, unit. A dataset of one division has no column of divisions."""
    chosen = [item for item in heading.topic.items if not (heading.district and item[2] == "district")]
    kinds = {TYPES[item[2]][1] for item in chosen}
    if not any(len(item) == 5 for item in chosen):
        chosen.append(QUANTITY_ITEM)
    if "date" not in kinds:
        chosen.append(DATE_ITEM)
    filled = [(*item, "", "")[:5] for item in chosen]
    return [(name, label, kind, argument, unit) for name, label, kind, argument, unit in filled]


def items(heading: Heading) -> tuple[Item, ...]:
    """The items as the portal tells them."""
    return tuple(Item(name, label, TYPES[kind][1], unit) for name, label, kind, _, unit in parts(heading))


def places(plan: Plan, heading: Heading) -> tuple[str, ...]:
    """The divisions that the rows are about."""
    return (heading.district,) if heading.district else tuple(plan.districts)


def count(plan: Plan, heading: Heading, key: int) -> int:
    """How many rows the dataset has: small ones are more frequent."""
    wanted = LEAST + int((MOST - LEAST) * chance(plan.seed, "rows", key) ** 2)
    limits = [STEPS[item[2]] * len(places(plan, heading)) for item in heading.topic.items if item[2] in STEPS]
    return min([wanted, *limits])


def rows(plan: Plan, words: Words, heading: Heading, key: int, revision: int) -> list[list[Cell]]:
    """The rows of a dataset after `revision` changes."""
    makers = [(TYPES[kind][0], argument) for _, _, kind, argument, _ in parts(heading)]
    offset = dice(plan.seed, "offset", key).randrange(1000)
    answer = []
    for index in range(count(plan, heading, key)):
        row = Row(
            index=index,
            dice=dice(plan.seed, key, revision, index),
            words=words,
            places=places(plan, heading),
            region=heading.place,
            phone_area=plan.phone_area,
            centre=plan.centre,
            year=heading.year or 2023,
            offset=offset,
        )
        answer.append([make(row, argument) for make, argument in makers])
    return answer
