"""A code that a spreadsheet took for a number is lost: its last digits, its leading zeros.

Checked are 统一社会信用代码 (GB 32100), 身份证号 (GB 11643), codes of GB/T 2260, postcodes, and any column of codes of
one width. Codes that are starred out are left alone.

Bad: `1.23E+17`, `110105194912310000`, postcode `50000` for `050000`, telephone `571-87654321`, a credit code whose check
character is wrong.
Good: codes stored as text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ckanext.govopen.files import codes
from ckanext.govopen.files.names import code_of
from ckanext.govopen.national.identifiers import is_uscc
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from ckanext.govopen.files.model import Table
    from ckanext.govopen.scoring.model import Cells, Facts, Finding

code = "V07"
title = N_("Codes are intact")
message = N_("Column “{column}” has {count} codes that are damaged or do not exist.")
help = N_(  # noqa: A001
    "Set the column's cell format to “Text” in WPS or Excel before the codes are put in, then take them again from the source "
    "system: digits that were lost cannot be brought back."
)
variants = {
    "rounded": (
        N_("Column “{column}” has {count} long codes that were taken for numbers and lost their last digits."),
        help,
    ),
    "zeros": (
        N_("Column “{column}” has {count} codes that lost their leading zeros."),
        N_("Set the column's cell format to “Text” in WPS or Excel and write the zeros again, or export the codes as text."),
    ),
    "uscc": (
        N_("Column “{column}” has {count} unified social credit codes whose length or check character is wrong (GB 32100)."),
        N_("Look these codes up in the enterprise credit system and correct them; keep the column as text."),
    ),
    "id": (
        N_("Column “{column}” has {count} identity numbers whose length, birth date or check digit is wrong (GB 11643)."),
        N_("Do not publish identity numbers; delete the column."),
    ),
    "division": (
        N_("Column “{column}” has {count} codes that are no division of GB/T 2260."),
        N_("Correct the codes by the list of division codes of the Ministry of Civil Affairs."),
    ),
}
passes = [
    text("企业.csv", "名称,统一社会信用代码,邮编\n甲局,91350100M000100Y43,350001\n乙局,91350100********43,350002\n"),
    text("名录.csv", "编号,行政区划代码\n001,110105\n002,320571\n"),
]
fails = [
    text("企业.csv", "名称,统一社会信用代码\n甲局,91350100M000100Y44\n乙局,91350100M000100Y43\n"),
    text("企业.csv", "名称,许可证编号\n甲局,1.23457E+17\n乙局,1.23457E+17\n"),
    text("学校.csv", "学校,邮政编码\n一中,50000\n二中,050011\n"),
    text("名录.csv", "序号,学校代码\n1,0012\n2,0013\n3,14\n"),
    text("区划.csv", "区划代码,户数\n110105,12\n119999,13\n"),
]
POSTCODE = "^[1-9][0-9]{4}$"
DIALLING = "^[1-9][0-9]{1,2}$"
PHONE = "^(?:10|2[0-9]|[35-79][0-9]{2}|[48][1-9][0-9])-[0-9]{7,8}$"
MOST = 0.5
USCC = re.compile("^[1-9A-Y][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{8,12}$", re.IGNORECASE)
FEWEST_SOUND = 2
LEAST_SOUND = 0.15


@dataclass(frozen=True)
class Suspicion:
    """One way in which the codes of a column are damaged: the text it is told by, the cells, what should stand there."""

    variant: str
    condition: pl.Expr
    expected: Callable[[str], str | None] = lambda _: None


def check(facts: Facts) -> Iterator[Cells]:
    """Columns of codes, one finding each; the text is that of the first way in which they are damaged."""
    import polars as pl

    for table in facts.tables:
        for position, field in enumerate(table.fields):
            if not table.columns[position].values or field.type in ("date", "datetime", "boolean"):
                continue
            found = [one for one in suspicions(table, position) if is_seen(table, position, one)]
            if found:
                yield cells(
                    facts,
                    table,
                    position,
                    pl.any_horizontal(one.condition for one in found),
                    expected=found[0].expected,
                    variant=found[0].variant,
                    adjust=starred if found[0].variant == "id" else lambda finding: finding,
                )


def suspicions(table: Table, position: int) -> Iterator[Suspicion]:
    """What may be wrong with a column, going by its name and counts."""
    import polars as pl

    cell, field, column = pl.col("cell"), table.fields[position], table.columns[position]
    kind = code_of(field.label) or ("uscc" if are_credit_codes(table, position) else None)
    if kind == "uscc":
        yield Suspicion("uscc", codes.uscc_is_wrong(cell))
    elif kind == "id":
        yield Suspicion("id", codes.id_is_wrong(cell))
    elif kind == "division_code" and (wrong := unknown(table, position)):
        yield Suspicion("division", cell.is_in(wrong))
    elif kind == "postcode":
        yield Suspicion("zeros", cell.str.contains(POSTCODE), lambda value: f"0{value.strip()}")
    elif kind == "dialling":
        yield Suspicion("zeros", cell.str.contains(DIALLING), lambda value: f"0{value.strip()}")
    elif kind == "phone":
        yield Suspicion("zeros", cell.str.contains(PHONE), lambda value: f"0{value.strip()}")
    elif field.type == "identifier" and (width := padded_width(table, position)):
        short = rf"^[1-9][0-9]{{0,{width - 2}}}$"
        yield Suspicion("zeros", cell.str.contains(short), lambda value: value.strip().zfill(width))
    if field.type == "identifier" and column.counts.get("number", 0) > column.counts.get("integer", 0):
        yield Suspicion("rounded", cell.str.contains(codes.SCIENTIFIC))
    if field.type == "identifier" and are_rounded(table, position):
        yield Suspicion("rounded", cell.str.contains(codes.TAIL_ZEROS))


def is_seen(table: Table, position: int, one: Suspicion) -> bool:
    """Whether the first rows of a large table show the damage; smaller tables are looked through in any case."""
    import polars as pl

    if not table.sheet.large or one.variant == "rounded":
        return True
    return table.sample.select(cell=pl.col(str(position))).filter(one.condition).height > 0


def first_values(table: Table, position: int) -> list[str]:
    """Different values of a column: all of them where they are few, else those of the first rows."""
    return sorted(set(table.columns[position].tally or table.sample[str(position)].to_list()) - {""})


def unknown(table: Table, position: int) -> list[str]:
    """Codes of no division, where the other codes of the column are divisions."""
    values = first_values(table, position)
    wrong = codes.unknown_divisions(values)
    return wrong if len(wrong) < MOST * len(values) or all(len(one) in (6, 12) for one in wrong) else []


def are_credit_codes(table: Table, position: int) -> bool:
    """Whether a column's first values look like 统一社会信用代码, whatever its name says.

    Most have their form, or were written with an exponent; letters and more sound ones than chance gives (1 in 31) tell
    them from other codes.
    """
    if not table.columns[position].counts.get("code") or table.fields[position].personal:
        return False
    values = [value for value in table.sample[str(position)].to_list() if value]
    formed = [value for value in values if USCC.match(value)]
    sound = sum(map(is_uscc, formed))
    if sound < max(FEWEST_SOUND, LEAST_SOUND * len(formed)) or all(map(str.isdigit, formed)):
        return False
    return len(formed) + sum(re.match(codes.SCIENTIFIC, value) is not None for value in values) >= MOST * len(values)


def padded_width(table: Table, position: int) -> int:
    """The one width of a column's codes where zeros fill them up, at least 3; 0 where there is no such width."""
    if not table.columns[position].counts.get("zero"):
        return 0
    digits = [value for value in table.sample[str(position)].to_list() if value.isascii() and value.isdigit()]
    widths = {len(value) for value in digits if value.startswith("0") and len(value) > 1}
    width = widths.pop() if len(widths) == 1 else 0
    whole = Counter(map(len, digits))
    return width if width >= 3 and max(whole) == width and whole[width] >= MOST * len(digits) else 0


def are_rounded(table: Table, position: int) -> bool:
    """Whether most of the long codes of a column end with three zeros, as no sound column's do."""
    if not table.columns[position].counts.get("long"):
        return False
    long = [value for value in table.sample[str(position)].to_list() if re.fullmatch("[1-9][0-9]{15,19}", value)]
    rounded = [value for value in long if re.match(codes.TAIL_ZEROS, value)]
    return bool(rounded) and len(rounded) >= MOST * len(long)


def starred(found: Finding) -> Finding:
    """The finding with all but the first six and the last four characters of each example starred."""
    shown = (replace(one, value=hidden(one.value or "")) for one in found.examples)
    return replace(found, examples=tuple(shown))


def hidden(value: str) -> str:
    """A number with its middle starred."""
    return value[:6] + "*" * max(0, len(value) - 10) + value[max(6, len(value) - 4) :]
