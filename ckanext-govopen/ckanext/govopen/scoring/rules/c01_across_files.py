"""Data must not be cut into pieces, change their layout, hold next to nothing, or be older than promised.

Judged over a publisher's datasets: titles that differ only by period or area and share one header are one dataset in
pieces (碎片化). Thresholds are those of the open-data reports: 3 rows or fewer, 60 % of the cells empty.

Bad: 2021年…名录, 2022年…名录, 2023年…名录 as three datasets; yearly data that have not changed since 2019; a table of 2 rows.
Good: one dataset with a column 年份, updated as often as it says.
"""

from collections.abc import Iterator
from datetime import date

from ckanext.govopen.files.personal import mask
from ckanext.govopen.national.text import N_
from ckanext.govopen.national.vocabularies import vocabulary
from ckanext.govopen.scoring.catalogue import DatasetFacts, PublisherFacts, header_print
from ckanext.govopen.scoring.model import Example, Finding
from ckanext.govopen.scoring.series import pattern, without_period

about = "publisher"
code = "C01"
title = N_("Data lie together, keep their layout and are up to date")
message = N_("{count} datasets of this publisher have the same columns and differ only by period or area.")
help = N_(  # noqa: A001
    "Put them into one dataset: one table for all, with a column for the year or the area; later add rows to it, not datasets."
)
variants = {
    "layout": (
        N_("{count} datasets of the same series have other columns than this one."),
        N_("Keep the columns, their names and their order from year to year; leave empty what a year does not have."),
    ),
    "volume": (
        N_("The dataset holds {rows} rows only."),
        N_("Publish the single records instead of a summary, or join this dataset to a larger one."),
    ),
    "missing": (
        N_("{percent} percent of the cells are empty."),
        N_("Fill in what is known, and leave out columns that have no values."),
    ),
    "stale": (
        N_("An update every {promised} days at the latest is promised; the data last changed {days} days ago ({changed})."),
        N_("Publish the newest data, or correct the update cycle."),
    ),
}

_COLUMNS = ["学校名称", "地址"]
_FILE = {"columns": _COLUMNS, "types": ["string", "string"], "rows": 120, "missing": 0.02}


def _sample(name: str, *siblings: tuple[str, list[str]], **more: object) -> dict[str, object]:
    one = {"dataset": {"title": name, "update_cycle": "7"}, "files": [_FILE], "today": "2024-06-01", "changed": "2024-01-02"}
    return {
        "dataset": one | more,
        "siblings": [{"title": title, "header": header_print(columns)} for title, columns in siblings],
    }


passes = [
    _sample("学校名录"),
    _sample("2023年学校名录", ("2024年学校名录", _COLUMNS)),
    _sample("2023年学校名录", ("2022年医院名录", _COLUMNS), ("2024年医院名录", _COLUMNS)),
    _sample("学校名录", changed="2019-01-02", dataset={"title": "学校名录", "update_cycle": "9"}),
]
fails = [
    _sample("2022年学校名录", ("2023年学校名录", _COLUMNS), ("2024年学校名录", ["地址", "学校名称"])),
    _sample("海淀区学校名录", ("西城区学校名录", _COLUMNS), ("朝阳区学校名录", _COLUMNS)),
    _sample("2022年学校名录", ("2023年学校名录", ["学校名称", "地址", "电话"])),
    _sample("学校名录", files=[_FILE | {"rows": 3}]),
    _sample("学校名录", files=[_FILE | {"missing": 0.6}]),
    _sample("学校名录", changed="2022-01-02"),
]

PIECES = 3
"""Datasets of one header and one pattern from which they count as pieces: two years are a beginning, not a habit."""
FEW_ROWS = 3
MOSTLY_EMPTY = 0.6
SHOWN = 20


def check(facts: PublisherFacts) -> Iterator[Finding]:
    """What the siblings tell, then what the dataset's own files and dates tell."""
    yield from pieces(facts)
    yield from layouts(facts)
    yield from volume(facts.dataset)
    yield from staleness(facts.dataset)


def pieces(facts: PublisherFacts) -> Iterator[Finding]:
    """Siblings with the same columns whose titles differ by period or area alone."""
    own, series = facts.dataset.text("title"), pattern(facts.dataset.text("title"))
    header = header_print(facts.dataset.files[0].columns) if facts.dataset.files else ""
    if not series or not header:
        return
    alike = [one for one in facts.siblings if one.title != own and one.header == header]
    found = [one.title for one in alike if pattern(one.title) == series]
    if len(found) + 1 >= PIECES:
        yield Finding(1.0, count=len(found) + 1, examples=titles(found))


def layouts(facts: PublisherFacts) -> Iterator[Finding]:
    """Siblings of other periods that have other columns."""
    own = facts.dataset.text("title")
    if not facts.dataset.files or not facts.dataset.files[0].columns or without_period(own) == own:
        return
    header = header_print(facts.dataset.files[0].columns)
    years = [one for one in facts.siblings if one.header and one.title != own]
    found = [one for one in years if without_period(one.title) == without_period(own) and one.header != header]
    if found:
        share = len(found) / (len(found) + 1)
        yield Finding(share, count=len(found), examples=titles([one.title for one in found]), variant="layout")


def volume(facts: DatasetFacts) -> Iterator[Finding]:
    """Datasets whose fullest file holds next to nothing, or mostly empty cells."""
    rows = [one.rows for one in facts.files if one.rows is not None]
    if rows and max(rows) <= FEW_ROWS:
        yield Finding(0.5, params={"rows": max(rows)}, variant="volume", severity="minor")
    missing = facts.files[0].missing if facts.files else None
    if missing is not None and missing >= MOSTLY_EMPTY:
        yield Finding(missing, params={"percent": round(100 * missing)}, variant="missing")


def staleness(facts: DatasetFacts) -> Iterator[Finding]:
    """Data that did not change for longer than their update cycle allows."""
    cycles, cycle = vocabulary("update_cycles"), facts.text("update_cycle")
    longest = cycles[cycle].facts.get("max_age") if cycle in cycles else None
    if not longest or not facts.changed:
        return
    days = (date.fromisoformat(facts.today) - date.fromisoformat(facts.changed)).days
    if days > longest:
        params = {"promised": longest, "days": days, "changed": facts.changed}
        yield Finding(min(1.0, days / longest - 1), params=params, variant="stale", severity="minor")


def titles(found: list[str]) -> tuple[Example, ...]:
    """Titles as examples."""
    return tuple(Example(mask(one, "id") or "", None) for one in sorted(found)[:SHOWN])
