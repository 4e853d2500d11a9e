"""Writes full-width letters and digits in their usual width, doublets of Han characters as the usual ones, and takes
invisible characters out.

Chinese punctuation and signs such as ℃ and ㎡ stay as they are; what a private-use character means only its author knows.
"""

import unicodedata
from collections.abc import Sequence

import polars as pl

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "characters"  # noqa: A001
title = N_("Write letters and digits in their usual width")
kind = "lossless"
order = 40
mends = {"E04": None}
examples = [
    (
        text("名录.csv", "ＩＤ,地址\nA1,某路１２号（东）\nA2,某\u200b路3号\nA3,⽬录路4号\n"),
        "ID,地址\nA1,某路12号（东）\nA2,某路3号\nA3,目录路4号\n",
    ),
]
INVISIBLE = r"[\x{00AD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{FEFF}]"
RANGES = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
USUAL = {
    chr(code): plain
    for first, last in RANGES
    for code in range(first, last + 1)
    if (plain := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}


def usual(cell: pl.Expr) -> pl.Expr:
    """The cell in usual characters."""
    return cell.str.replace_many(USUAL).str.replace_all(INVISIBLE, "")


def usual_name(name: str) -> str:
    """A column's name in usual characters."""
    return "".join("" if unicodedata.category(letter) == "Cf" else USUAL.get(letter, letter) for letter in name)


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The columns of the findings, and the names of all columns where the header has such characters."""
    for hit in hits:
        if hit.position is not None and hit.variant is None:
            draft.rewrite(id, hit.position, usual, claim="text")
    if not any(hit.variant == "header" for hit in hits):
        return
    row = draft.table.layout.header_rows[-1] if draft.table.layout.header_rows else 0
    for column in draft.columns:
        name = usual_name(column.field.name)
        if column.position is not None and name != column.field.name:
            draft.edit(id, row, column.position, column.field.name, name)
            draft.rename(column, name, label=usual_name(column.field.label))
