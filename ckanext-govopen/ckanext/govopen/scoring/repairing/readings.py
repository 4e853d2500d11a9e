"""How the guard reads a column: as numbers with their scale, as dates, as text. No code of any repair is used.

Every reading takes a batch of cells and answers the values in parts, which together are the column's: two ways of
writing the same value give the same part. Cells that are plain already, nearly all, are spared the long way.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ckanext.govopen.files.words import words
from ckanext.govopen.national import data

if TYPE_CHECKING:
    import polars as pl

SCALES = {"百万": 1e6, "千万": 1e7, "万": 1e4, "亿": 1e8, "千": 1e3}
PARTS = {"%": 1e-2, "‰": 1e-3}
NUMBER = r"^([^0-9.+\-]*)([+\-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?)(|[^0-9].*)$"
PARTED = r"^\D*([0-9]{1,4})\D+([0-9]{1,2})(?:\D+([0-9]{1,4}))?"
COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})?$"
WORDS = r"[〇零○一二三四五六七八九十正元冬腊]|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
HAN = "〇一二三四五六七八九"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR = r"^\D*([0-9]{1,4})\D*$"
ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
TIME = r"0?([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
INVISIBLE = r"[\x{00AD}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{2064}\x{FEFF}]"
DIGITS = 12
MISREADINGS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))


def bare(cell: pl.Expr) -> pl.Expr:
    """A cell without the spaces around it; nothing where nothing is left."""
    import polars as pl

    cell = cell.str.strip_chars()
    return pl.when(cell.str.len_bytes() > 0).then(cell)


def without_ditto(cell: pl.Expr) -> pl.Expr:
    """Nothing where a cell only says that it repeats the one above."""
    import polars as pl

    return pl.when(~cell.is_in(sorted(words().dittos))).then(cell)


def text(cells: pl.Series) -> list[pl.Series]:
    """Text without differences of width and invisible characters; null marks are nothing."""
    folded = cells.str.replace_all(INVISIBLE, "").str.normalize("NFKC").str.strip_chars()
    marks = sorted({*words().nulls, *(unicodedata.normalize("NFKC", mark) for mark in words().nulls), ""})
    return [folded.filter(~folded.is_in(marks))]


def scale(unit: str | None) -> float:
    """What one of a unit is worth: 万元 → 10000, % → 0.01, 户 → 1."""
    unit = re.split("[/每]", folded(unit or ""))[0]
    return PARTS.get(unit) or next((worth for name, worth in SCALES.items() if unit.startswith(name)), 1.0)


def folded(word: str) -> str:
    """A word as NFKC writes it, without spaces."""
    return "".join(unicodedata.normalize("NFKC", word).split())


@data.cached
def worths() -> dict[str, float]:
    """Every unit that a number may carry, and its scale."""
    table = data.load("tables.yml")
    return {folded(unit): scale(unit) for unit in (*table["units"], *table["ordinals"], *table["currency"], *SCALES, "年")}


def number(cells: pl.Series, unit: str | None, own_units: pl.Series | None = None) -> list[pl.Series]:
    """The quantities to twelve digits, and as text what is no number with a known unit.

    `unit` is the column's; `own_units` the unit of each cell. A cell's own unit goes before both, a bare scale (万)
    multiplies with it.
    """
    import polars as pl

    usual = pl.repeat(scale(unit), len(cells), eager=True)
    if own_units is not None:
        known = {one: scale(one) for one in own_units.drop_nulls().unique()}
        usual = own_units.replace_strict(known, default=None, return_dtype=pl.Float64).fill_null(scale(unit))
    plain = cells.cast(pl.Float64, strict=False)
    dressed = plain.is_null() & cells.is_not_null()
    rest = cells.filter(dressed)
    value = quantity(rest, usual.filter(dressed))
    quantities = [(plain * usual).drop_nulls(), value.drop_nulls()]
    return [*(one.round_sig_figs(DIGITS) + 0.0 for one in quantities), *text(rest.filter(value.is_null()))]


def quantity(cells: pl.Series, usual: pl.Series) -> pl.Series:
    """The value of numbers with separators, in full width, with unit or scale; null for other text."""
    import polars as pl

    plain = cells.str.normalize("NFKC").str.replace_all(r"[,\s]", "")
    frame = pl.DataFrame(
        {"usual": usual, **{name: plain.str.extract(NUMBER, i) for i, name in enumerate(("prefix", "written", "suffix"), 1)}}
    )
    suffix, usual_worth = pl.col("suffix"), pl.col("usual")
    first = suffix.str.extract("^(.+)[/每]")  # 元/月 is worth what 元 is
    worth = pl.coalesce(one.replace_strict(worths(), default=None, return_dtype=pl.Float64) for one in (suffix, first))
    by = pl.when(suffix == "").then(usual_worth).when(suffix.is_in(list(SCALES))).then(worth * usual_worth).otherwise(worth)
    known = pl.col("prefix").is_in(["", *(folded(one) for one in data.load("tables.yml")["currency"])])
    return frame.select(pl.when(known).then(pl.col("written").cast(pl.Float64, strict=False) * by)).to_series()


def date(cells: pl.Series, *, swapped: bool, short: bool) -> list[pl.Series]:
    """Year, month and day as a number, with a time as text; other text as text.

    `swapped`: day and month in no order, `short`: years without their century.
    """
    iso = cells.str.contains(ISO)
    rest = cells.filter(~iso)
    plain, dressed = (day(one, swapped=swapped, short=short) for one in (cells.filter(iso), rest))
    times = rest.str.replace_all("[时点]", ":").str.extract(TIME, 1)
    moments = dressed.cast(str) + "T" + times
    return [plain, dressed.filter(times.is_null()).drop_nulls(), moments.drop_nulls(), *text(rest.filter(dressed.is_null()))]


def day(cells: pl.Series, *, swapped: bool, short: bool) -> pl.Series:
    """Year × 10000 + month × 100 + day of a date in any style that has a year; null for other text."""
    import polars as pl

    plain = in_digits(cells.str.normalize("NFKC"))
    found = {}
    for i, name in enumerate("abc", 1):
        compact, parted = plain.str.extract(COMPACT, i), plain.str.extract(PARTED, i)
        found[name] = pl.select(pl.coalesce(compact, parted).cast(pl.Int64)).to_series()
    frame = pl.DataFrame({**found, "era": plain.str.contains("民国"), "alone": plain.str.extract(YEAR, 1).cast(pl.Int64)})
    a, b, c, era = (pl.col(name) for name in ("a", "b", "c", "era"))
    last = c.fill_null(0) >= 1000
    year = pl.when(last).then(c).otherwise(a) + pl.when(era).then(1911).otherwise(0)
    month, date = pl.when(last).then(a).otherwise(b), pl.when(last).then(b).otherwise(c).fill_null(0)
    if swapped:
        month, date = pl.min_horizontal(month, date), pl.max_horizontal(month, date)
    if short:
        year %= 100
    alone = pl.col("alone") + pl.when(era).then(1911).otherwise(0)
    return frame.select(pl.coalesce(year * 10000 + month * 100 + date, alone)).to_series()


def in_digits(cells: pl.Series) -> pl.Series:
    """Dates in words with figures in their place, the year first."""
    spoken = cells.filter(cells.str.contains(WORDS)).unique()
    new = {value: figures(value) for value in spoken}
    return cells.replace(new) if new else cells


def figures(value: str) -> str:
    """二〇二一年三月十五日 → 2021年3月15日, 5-Mar-2021 → 2021-3-5, without the day of the week."""
    value = re.sub("星期.", "", value)
    if found := re.search("([a-z]{3})[a-z]*", value, re.IGNORECASE):
        month = MONTHS.index(found.group(1).lower()) + 1 if found.group(1).lower() in MONTHS else 0
        year, *day = sorted(re.findall(r"\d+", value), key=len, reverse=True) or [""]
        return "-".join([year, str(month), *day])
    return re.sub(f"[{HAN}零○十正元]+", lambda hit: figure(hit.group()), value)


def figure(numeral: str) -> str:
    """A Chinese numeral: digit by digit, or below a hundred with 十."""
    numeral = numeral.replace("零", "〇").replace("○", "〇").replace("正", "一").replace("元", "一")
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(HAN.index(letter)) for letter in numeral)
    return str(10 * HAN.index(tens or "一") + (HAN.index(ones) if ones else 0))


def ungarbled(cells: pl.Series) -> list[pl.Series]:
    """Text as it reads when bytes that were decoded in the wrong encoding are decoded in the right one."""
    new = {value: reread(value) for value in cells.unique() if value is not None and not value.isascii()}
    return [cells.replace(new) if new else cells]


def reread(value: str) -> str:
    """UTF-8 that was taken for GB18030 or a Western encoding, or GB18030 taken for a Western one; else the text itself."""
    for wrong, right in MISREADINGS:
        try:
            found = value.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if len(found) < len(value):
            return found
    return value
