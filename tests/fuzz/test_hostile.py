"""Files made to harm: each ends in a finding, or in one clear error, within the limits that the kernel keeps for the child."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from support.formats import packed
from support.large import PARTS, SHEET

from ckanext.govopen.scoring import isolated

Judge = Callable[..., dict[str, Any] | isolated.BrokenOffError]
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
LAST = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
MERGED = '<mergeCell ref="A1:XFD1048576"/>'
ZEROS = bytes(100 << 20)
TABLE = "a,b\n1,2\n"
REPEATED = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
ODS = "application/vnd.oasis.opendocument.spreadsheet"
IDEOGRAPHIC_SPACE = "\u3000"


def many(text: str, count: int) -> str:
    """A text over and over, # numbered."""
    return "".join(text.replace("#", str(number)) for number in range(count))


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive …"""
    content = packed({"a.csv": TABLE})
    for _ in range(depth):
        content = packed({"a.zip": content})
    return content


def book(sheet: str) -> bytes:
    """A workbook with this XML as its sheet."""
    strings = f'<sst xmlns="{SHEET}"/>'
    body = f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>'
    return packed({**PARTS, "xl/worksheets/sheet1.xml": body, "xl/sharedStrings.xml": strings})


ENTITIES = many('<!ENTITY a# "ha">', 1) + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(11))
FILES: dict[str, tuple[str, str | bytes | Callable[[], bytes]]] = {
    "inflated zip": ("zip", lambda: packed({"a.csv": ZEROS})),
    "inflated gzip": ("gz", lambda: gzip.compress(ZEROS * 3, 1)),
    "inflated workbook": ("xlsx", lambda: packed({**PARTS, "xl/worksheets/sheet1.xml": ZEROS})),
    "nested archives": ("zip", lambda: nested(10)),
    "many members": ("zip", lambda: packed({f"{n}.csv": TABLE for n in range(5000)})),
    "billion laughs": ("xml", f"<!DOCTYPE a [{ENTITIES}]><a>&a11;</a>"),
    "quadratic entities": ("xml", f'<!DOCTYPE a [<!ENTITY a "{"x" * 50_000}">]><a>{"&a;" * 50_000}</a>'),
    "deep elements": ("xml", b"<?xml version='1.0'?>" + b"<a>" * 33_000),
    "deep page": ("html", b"<html>" + b"<div>" * 100_000 + b"<table><tr><td>1</td></tr></table>"),
    "many attributes": ("xml", f"<r><x {many('a#=(1) ', 20_000)}/><x/></r>".replace("(", '"').replace(")", '"')),
    "many names": ("xml", f"<r>{many('<x#>1</x#>', 50_000)}</r>"),
    "deep arrays": ("json", b"[" * 100_000),
    "deep objects": ("json", b'{"a":' * 100_000),
    "deep lines": ("jsonl", (b"[" * 50_000 + b"\n") * 5),
    "many keys": ("json", f"[{many('{(k#):1},', 50_000)}1]".replace("(", '"').replace(")", '"')),
    "endless number": ("json", b'[{"a":' + b"9" * 1_000_000 + b'},{"a":1}]'),
    "one long line": ("csv", lambda: b"a,b\n" + b"x" * 50_000_000 + b",1\n"),
    "open quote": ("csv", lambda: b'a,b\n"' + b"x,y\n" * 5_000_000),
    "10,000 columns": ("csv", many("c#,", 10_000).encode() + b"\n" + (b"1," * 10_000 + b"\n") * 20),
    "bytes of nothing": ("csv", b"\0" * 1000 + TABLE.encode() + b"\0" * 100_000),
    "claimed dimension": ("xlsx", book(f'<dimension ref="A1:XFD1048576"/><sheetData>{FIRST}</sheetData>')),
    "merged to the end": ("xlsx", book(f"<sheetData/><mergeCells>{MERGED * 500}</mergeCells>")),
    "repeated cells": ("ods", packed({"mimetype": ODS, "content.xml": REPEATED})),
    "bait for units": ("csv", "名称,金额\n" + many(f"{'年' * 2000}#,{'1' * 2000}元元\n", 1000)),
    "bait for notes": ("csv", f"单位：{'（' * 3000},{' ' * 3000}1\n" * 300),
    "bait for totals": ("csv", f"{'统计' * 100}{IDEOGRAPHIC_SPACE * 3000}合,1\n" * 200),
    "bait for dates": ("csv", f"日期,值\n{'2021-' * 500},1\n" + f"{'二〇' * 1000}年,{'月' * 1000}\n" * 300),
}


def content_of(name: str) -> bytes:
    """The bytes of one of them."""
    made = FILES[name][1]
    made = made() if callable(made) else made
    return made.encode() if isinstance(made, str) else made


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_gets_a_score(judge: Judge, name: str) -> None:
    """Endless nesting and bait for slow patterns are judged like other files; what bursts when unpacked is called so."""
    report = judge(f"a.{FILES[name][0]}", content_of(name))
    assert isinstance(report, dict), report
    if name.startswith("inflated"):
        assert ("F06", "fatal") in {(finding["rule"], finding["severity"]) for finding in report["findings"]}


def test_entities_bring_nothing_in(judge: Judge, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No external entity is read."""
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("a secret that nobody may read")
    row = "<row><a>&e;</a><b>980户</b></row>"
    report = judge("a.xml", f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]><r>{row * 3}</r>'.encode())
    assert isinstance(report, dict)
    assert "secret" not in str(report)


def test_a_sheet_without_bounds_is_refused(judge: Judge) -> None:
    """A sheet that really reaches to the last cell of all needs more memory than a child may have; the next file is read."""
    error = judge("far.xlsx", book(f"<sheetData>{FIRST}{LAST}</sheetData>"))
    assert isinstance(error, isolated.BrokenOffError)
    assert error.kind == "memory"
    assert isinstance(judge("a.csv", TABLE.encode()), dict)
