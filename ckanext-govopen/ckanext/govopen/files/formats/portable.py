"""pdf: whether it is locked, made of scanned pages (with or without recognised text), or holds ruled tables.

The rule: a picture over 85 % of the page and no character is a scan (or several, as some scanners cut a page into
strips); with characters it is a scan with a text layer; anything else was made by a program. Only the first pages are
looked at; no script of the file is run.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model import Problem
from ..reading import Reading, Source

if TYPE_CHECKING:
    from pathlib import Path

names = {"pdf": "application/pdf"}
PAGES = 5
OBJECTS = 3000
RULES = 6  # straight lines from which a page is taken to hold a ruled table
FULL = 0.85
TAIL = 1 << 16


class Page(NamedTuple):
    """`picture`: part of the page that the largest picture covers, or all where there is no text; `rules`: lines."""

    picture: float
    characters: int
    rules: int


def read(source: Source) -> Reading:
    """No table; what the first pages are made of."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(str(source.path))
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or says_locked(source.path)
        return Reading(problems=(Problem("encrypted" if locked else "corrupt", {"reason": str(error)[:200]}),))
    try:
        pages = [page(document, number) for number in range(min(PAGES, len(document)))]
    except pypdfium2.PdfiumError as error:
        return Reading(problems=(Problem("corrupt", {"reason": str(error)[:200]}),))
    finally:
        document.close()
    return Reading(problems=tuple(judged(pages)))


def says_locked(path: Path) -> bool:
    """Whether a file that does not open speaks of encryption at its end."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        return b"/Encrypt" in file.read()


def judged(pages: list[Page]) -> list[Problem]:
    """Scanned pages make a scan where they are the most; tables are told by their lines."""
    scanned = [one for one in pages if one.picture >= FULL]
    if not pages:
        return [Problem("corrupt", {"reason": "no pages"})]
    if 2 * len(scanned) > len(pages):
        recognised = any(one.characters for one in scanned)
        return [Problem("scanned", {"pages": len(scanned), "text": "recognised" if recognised else "none"})]
    ruled = sum(one.rules >= RULES and one.characters > 0 for one in pages)
    return [Problem("document_tables", {"tables": ruled})] if ruled else []


def page(document: Any, number: int) -> Page:
    """One page, by the objects on it."""
    import pypdfium2.raw as raw

    one = document[number]
    area = max(1.0, one.get_width() * one.get_height())
    picture, pictures, rules = 0.0, 0.0, 0
    for count, item in enumerate(one.get_objects(max_depth=3)):
        if count >= OBJECTS:
            break
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = bounds(item)
            picture = max(picture, (right - left) * (top - bottom) / area)
            pictures += (right - left) * (top - bottom) / area
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = bounds(item)
            rules += min(right - left, top - bottom) < 3 < max(right - left, top - bottom)
    text = one.get_textpage()
    characters = text.count_chars()
    text.close()
    one.close()
    return Page(picture if characters else pictures, characters, rules)


def bounds(item: Any) -> tuple[float, float, float, float]:
    """The box of an object: left, bottom, right, top."""
    import pypdfium2.raw as raw

    box = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *box)
    return tuple(side.value for side in box)  # type: ignore[return-value]
