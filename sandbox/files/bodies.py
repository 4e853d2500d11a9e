"""What the bytes of a file are: one writer a kind, honest ones and those that a lying extension hides."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import orjson

from sandbox.files.workbooks import xls, xlsx
from sandbox.table import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.files.draft import Draft
    from sandbox.table import Cell


def _misread(text: str) -> str:
    """UTF-8 bytes read as GBK, cell by cell: the classic mojibake."""
    return text.encode().decode("gb18030", errors="replace")


def encode(text: str, encoding: str) -> bytes:
    """Text as bytes; `mojibake` is UTF-8 text that had been misread before."""
    return _misread(text).encode() if encoding == "mojibake" else text.encode(encoding)


def _delimited(draft: Draft, encoding: str, delimiter: str) -> bytes:
    """Rows as text. Misreading happens before the writing, so that the delimiters stay whole."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    change = _misread if encoding == "mojibake" else str
    width = len(draft.items)
    for row in draft.grid():
        cells = [change(show(cell)) for cell in row]
        writer.writerow(cells + [""] * (width - len(cells)))
    return target.getvalue().encode("utf-8" if encoding == "mojibake" else encoding)


def csv_text(draft: Draft, encoding: str) -> bytes:
    """Comma-separated."""
    return _delimited(draft, encoding, ",")


def tsv_text(draft: Draft, encoding: str) -> bytes:
    """Tab-separated."""
    return _delimited(draft, encoding, "\t")


def _records(draft: Draft, *, coded: bool) -> list[dict[str, Cell]]:
    names = [item.name if coded else item.label for item in draft.items]
    return [dict(zip(names, row, strict=True)) for row in draft.data]


def json_records(draft: Draft, encoding: str) -> bytes:
    """A list of records under their Chinese labels."""
    return encode(orjson.dumps(_records(draft, coded=False), option=orjson.OPT_INDENT_2).decode(), encoding)


def json_envelope(draft: Draft, encoding: str) -> bytes:
    """The records inside the answer of an API."""
    rows = _records(draft, coded=False)
    answer = {"code": 200, "msg": "success", "data": {"total": len(rows), "records": rows}}
    return encode(orjson.dumps(answer).decode(), encoding)


def xml_records(draft: Draft, encoding: str) -> bytes:
    """One `row` element a record, one element an item."""
    rows = "\n".join(
        "<row>" + "".join(f"<{name}>{escape(show(cell))}</{name}>" for name, cell in record.items()) + "</row>"
        for record in _records(draft, coded=True)
    )
    return encode(f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n<data>\n{rows}\n</data>\n', encoding)


def html_table(draft: Draft, encoding: str) -> bytes:
    """What old systems export as .xls: a page with a table."""
    rows = "\n".join("<tr>" + "".join(f"<td>{escape(show(cell))}</td>" for cell in row) + "</tr>" for row in draft.grid())
    head = f'<head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head>'
    return encode(f'<html>{head}<body><table border="1">\n{rows}\n</table></body></html>', encoding)


def login_page(_draft: Draft, encoding: str) -> bytes:
    """The sign-in page that a portal sends instead of the file."""
    return encode(
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>用户登录</title></head><body>'
        '<h2>统一身份认证平台</h2><p>您尚未登录或登录已超时，请登录后下载数据。</p><form action="/login" method="post">'
        '用户名 <input name="username"> 密码 <input type="password" name="password"><button>登录</button>'
        "</form></body></html>\n",
        encoding,
    )


def error_answer(_draft: Draft, encoding: str) -> bytes:
    """The error of the API behind the download."""
    return encode('{"code":500,"msg":"系统繁忙，请稍后再试","data":null}', encoding)


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of bytes: its writer, its real format, the rules that its lie breaks.

    `inherent` are rules that every file of this format breaks; `besides` may be reported too where `rules` are.
    """

    write: Callable[[Draft, str], bytes]
    format: str
    rules: tuple[str, ...] = ()
    inherent: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    spreadsheet: bool = False


BODIES = {
    "csv": Body(csv_text, "csv"),
    "xlsx": Body(xlsx, "xlsx", spreadsheet=True),
    "xls": Body(xls, "xls", inherent=("F05",), spreadsheet=True),
    "json": Body(json_records, "json"),
    "json_envelope": Body(json_envelope, "json", ("J01",)),
    "xml": Body(xml_records, "xml"),
    "tsv": Body(tsv_text, "tsv", ("F01",)),
    "html_table": Body(html_table, "html", ("F01",), besides=("F04",)),
    "login_page": Body(login_page, "html", ("F02",), besides=("F01",)),
    "error_answer": Body(error_answer, "json", ("F02",), besides=("J01",)),
}
