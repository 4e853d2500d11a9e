"""A dataset must say what its columns mean, what it is about, whom to ask and what may be done with it.

Judged by the dataset's metadata in national terms, and by the header of its best file where that was read.

Bad: no data items; an item 法人 where the file has no such column; a summary that repeats the title; no contact, no licence.
Good: every column has its data item with name and type, and every element of the catalogue is filled in.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from ckanext.govopen.files.fields import split_unit
from ckanext.govopen.files.personal import mask
from ckanext.govopen.national.text import N_, fold
from ckanext.govopen.scoring.catalogue import DatasetFacts, FileFacts
from ckanext.govopen.scoring.model import Example, Finding

about = "dataset"
code = "M01"
title = N_("The metadata say what the data are")
message = N_("The dataset lists no data items: nobody learns what its columns mean.")
help = N_("Fill in the data items: for every column its name, its type and a short description.")  # noqa: A001
variants = {
    "names": (
        N_("{count} names differ between the data items and the columns of the file ({undescribed} columns without item)."),
        N_("Give the data items the names that the columns of the file have, and describe every column."),
    ),
    "types": (
        N_("{count} data items promise numbers or dates, but their columns hold text."),
        N_("Correct the type of these data items, or the values of these columns."),
    ),
    "empty": (
        N_("The dataset has no summary."),
        N_("Write in two or three sentences what the data hold, of which area and period, and where they come from."),
    ),
    "repeated": (
        N_("The summary only repeats the title."),
        N_("Write in two or three sentences what the data hold, of which area and period, and where they come from."),
    ),
    "theme": (N_("No theme is given."), N_("Choose the theme of the national list under which people will look for it.")),
    "region": (N_("No region is given."), N_("Choose the division that the data are about.")),
    "opening": (N_("The open attribute is not given."), N_("Say whether the data are open to all, or on which condition.")),
    "cycle": (N_("The update cycle is not given."), N_("Say how often the data are updated.")),
    "dates": (
        N_("Neither the issue date nor the date of the last update is given."),
        N_("Give the date on which the data were first published, and that of their last update."),
    ),
    "contact": (
        N_("There is neither a phone number nor an e-mail address to ask at."),
        N_("Give the office's landline or its e-mail address."),
    ),
    "licence": (
        N_("No licence is given: nobody knows what may be done with the data."),
        N_("Choose a licence, or give the address of the portal's terms of use."),
    ),
}

_ITEMS = [{"name": "区县", "type": "C"}, {"name": "HS", "label": "户数", "type": "N"}]
_FILE = {"columns": ["区县", "户数"], "types": ["string", "integer"], "rows": 10}
_GOOD = {
    "title": "户数统计",
    "notes": "全市各区县的户数，来自年度统计。",
    "data_items": _ITEMS,
    "theme": ["13"],
    "region_code": "110000",
    "open_type": "1",
    "update_cycle": "7",
    "issued": "2024-01-02",
    "contact_phone": "010-12345678",
    "license_id": "cn-portal-terms",
}


def _sample(**changes: Any) -> dict[str, Any]:
    return {"dataset": _GOOD | changes, "files": [_FILE], "today": "2024-06-01"}


passes = [
    _sample(),
    _sample(license_id="notspecified", terms_url="https://data.example.gov.cn/terms"),
    _sample(contact_phone=None, contact_email="data@example.gov.cn"),
    _sample() | {"files": []},
    _sample(data_items=[*_ITEMS, {"name": "日处理能力（吨）"}])
    | {"files": [{"columns": ["区县", "户数(户)", "日处理能力"], "types": ["string", "integer", "integer"]}]},
]
fails = [
    _sample(data_items=[]),
    _sample(data_items=[*_ITEMS, {"name": "法人", "type": "C"}]),
    _sample(data_items=_ITEMS[:1]),
    _sample(data_items=[{"name": "区县", "type": "N"}, _ITEMS[1]]),
    _sample(notes=""),
    _sample(notes="户数 统计"),
    _sample(theme=[]),
    _sample(region_code=None),
    _sample(open_type=None),
    _sample(update_cycle=None),
    _sample(issued=None),
    _sample(contact_phone=None),
    _sample(license_id="notspecified"),
]

NUMBERS = frozenset("NYBIF")
"""Types of data items (vocabulary `item_types`) that promise numbers."""
DATES = frozenset("DT")
SHOWN = 20
ELEMENTS = (
    ("theme", ("theme",)),
    ("region", ("region_code",)),
    ("opening", ("open_type",)),
    ("cycle", ("update_cycle",)),
    ("dates", ("issued", "data_modified")),
    ("contact", ("contact_phone", "contact_email")),
)
"""Variant → fields of which one has to be filled in."""


def check(facts: DatasetFacts) -> Iterator[Finding]:
    """The data items, the summary, then one finding for each element that is not filled in."""
    items = facts.dataset.get("data_items") or []
    if not items:
        yield Finding(1.0)
    elif facts.files and facts.files[0].columns:
        yield from compared(items, facts.files[0])
    summary = fold(facts.text("notes"))
    if not summary or summary == fold(facts.text("title")):
        yield Finding(0.3, variant="repeated" if summary else "empty", severity="minor")
    for variant, fields in ELEMENTS:
        if not any(facts.dataset.get(field) for field in fields):
            yield Finding(0.1, variant=variant, severity="minor")
    if facts.text("license_id") in ("", "notspecified") and not facts.text("terms_url"):
        yield Finding(0.1, variant="licence", severity="minor")


def compared(items: Sequence[dict[str, Any]], file: FileFacts) -> Iterator[Finding]:
    """Names and types of the data items against the header of the file."""
    columns = {plain(column): (column, kind) for column, kind in zip(file.columns, file.types, strict=False)}
    described = {name: item for item in items for name in names_of(item)}
    alone = [column for key, (column, _) in columns.items() if key not in described]
    unknown = [item for item in items if not any(name in columns for name in names_of(item))]
    if alone or unknown:
        names = [*alone, *(str(item.get("label") or item.get("name")) for item in unknown)]
        examples = tuple(Example(mask(name, "id") or "", None) for name in names[:SHOWN])
        share = min(1.0, len(names) / max(1, len(columns) + len(unknown)))
        yield Finding(share, count=len(names), params={"undescribed": len(alone)}, examples=examples, variant="names")
    wrong = [column for key, (column, kind) in columns.items() if key in described and clash(described[key], kind)]
    if wrong:
        examples = tuple(Example(mask(column, "id") or "", None) for column in wrong[:SHOWN])
        share = len(wrong) / len(columns)
        yield Finding(share, count=len(wrong), examples=examples, variant="types", severity="minor")


def names_of(item: dict[str, Any]) -> list[str]:
    """The names by which a column may be called: that of the item, and its Chinese one."""
    return [plain(str(item[key])) for key in ("name", "label") if item.get(key)]


def plain(name: str) -> str:
    """A name as it is compared: 日处理能力（吨） names the same as 日处理能力."""
    return fold(split_unit(name)[0])


def clash(item: dict[str, Any], kind: str) -> bool:
    """Whether a data item promises what a column of text cannot hold."""
    promised = str(item.get("type") or "")
    return (promised in NUMBERS and kind in ("string", "date")) or (promised in DATES and kind in ("string", "boolean"))
