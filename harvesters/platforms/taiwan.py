"""data.gov.tw, the platform of 台湾 (platforms.md §3): the whole catalogue in one CSV.

The portal's `url` is scheme and host, `https://data.gov.tw`; there are no options.

Asked, once: `GET /api/front/dataset/export?format=csv`, 14 to 70 MB of UTF-8 with a BOM that call themselves text/html.
A record needs no request of its own. Page numbers do not apply: a run that is broken off begins again.

What a failure ends in: an answer that is no CSV of datasets, is cut, or comes from a wall ends the crawl (exit 4). A
row without identifier, without title or with the wrong number of cells is skipped (exit 3).

Not read: the search `/api/front/dataset/list`, which counts resources and says less, and the details
`/api/v2/rest/dataset/{id}`, which add to the CSV only a name for each file, at more than 50,000 requests. Ignored by
name: `IGNORED`. Other columns are signalled and kept in `extra`. All text stays in traditional characters.
"""

import csv
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import ClassVar
from urllib.parse import quote

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.helpers.formats import format_name, suffix
from harvesters.helpers.text import clean, clean_lines
from harvesters.record import Contact, File, Item, Record, Volume
from harvesters.walls import recognise

EXPORT = "/api/front/dataset/export"

ID, TITLE = "資料集識別碼", "資料集名稱"
DESCRIPTION = ("資料集描述", "資料集說明", "描述")
ISSUED = ("上架日期", "發布日期", "首次發布日期")
MODIFIED = ("詮釋資料更新時間", "資料更新時間", "更新時間", "更新日期")
PHONE = ("提供機關聯絡人電話", "聯絡電話")
EXTRA = ("資料提供屬性", "品質檢測", "授權方式", "計費方式", "相關網址", "備註", "編碼格式")
"""Columns that a record keeps in `extra`: 編碼格式 is the encoding of each file, in their order."""
IGNORED = (
    "提供機關聯絡人姓名",  # the name of a person
    "資料集上架方式",  # how the entry came into the catalogue
    "資資料集上架方式",  # the same, as the real export misspells it
)

MAX_BYTES = 96 << 20
"""Largest export; 53,207 datasets with all their columns took 68 MB."""
LONGEST_CELL = 1 << 20
"""Characters of a cell; datasets with thousands of files list all their addresses in one."""
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_INNER = re.compile(r"[(（][^()（）]*[)）]")
_PARTS = re.compile(rf"(?:[^、;；,，\n()（）]|{_INNER.pattern})+")
_NAMED = re.compile(r"(?P<one>[^()（）]+?)\s*[(（](?P<two>[^()（）]+)[)）]")
_COLUMN = re.compile(r"[A-Za-z_][\w .-]*", re.ASCII)
_ADDRESSES = re.compile(r"[;；,，\s]+(?=[a-z]+://)")


class Taiwan(Platform):
    """The one portal of this platform."""

    whole: ClassVar[bool] = True

    def refs(self, start: int = 1) -> Iterator[Ref]:  # noqa: ARG002  there is one page
        """All rows of the export; each carries its whole record."""
        text = self.fetch.text(EXPORT, {"format": "csv"}, check=self._check, max_bytes=MAX_BYTES)
        rows = _read(text)
        header = next(rows)
        for number, cells in enumerate(rows, 2):
            row = dict(zip(header, cells, strict=False))
            source_id = clean(row.pop(ID, None))
            if source_id is None:
                self.entry_without_id(f"row {number}")
            else:
                yield Ref(source_id, row if len(cells) == len(header) else {})

    def record(self, ref: Ref) -> Record:
        """The record of a row; asks nothing."""
        row = dict(ref.row)
        if not row:
            raise SkipRecord("the row has more or fewer cells than the header")
        title = clean(row.pop(TITLE, None))
        if title is None:
            raise SkipRecord("the record has no title")
        url = self.fetch.url(f"/dataset/{quote(ref.id, safe='')}")
        formats = [format_name(clean(word)) for word in re.split(r"[;；,，]", row.pop("檔案格式", None) or "")]
        files = tuple(self._files(row.pop("資料下載網址", None), formats, ref.id))
        named = [*formats, *(file.format for file in files)]
        return Record(
            id=ref.id,
            url=url,
            title=title,
            description=clean_lines(_first(row, DESCRIPTION)),
            publisher=self.value("publisher", row.pop("提供機關", None)),
            theme=self.values("theme", row.pop("服務分類", None)),
            open_type=self.value("open_type", _openness(row)),
            update_cycle=self.value("update_cycle", row.pop("更新頻率", None)),
            issued=self.date("issued", _first(row, ISSUED), ref.id),
            modified=self.date("modified", _first(row, MODIFIED), ref.id),
            tags=self.values("tags", row.pop("關鍵字", None)),
            formats=self.values("formats", list(dict.fromkeys(one for one in named if one))),
            items=tuple(_items(row.pop("主要欄位說明", None))),
            files=files,
            contact=Contact(phone=clean(_first(row, PHONE))),
            volume=Volume(rows=self.count("資料量", (row.pop("資料量", None) or "").rstrip("筆 "), ref.id)),
            region=self.portal.region,
            extra=self._extra(row, ref.id),
        )

    def _check(self, text: str) -> str | None:
        """Raise where the answer is not the whole export."""
        rows = _read(text)
        try:
            header = next(rows, [])
            if not {ID, TITLE} <= set(header):
                raise recognise(text, f"column {ID}")
            self.total, width = 0, len(header)
            for row in rows:
                self.total, width = self.total + 1, len(row)
        except csv.Error as error:
            raise FetchError("broken", f"the export is no CSV: {error}") from error
        if width < len(header):
            raise FetchError("broken", f"the export is cut after {self.total} rows")
        return None

    def _files(self, addresses: str | None, formats: list[str | None], where: str) -> Iterator[File]:
        """Files in the order of their addresses, each with the format at its place."""
        found = [one for part in _ADDRESSES.split(addresses or "") if (one := clean(part.strip(";；,， \n")))]
        if len(formats) == 1:
            formats = formats * len(found)
        for address, kind in zip_longest(found, formats[: len(found)]):
            if re.match(r"https?://[^/]", address):
                yield File(url=address, format=kind or suffix(address.partition("?")[0].rpartition("/")[2]))
            else:
                self.issues.warn("bad-value", where, field="資料下載網址", value=address[:200])

    def _extra(self, row: dict[str, str], where: str) -> dict[str, str]:
        left = {name: clean(value) for name, value in row.items() if name not in IGNORED}
        return self.leftover(left, where, known=(*EXTRA, *DESCRIPTION, *ISSUED, *MODIFIED, *PHONE))


def _read(text: str) -> Iterator[list[str]]:
    """Rows of the CSV that are not blank."""
    # The limit is that of the whole process; nothing else here reads CSV with one of its own.
    csv.field_size_limit(LONGEST_CELL)
    # Line by line out of the text, as a file in memory would hold all of it once more.
    rows = csv.reader(match[0] for match in _LINES.finditer(text))
    header = [name.strip() for name in next(rows, [])]
    yield header
    yield from (row for row in rows if row)


def _first(row: dict[str, str], names: tuple[str, ...]) -> str | None:
    """Pop the value of the first of some columns that has one."""
    for name in names:
        if clean(row.get(name)):
            return row.pop(name)
    return None


def _openness(row: dict[str, str]) -> str | None:
    """資料提供屬性, where it speaks of openness: it may name the kind of data instead (原始資料, API服務)."""
    return row.pop("資料提供屬性") if "開放" in (row.get("資料提供屬性") or "") else None


def _items(described: str | None) -> Iterator[Item]:
    """Data items of `名稱、性別(男、女)、site_name(測站名稱)`, named in the data by the word in Latin letters if any."""
    words = clean_lines(described) or ""
    nested = re.search(r"[()（）]", _INNER.sub("", words))
    parts = re.split(r"[、;；,，\n]", words) if nested else _PARTS.findall(words)
    for part in dict.fromkeys(clean(one) for one in parts):
        if part is None:
            continue
        match = _NAMED.fullmatch(part)
        one, two = (match["one"], match["two"]) if match else (part, part)
        if _COLUMN.fullmatch(two) and not _COLUMN.fullmatch(one):
            yield Item(name=two, label=one)
        elif match and _COLUMN.fullmatch(one):
            yield Item(name=one, label=two)
        else:
            yield Item(name=part, label=None if _COLUMN.fullmatch(part) else part)
