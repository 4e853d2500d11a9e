"""Small files for the examples of rules: text, and workbooks of a few cells."""

from __future__ import annotations

import html
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.govopen.files.reach import a1

from .model import Sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIDDEN = ' hidden="1"'
PACKAGE = "application/vnd.openxmlformats-package.relationships+xml"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{PACKAGE}"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MAIN}.worksheet+xml"/>'
    "</Types>"
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}"/>'
    "</Relationships>"
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{columns}<sheetData>{rows}</sheetData>{merges}</worksheet>"
)
COMMENTS = (
    '<?xml version="1.0"?><comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<authors><author/></authors><commentList>{comments}</commentList></comments>"
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell with a formula, and the result that is stored with it (None: it was never calculated)."""

    text: str
    result: float | None = None


def text(name: str, content: str, encoding: str = "utf-8") -> Sample:
    """A text file."""
    return Sample(name, content.encode(encoding))


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of members by their names, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content)
    return buffer.getvalue()


def workbook(
    rows: Sequence[Sequence[str | float | Formula | None]],
    merges: Sequence[str] = (),
    name: str = "表.xlsx",
    *,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    comments: Sequence[str] = (),
) -> Sample:
    """A workbook with one sheet: numbers stay numbers, None is an empty cell, `merges` and `comments` are A1 references.

    Rows and columns that are hidden count from 1.
    """
    lines = "".join(
        f'<row r="{n}"{HIDDEN * (n in hidden_rows)}>{"".join(cell(value, a1(n, c)) for c, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    ranges = f"<mergeCells>{merged}</mergeCells>" if merges else ""
    shown = "".join(f'<col min="{c}" max="{c}"{HIDDEN}/>' for c in hidden_columns)
    noted = "".join(f'<comment ref="{at}" authorId="0"><text><t>说明</t></text></comment>' for at in comments)
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": SHEET.format(columns=f"<cols>{shown}</cols>" if shown else "", rows=lines, merges=ranges),
    }
    if comments:
        parts["xl/comments1.xml"] = COMMENTS.format(comments=noted)
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = RELATIONS.format(kind="comments", target="../comments1.xml")
    return Sample(name, packed(parts))


def cell(value: str | float | Formula | None, at: str) -> str:
    """One cell's XML."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        result = "" if value.result is None else f"<v>{value.result}</v>"
        return f'<c r="{at}"><f>{html.escape(value.text, quote=False)}</f>{result}</c>'
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{html.escape(value, quote=False)}</t></is></c>'
    return f'<c r="{at}"><v>{value}</v></c>'
