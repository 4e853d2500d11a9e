"""Damage to the bytes of text: D01, E01, E02."""

from __future__ import annotations

import random

from opencc import OpenCC

from ..containers import PLAIN
from ..containers import text as text_container
from ..sheet import Sheet, text
from .base import TEXTS, Planted, defect, some

COMMA = frozenset({"csv", "csv-bom", "csv-gb18030"})
VALUES = {f"V{number:02d}" for number in range(1, 12)} | {"E04", "P01"}


@defect("D01", containers=COMMA, also=VALUES)
def unquoted_comma(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A comma inside a text was not quoted: the row has one field more."""
    column = sheet.pick(dice, TEXTS)
    if column is None:
        return None
    rows = dice.sample(sheet.data, dice.choice([1, 2, len(sheet.data) // 4]))
    for row in rows:
        cell = row.cells[sheet.columns.index(column)]
        cell.raw = f"{text(cell.value)[:3]},{text(cell.value)[3:]}"
    return Planted(rows=rows)


@defect("D01", containers=PLAIN - {"csv-bom"}, also=VALUES, alone=True)
def short_rows(sheet: Sheet, dice: random.Random) -> Planted:
    """Rows end before the last columns."""
    rows = dice.sample(sheet.data, dice.choice([1, 2, len(sheet.data) // 4]))
    for row in rows:
        keep = dice.randint(2, len(row.cells) - 1)
        row.line = ",".join(text_container.field(cell, ",") for cell in row.cells[:keep])
    return Planted(rows=rows)


@defect("D01", containers=COMMA, also=VALUES | {"H03"}, alone=True)
def comma_at_end(sheet: Sheet, dice: random.Random) -> Planted:
    """Every row of data ends with a comma, the header does not."""
    for row in sheet.data:
        row.line = text_container.line(row, ",") + ","
    return Planted(rows=list(sheet.rows), counted=False)


@defect("D01", containers=COMMA, also=VALUES)
def text_behind_quote(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A quoted field goes on behind its closing quote."""
    column = sheet.pick(dice, TEXTS)
    if column is None:
        return None
    cells = some(dice, sheet.cells(column), 0.05, 0.2)
    for cell in cells:
        cell.raw = f'"{text(cell.value)[:4]}"{text(cell.value)[4:] or "店"}'
    return Planted(rows=[row for row in sheet.data if row.cells[sheet.columns.index(column)] in cells], counted=False)


@defect("D01", containers=COMMA, also=VALUES, alone=True)
def other_separator(sheet: Sheet, dice: random.Random) -> Planted:
    """Some rows are separated by another sign."""
    rows = dice.sample(sheet.data, dice.choice([1, 3]))
    sign = dice.choice([";", "\t", "|"])
    for row in rows:
        row.line = sign.join(text(cell.value) for cell in row.cells)
    return Planted(rows=rows)


@defect("D01", containers=COMMA, also={"*"}, alone=True)
def open_quote(sheet: Sheet, dice: random.Random) -> Planted | None:
    """A quote opens and never closes."""
    column = sheet.pick(dice, TEXTS)
    if column is None:
        return None
    row = dice.choice(sheet.data[len(sheet.data) // 2 :])
    row.cells[sheet.columns.index(column)].raw = '"' + text(row.cells[sheet.columns.index(column)].value)
    return Planted(counted=False)


@defect("E01", containers=frozenset({"csv-gb18030"}))
def gb18030(sheet: Sheet, dice: random.Random) -> Planted:
    """The encoding of old Chinese programs."""
    return Planted(counted=False)


@defect("E01", containers=frozenset({"txt-utf16"}))
def utf16(sheet: Sheet, dice: random.Random) -> Planted:
    """ "Unicode text" of spreadsheets."""
    return Planted(counted=False)


@defect("E01", containers=frozenset({"html", "json", "xml"}), also={"X01"})
def gb18030_markup(sheet: Sheet, dice: random.Random) -> Planted:
    """Pages and records in GB18030, and they say so where they can."""

    def recode(data: bytes, _: random.Random) -> bytes:
        named = data.decode().replace('charset="utf-8"', 'charset="gb2312"').replace('encoding="UTF-8"', 'encoding="GB18030"')
        return named.encode("gb18030")

    return Planted(counted=False, wreck=recode)


@defect("E01", containers=frozenset({"csv", "tsv"}), also={"V08", "V07", "E02"})
def big5(sheet: Sheet, dice: random.Random) -> Planted:
    """Traditional characters in Big5."""
    convert = OpenCC("s2t").convert
    return Planted(counted=False, wreck=lambda data, _: convert(data.decode()).encode("big5", "replace"))


@defect("E02", containers=frozenset({"csv", "tsv"}), needs=TEXTS, also={"V08", "V09"})
def cut_character(sheet: Sheet, dice: random.Random) -> Planted:
    """A byte of a character is missing in the middle of the file."""

    def cut(data: bytes, chance: random.Random) -> bytes:
        places = [index for index in range(len(data) // 3, len(data) - 3) if data[index] >= 0xE4]
        place = chance.choice(places) + 1
        return data[:place] + data[place + 1 :]

    return Planted(counted=False, wreck=cut)


@defect("E02", containers=frozenset({"csv", "csv-gb18030", "json", "xml"}), needs=TEXTS, also={"X01", "J01"})
def foreign_bytes(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Two bytes that no encoding of the file allows."""
    column = sheet.pick(dice, TEXTS)
    if column is None:
        return None
    for cell in some(dice, sheet.cells(column), 0.02, 0.1):
        cell.value = f"{cell.value}@@"
    return Planted(counted=False, wreck=lambda data, _: data.replace(b"@@", b"\xff\xfe"))
