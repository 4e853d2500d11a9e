"""Words where a value of another kind belongs: V04, V05, V06, V08, V09."""

from __future__ import annotations

import random

from ..containers import EVERY
from ..sheet import Column, Sheet, Value
from ..values import words
from .base import DATES, NUMBERS, Planted, Write, defect, rewritten, some

WAYS_TO_SAY = {"是": ["Y", "yes", "√"], "否": ["N", "no", "×"], "有": ["Y", "是"], "无": ["N", "否"]}


def spoiled(
    sheet: Sheet, dice: random.Random, kinds: frozenset[str], spoil: Write, low: float, high: float, least: int = 1
) -> Planted | None:
    """A share of a column's filled cells with new values; cells that come out as they were do not count."""
    column = sheet.pick(dice, kinds)
    if column is None:
        return None
    cells = some(dice, [cell for cell in sheet.cells(column) if cell.value is not None], low, high, least)
    planted = rewritten(cells, spoil)
    planted.cells = [cell for cell in planted.cells if cell.value != planted.clean[cell]]
    planted.column = column
    return planted if len(planted.cells) >= least else None


@defect("V04", needs=NUMBERS, rows=24)
def words_amid_numbers(sheet: Sheet, dice: random.Random) -> Planted | None:
    """较多 in a column of numbers."""
    texts = words()["text_amid_numbers"]
    return spoiled(sheet, dice, NUMBERS, lambda _: dice.choice(texts), 0.1, 0.4, 3)


@defect("V04", needs=DATES, rows=24, also={"V03"})
def words_amid_dates(sheet: Sheet, dice: random.Random) -> Planted | None:
    """另行通知 in a column of dates."""
    return spoiled(sheet, dice, DATES, lambda _: dice.choice(["分批实施", "见文件", "另行通知", "施工中"]), 0.1, 0.4, 3)


@defect("V04", needs=NUMBERS, rows=24)
def dates_amid_numbers(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A spreadsheet that made dates of numbers."""
    return spoiled(sheet, dice, NUMBERS, lambda _: f"2023-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}", 0.1, 0.4, 3)


@defect("V05", needs=NUMBERS | DATES | {"prose", "address", "phone", "remark"})
def null_word(sheet: Sheet, dice: random.Random) -> Planted | None:
    """One word for nothing."""
    word = dice.choice(words()["null_words"])
    return spoiled(sheet, dice, NUMBERS | DATES | {"prose", "address", "phone", "remark"}, lambda _: word, 0.05, 0.5)


@defect("V05", needs=NUMBERS)
def null_words(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Several words for nothing in one column."""
    return spoiled(sheet, dice, NUMBERS, lambda _: dice.choice(words()["null_words"]), 0.1, 0.5, 2)


def several(separator: str, sheet: Sheet, dice: random.Random) -> Planted | None:
    """Two to four of the column's own words in one cell."""
    column = sheet.pick(dice, frozenset({"list"})) or sheet.pick(dice, frozenset({"phone"}))
    if column is None:
        return None
    choices = list(dict.fromkeys(map(str, sheet.values(column))))

    def join(value: Value) -> Value:
        others = [choice for choice in choices if choice != value]
        return separator.join([str(value), *dice.sample(others, dice.randint(1, 3 if column.kind == "list" else 1))])

    planted = rewritten(some(dice, sheet.cells(column), 0.2, 0.9, 3), join)
    planted.column = column
    return planted


@defect("V06", needs={"list", "phone"}, rows=14)
def enumerated(sheet: Sheet, dice: random.Random) -> Planted | None:
    """内科、外科."""
    return several("、", sheet, dice)


@defect("V06", needs={"list", "phone"}, rows=14)
def semicolons(sheet: Sheet, dice: random.Random) -> Planted | None:
    """内科；外科."""
    return several(dice.choice("；;"), sheet, dice)


@defect("V06", needs={"list", "phone"}, rows=14, also={"D01"})
def line_breaks(sheet: Sheet, dice: random.Random) -> Planted | None:
    """One value a line of the cell."""
    return several("\n", sheet, dice)


@defect("V06", needs={"list"}, rows=14)
def commas(sheet: Sheet, dice: random.Random) -> Planted | None:
    """内科，外科."""
    return several(dice.choice("，,"), sheet, dice)


@defect("V08", containers=EVERY - {"dbf"}, needs={"division", "divisions"}, also={"V09"})
def short_names(sheet: Sheet, dice: random.Random) -> Planted | None:
    """玄武 for 玄武区."""

    def shorten(value: Value) -> Value:
        name = str(value)
        return name[:-1] if len(name) == 3 and name[-1] in "区县市" else name

    return spoiled(sheet, dice, frozenset({"division", "divisions"}), shorten, 0.3, 1, 2)


@defect("V09", needs={"choice"}, rows=20)
def other_words(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Y among 是 and 否."""
    fitting = [column for column in sheet.columns if column.words and set(column.words) <= set(WAYS_TO_SAY)]
    only = Sheet(sheet.title, fitting, [], touched=sheet.touched).pick(dice, frozenset({"choice"}))
    if only is None:
        return None
    way = dice.randrange(2)
    return choices_of(sheet, dice, only, lambda value: WAYS_TO_SAY[str(value)][way])


def choices_of(sheet: Sheet, dice: random.Random, column: Column, spoil: Write) -> Planted | None:
    """Some cells of a column of choices in another spelling; the finding may point at either spelling."""
    cells = sheet.cells(column)
    planted = rewritten(some(dice, cells, 0.15, 0.4, 4), spoil)
    changed = [cell for cell in planted.cells if cell.value != planted.clean[cell]]
    if len(changed) < 3:
        return None
    planted.cells, planted.column, planted.counted = list(cells), column, False
    planted.clean = {}
    return planted


@defect("V09", containers=EVERY - {"dbf", "html", "xml"}, needs={"choice"}, rows=20)
def blanks_inside(sheet: Sheet, dice: random.Random) -> Planted | None:
    """公 办 among 公办."""
    spoken = [column for column in sheet.columns if column.words and not any(word.isdigit() for word in column.words)]
    column = Sheet(sheet.title, spoken, [], touched=sheet.touched).pick(dice, frozenset({"choice"}))
    if column is None:
        return None
    trailing = dice.random() < 0.4
    return choices_of(
        sheet, dice, column, lambda value: f"{value} " if trailing else f"{str(value)[0]} {str(value)[1:]}".strip()
    )


@defect("V09", needs={"choice"}, rows=20, also={"E04"})
def case_and_width(sheet: Sheet, dice: random.Random) -> Planted | None:
    """5a级 or ５A级 among 5A级."""
    fitting = [
        column
        for column in sheet.columns
        if column.words and any(char.isascii() and char.isalpha() for char in "".join(column.words))
    ]
    only = Sheet(sheet.title, fitting, [], touched=sheet.touched).pick(dice, frozenset({"choice"}))
    if only is None:
        return None
    wide = str.maketrans("0123456789ABG", "０１２３４５６７８９ＡＢＧ")
    change = dice.choice([str.lower, lambda value: value.translate(wide)])
    return choices_of(sheet, dice, only, lambda value: change(str(value)))
