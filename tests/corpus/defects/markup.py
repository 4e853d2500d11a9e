"""JSON and XML that programs stumble over: J01 and X01."""

from __future__ import annotations

import json
import random
import re
from html import escape
from typing import TYPE_CHECKING, Any

from ..containers import records
from ..sheet import Sheet, text
from .base import ALL, NUMBERS, Planted, defect, some

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = frozenset({"json"})
JSONS = frozenset({"json", "jsonl"})
XML = frozenset({"xml"})


def rewrite(change: Callable[[Any], str]) -> Callable[[bytes, random.Random], bytes]:
    """Damage that needs the parsed array: `change` gives the new text."""
    return lambda data, _: change(json.loads(data)).encode()


def dumped(value: object) -> str:
    """JSON with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False)


@defect("J01", JSON, also=ALL, alone=True)
def trailing_comma(sheet: Sheet, dice: random.Random) -> Planted:
    """A comma behind the last record."""
    return Planted(counted=False, wreck=lambda data, _: data.rstrip()[:-1] + b",]")


@defect("J01", JSON, also=ALL, alone=True)
def single_quotes(sheet: Sheet, dice: random.Random) -> Planted:
    """Strings in single quotes, as some programs print objects."""
    return Planted(counted=False, wreck=lambda data, _: data.replace(b'"', b"'"))


@defect("J01", JSON, also=ALL, alone=True)
def commented(sheet: Sheet, dice: random.Random) -> Planted:
    """Remarks as in a program."""
    return Planted(counted=False, wreck=lambda data, _: data.replace(b"{", "{ // 第一条\n".encode(), 1))


@defect("J01", JSON, also=ALL, alone=True)
def cut_off(sheet: Sheet, dice: random.Random) -> Planted:
    """The download broke off."""
    return Planted(counted=False, wreck=lambda data, chance: data[: int(len(data) * chance.uniform(0.5, 0.9))])


@defect("J01", JSON)
def wrapper(sheet: Sheet, dice: random.Random) -> Planted:
    """The records lie inside the answer of an API."""
    shape = dice.choice(
        [
            lambda rows: {"code": 200, "msg": "操作成功", "data": {"total": len(rows), "list": rows}},
            lambda rows: {"status": "success", "result": {"records": rows, "pageNum": 1, "pageSize": len(rows)}},
            lambda rows: {"success": True, "message": "ok", "data": rows},
        ]
    )
    return Planted(counted=False, wreck=rewrite(lambda rows: dumped(shape(rows))))


@defect("J01", JSONS, needs=NUMBERS, also={"V04"}, alone=True)
def number_strings(sheet: Sheet, dice: random.Random) -> Planted | None:
    """Numbers in quotes."""
    column = sheet.pick(dice, NUMBERS)
    if column is None:
        return None
    for cell in sheet.cells(column):
        cell.value = text(cell.value)
    return Planted(cells=sheet.cells(column), counted=False)


@defect("J01", JSON)
def unequal_keys(sheet: Sheet, dice: random.Random) -> Planted:
    """Records that lack some of the keys, or write them otherwise."""

    def drop(rows: list[dict[str, Any]]) -> str:
        for row in dice.sample(rows, max(2, len(rows) // 3)):
            del row[dice.choice(list(row))]
        return dumped(rows)

    return Planted(rows=list(sheet.data), counted=False, wreck=rewrite(drop))


@defect("J01", JSON)
def escaped_json(sheet: Sheet, dice: random.Random) -> Planted:
    """JSON inside a string."""

    def nest(rows: list[dict[str, Any]]) -> str:
        keys = list(rows[0])[-2:]
        return dumped(
            [
                {**{k: v for k, v in row.items() if k not in keys}, "扩展信息": dumped({k: row[k] for k in keys})}
                for row in rows
            ]
        )

    sheet.touched.update(sheet.columns)
    return Planted(counted=False, wreck=rewrite(nest), also=frozenset({"V10", "V06"}))


@defect("J01", JSON, also={"H03"})
def repeated_keys(sheet: Sheet, dice: random.Random) -> Planted:
    """A key stands twice in a record."""

    def twice(rows: list[dict[str, Any]]) -> str:
        key = dice.choice(list(rows[0]))
        bodies = [f"{dumped(row)[:-1]}, {dumped(key)}: {dumped(row[key])}}}" for row in rows]
        return "[" + ",\n".join(bodies) + "]"

    return Planted(counted=False, wreck=rewrite(twice))


@defect("J01", JSONS, needs=NUMBERS, also=ALL, alone=True)
def not_a_number(sheet: Sheet, dice: random.Random) -> Planted | None:
    """NaN, which JSON does not know."""
    column = sheet.pick(dice, NUMBERS)
    if column is None:
        return None
    for cell in some(dice, sheet.cells(column), 0.1, 0.4):
        cell.value = float("nan")
    return Planted(counted=False)


@defect("X01", XML, also=ALL, alone=True)
def bare_ampersand(sheet: Sheet, dice: random.Random) -> Planted:
    """R&D, unescaped."""
    return Planted(counted=False, wreck=lambda data, _: data.replace(b"</row>", "<备注>R&D</备注></row>".encode(), 2))


@defect("X01", XML, also=ALL, alone=True)
def undefined_entity(sheet: Sheet, dice: random.Random) -> Planted:
    """&nbsp;, which only web pages know, or a control character."""
    sign = dice.choice([b"&nbsp;", b"\x0b", b"\x00"])
    return Planted(counted=False, wreck=lambda data, _: data.replace(b"</row>", sign + b"</row>", 1))


@defect("X01", XML, also=ALL, alone=True)
def open_element(sheet: Sheet, dice: random.Random) -> Planted:
    """An element is never closed."""

    def open_(data: bytes, chance: random.Random) -> bytes:
        ends = [match.span() for match in re.finditer(rb"</row>", data)]
        first, last = chance.choice(ends)
        return data[:first] + data[last:]

    return Planted(counted=False, wreck=open_)


@defect("X01", XML, also=ALL, alone=True)
def cut_document(sheet: Sheet, dice: random.Random) -> Planted:
    """The download broke off."""
    return Planted(counted=False, wreck=lambda data, chance: data[: int(len(data) * chance.uniform(0.4, 0.9))])


@defect("X01", XML, also={"E01"}, alone=True)
def wrong_declaration(sheet: Sheet, dice: random.Random) -> Planted:
    """It is written in another encoding than it says."""
    if dice.random() < 0.5:
        return Planted(counted=False, wreck=lambda data, _: data.replace(b"UTF-8", b"GB2312"), also=frozenset({"E02", "E03"}))
    return Planted(counted=False, wreck=lambda data, _: data.decode().encode("gb18030"))


@defect("X01", XML, alone=True)
def attributes(sheet: Sheet, dice: random.Random) -> Planted:
    """All values stand in attributes."""
    names = records.tags(sheet)
    rows = []
    for row in sheet.data:
        pairs = [
            f'{names[column]}="{escape(text(cell.value))}"' for column, cell in zip(sheet.columns, row.cells, strict=True)
        ]
        rows.append(f"  <row {' '.join(pairs)}/>")
    body = '<?xml version="1.0" encoding="UTF-8"?>\n<data>\n' + "\n".join(rows) + "\n</data>\n"
    return Planted(counted=False, wreck=lambda data, _: body.encode())


@defect("X01", XML, alone=True, also=ALL)
def no_record(sheet: Sheet, dice: random.Random) -> Planted:
    """Every record has an element name of its own: row1, row2, row3."""
    number = iter(range(1, 10**6))

    def name(data: bytes, _: random.Random) -> bytes:
        parts = data.decode().split("  <row>")
        return (parts[0] + "".join(numbered(part, next(number)) for part in parts[1:])).encode()

    return Planted(counted=False, wreck=name)


def numbered(part: str, number: int) -> str:
    """One record under a numbered name."""
    return f"  <row{number}>" + part.replace("</row>", f"</row{number}>")
