"""Characters that are wrong in cells: E02, E03, E04."""

from __future__ import annotations

import random

from ..containers import ANY, BOOKS, DELIMITED
from ..sheet import Sheet, Value
from .base import ALL, TEXTS, Planted, Write, defect, rewritten, some

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in [*range(48, 58), *range(65, 91), *range(97, 123)]})
COMPATIBLE = {
    ord(char): code
    for char, code in zip(
        "金路良女年李里林行福神",
        (0xF90A, 0xF937, 0xF97C, 0xF981, 0xF98E, 0xF9E1, 0xF9E9, 0xF9F4, 0xFA08, 0xFA1B, 0xFA19),
        strict=True,
    )
}
"""Ideographs of the compatibility block that look like the common ones."""
UTF8 = ANY - {"csv-gb18030", "txt-utf16"}


def texts(sheet: Sheet, dice: random.Random, spoil: Write, low: float = 0.05, high: float = 0.8) -> Planted | None:
    """A share of the cells of a text column, changed by `spoil`."""
    column = sheet.pick(dice, TEXTS)
    if column is None:
        return None
    planted = rewritten(some(dice, sheet.cells(column), low, high, 2), spoil)
    planted.cells = [cell for cell in planted.cells if cell.value != planted.clean[cell]]
    planted.column, planted.clean = column, {}
    return planted if planted.cells else None


def inserted(dice: random.Random, sign: str) -> Write:
    """Puts a sign somewhere inside a text."""

    def write(value: Value) -> Value:
        place = dice.randrange(1, len(str(value)))
        return str(value)[:place] + sign + str(value)[place:]

    return write


def replaced(dice: random.Random, sign: str) -> Write:
    """Puts a sign in the place of one character."""

    def write(value: Value) -> Value:
        place = dice.randrange(1, len(str(value)) - 1)
        return str(value)[:place] + sign + str(value)[place + 1 :]

    return write


@defect("E02", containers=ANY - {"csv-gb18030"}, needs=TEXTS)
def replacement_characters(sheet: Sheet, dice: random.Random) -> Planted | None:
    """U+FFFD where a character was."""
    return texts(sheet, dice, replaced(dice, "\ufffd"))


@defect("E02", containers=frozenset({"csv", "tsv", "csv-gb18030"}), needs=TEXTS)
def nul(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A NUL inside a text."""
    planted = texts(sheet, dice, inserted(dice, "\0"), 0.05, 0.2)
    if planted:
        planted.counted = False  # bytes have an offset, cells are a courtesy
    return planted


def misread(value: Value) -> str:
    """Text in UTF-8 read as GBK, as editors that guess wrong save it."""
    return str(value).encode().decode("gb18030", "replace")


def misread_west(value: Value) -> str:
    """Text in GBK read as Windows-1252."""
    return "".join(
        bytes([byte]).decode("cp1252", "replace") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in str(value).encode("gbk", "replace")
    )


@defect("E03", containers=UTF8, needs=TEXTS, also={"E02", "E04", "D01"})
def misread_column(sheet: Sheet, dice: random.Random) -> Planted | None:
    """One column was pasted from a file read in the wrong encoding: 鍖哄幙."""
    return texts(sheet, dice, misread, 0.5, 1)


@defect("E03", containers=UTF8, alone=True, also=ALL)
def misread_table(sheet: Sheet, dice: random.Random) -> Planted | None:
    """The whole table was read in the wrong encoding, names of columns too."""
    spoil = dice.choice([misread, misread_west])
    for row in sheet.rows:
        for cell in row.cells:
            if isinstance(cell.value, str):
                cell.value = spoil(cell.value)
    for column in sheet.columns:
        column.name = spoil(column.name)
    return Planted(rows=list(sheet.rows), counted=False)


@defect("E03", containers=UTF8, needs=TEXTS, also={"E02"})
def kun_jin_kao(sheet: Sheet, dice: random.Random) -> Planted | None:
    """锟斤拷: lost characters read as GBK."""
    return texts(sheet, dice, lambda value: str(value)[:2] + "锟斤拷" * dice.randint(1, 3) + str(value)[4:], 0.1, 0.8)


@defect("E03", containers=UTF8, needs=TEXTS, also={"E02"})
def hot_hot(sheet: Sheet, dice: random.Random) -> Planted | None:
    """烫烫烫: memory that was never written."""
    sign = dice.choice(["烫烫烫烫", "屯屯屯屯"])
    return texts(sheet, dice, lambda value: str(value)[:3] + sign, 0.1, 0.5)


@defect("E04", containers=ANY, needs={"address", "prose"}, also={"V09"})
def full_width(sheet: Sheet, dice: random.Random) -> Planted | None:
    """１２８号."""
    return texts(sheet, dice, lambda value: str(value).translate(WIDE))


@defect("E04", containers=ANY, needs=TEXTS, also={"V09"})
def zero_width(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Signs without width."""
    return texts(sheet, dice, inserted(dice, dice.choice("\u200b\u200c\u200d\ufeff\u2060")))


@defect("E04", containers=ANY, needs=TEXTS, also={"V09"})
def private_use(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A character that only one machine's fonts have."""
    return texts(sheet, dice, replaced(dice, chr(dice.randrange(0xE000, 0xE400))))


@defect("E04", containers=BOOKS | DELIMITED - {"csv-gb18030"} | {"json", "xml"}, needs=TEXTS, also={"V09"})
def compatibility(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Doubles of common characters, kept in Unicode for old standards."""
    return texts(sheet, dice, lambda value: str(value).translate(COMPATIBLE), 0.5, 1)
