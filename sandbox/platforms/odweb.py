"""odweb (Inspur, first generation): the list as JSON for DataTables, details as pages, files as JSON.

The list answers POST and GET; `start` is an offset in rows. The dialect `wuxi` pages by `page` and `pageSize`, has
other labels on its pages and names the format of a file in the file's name only. Files of conditional datasets are
listed; `CheckDownloadAuth` says 0009 (not applied) for them and the download answers the same in JSON.
The skin `english` writes dates on pages as Java does in English (济南, 2020).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import dress, moments, records
from sandbox.markup import odweb as markup
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

ROWS = 6  # a page where the client asks for no number
MOST = 1000
CYCLES = {"1": "自定义", "2": "每天", "3": "每周", "4": "每月", "5": "每季度", "6": "每半年", "7": "每年", "8": "实时"}
USE_TYPES = {"data": "1", "files": "2", "api": "3"}
FORMATS = {"xls": "1", "xml": "2", "json": "3", "csv": "4"}
NOT_FOUND = {"code": "0004", "msg": "文件不存在"}
NOT_APPLIED = {"code": "0009", "msg": "您尚未申请该资源"}


def use_types(entry: Entry) -> list[str]:
    """What kinds of resources an entry has."""
    kinds = ["data"] if any(name in FORMATS for name in entry.formats) else []
    kinds += ["files"] if any(name not in (*FORMATS, "api", "link") for name in entry.formats) else []
    return [USE_TYPES[kind] for kind in (*kinds, *(["api"] if "api" in entry.formats else []))]


def suffixes(entry: Entry) -> list[str]:
    """The endings of the files; a set of files whose format is not told has none."""
    return [name for name in entry.formats if name not in ("api", "link", "file", "其他")]


def _each(values: tuple[str, ...] | None) -> list[str]:
    """The values one by one: in real records several stand in one text."""
    return [part for value in values or () for part in value.split("，") if part]


def _cycle(entry: Entry) -> str | None:
    """What the page calls the update cycle: the label of its code, or the words of one that has none."""
    code = dress.cycle(CYCLES, entry)
    return CYCLES[code] if code else entry.update_cycle


class Odweb(Simulator):
    """An odweb portal."""

    name = "odweb"
    skins = ("default", "english")
    dialects = ("default", "wuxi")
    front = "/index.htm"
    root = "odweb"

    @property
    def _wuxi(self) -> bool:
        return self.site.profile.options.get("dialect") == "wuxi"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        reply = self._route(request, path.strip("/").lower(), request.query.get("method") or request.form.get("method", ""))
        return reply if "cookie" in request.headers else reply.with_header("Set-Cookie", "JSESSIONID=0A1B2C3D; Path=/")

    def _route(self, request: Request, path: str, method: str) -> Reply:
        answers: dict[tuple[str, str], Callable[[Request], Reply]] = {
            ("catalog/catalog.do", "GetCatalog"): self._list,
            ("catalog/catalog.do", "SearchCatalog"): self._mobile,
            ("catalog/catalog.do", "GetCatalogStaticsByMutiDimi"): self._facets,
            ("catalog/catalogdetail.do", "getDownLoadPageInfo"): self._files,
            ("catalog/catalogdetail.do", "GetDownLoadInfo"): self._files,
            ("catalog/catalogdetail.do", "GetApi"): self._apis,
            ("catalog/catalogdetaildownload.do", "CheckDownloadAuth"): self._check,
            ("catalog/catalogdetaildownload.do", "getFileDownloadAddr"): self._download,
        }
        if (found := answers.get((path, method))) is not None:
            return found(request)
        if path == "catalog/catalogdetail.htm":
            entry = self.site.catalogue.find(request.query.get("cata_id", ""))
            return html(self._page(entry)) if entry else html(markup.message(self.site.profile, "目录不存在"), 404)
        if path in ("", "index.htm"):
            return html(markup.message(self.site.profile, "欢迎访问"))
        return html(markup.message(self.site.profile, "您访问的页面不存在"), 404)

    def _filter(self, request: Request) -> Callable[[Entry], bool] | None:
        asked = request.query | request.form
        tests: list[Callable[[Entry], bool]] = []
        if word := asked.get("keywords"):
            tests.append(lambda entry: word in entry.title)
        if tag := asked.get("tag"):
            tests.append(lambda entry: tag in (entry.tags or ()))
        if use := asked.get("use_type"):
            tests.append(lambda entry: use in use_types(entry))
        if asked.get("cata_type") in ("social", "internet", "11", "12"):
            tests.append(lambda _: False)
        return (lambda entry: all(test(entry) for test in tests)) if tests else None

    def _rows(self, request: Request) -> tuple[list[dict[str, Any]], int]:
        if self._wuxi:
            size = min(request.number("pageSize", ROWS), MOST)
            start = (max(1, request.number("page", 1)) - 1) * size
        else:
            size = min(request.number("length", request.number("pageLength", ROWS)), MOST)
            start = request.number("start", 0)
        entries, total = self.site.page(start, size, self._filter(request))
        return [self._row(entry) for entry in entries], total

    def _list(self, request: Request) -> Reply:
        rows, total = self._rows(request)
        return json({"draw": request.number("draw", 1), "recordsTotal": total, "recordsFiltered": total, "data": rows})

    def _mobile(self, request: Request) -> Reply:
        size = min(request.number("pageSize", ROWS), MOST)
        entries, total = self.site.page((max(1, request.number("page", 1)) - 1) * size, size)
        return json({"records": [self._row(entry) for entry in entries], "totalRecord": total})

    def _facets(self, _request: Request) -> Reply:
        total = self.site.listing().total
        return json([{"column_id_desc": "数据来源", "column_id_en": "cata_type", "group_num": 1,
                      "group_count_num": [{"item": "政府数据", "item_value": "10", "count_num": total}]}])  # fmt: skip

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "cata_id": entry.id,
            "cata_title": entry.title,
            "description": entry.description,
            "open_type": entry.open_condition,
            "org_name": entry.publisher,
            "cata_tags": ",".join(entry.tags or ()),
            "cata_items": ",".join(item.label for item in entry.items),
            "update_time": moments.written(entry.modified, f"{entry.id}m"),
            "released_time": moments.written(entry.issued, entry.id),
            "conf_update_time": moments.epoch(entry.modified, f"{entry.id}m"),
            "conf_released_time": moments.epoch(entry.issued, entry.id),
            "conf_update_cycle": dress.cycle(CYCLES, entry),
            "conf_use_type": ",".join(use_types(entry)),
            "conf_catalog_format": ",".join(FORMATS[name] for name in entry.formats if name in FORMATS),
            "conf_view_num": entry.views,
            "conf_status": 4,
            "conf_type": 2,
            "total_storage": None,
            "suffixes": ",".join(suffixes(entry)),
            "cataLogGroups": [{"group_id": f"g{at}", "group_name": name} for at, name in enumerate(_each(entry.themes), 1)],
            "cataLogIndustrys": [{"group_name": name} for name in _each(entry.industries)],
            "catalogStatistic": {
                "data_count": entry.rows,
                "file_count": len(entry.files),
                "api_count": len(entry.apis),
                "use_visit": entry.views,
                "use_file_count": dress.downloads(entry),
                "use_api_count": dress.calls(entry),
                **dict.fromkeys(("use_grade", "use_points", "use_scores", "use_comments", "use_favs"), 0),
            },
        }

    def _page(self, entry: Entry) -> str:
        return markup.detail(self.site.profile, entry, _cycle(entry) or "", wuxi=self._wuxi)

    def _files(self, request: Request) -> Reply:
        asked = request.query | request.form
        entry = self.site.catalogue.find(asked.get("cata_id", ""))
        word = asked.get("keywords", "").lower()
        cards = [card for card in entry.files if word in f"{card.name}.{card.format}"] if entry else []
        return json({"data": [self._file(entry, card) for card in cards if entry]})

    def _file(self, entry: Entry, card: Card) -> dict[str, Any]:
        return {
            "fileId": card.number,
            "fileName": f"{card.name}.{card.format}" if self._wuxi else card.name,
            "fileFormat": "" if self._wuxi else card.format,
            "fileType": "1",
            "formattedFileSize": dress.kilobytes(self.site.size(entry, card)),
            "updateTime": card.modified.replace("T", " "),
        }

    def _apis(self, request: Request) -> Reply:
        entry = self.site.catalogue.find((request.query | request.form).get("cata_id", ""))
        rows = [
            {
                "open_service_id": one.id,
                "service_name": one.name,
                "service_desc": one.description,
                "version_name": "V1.0",
                "service_uri": f"{self.base(request)}/api/{one.id}",
            }
            for one in (entry.apis if entry else ())
        ]
        return json({"data": rows})

    def _check(self, request: Request) -> Reply:
        found = self.site.catalogue.card((request.query | request.form).get("fileId", ""))
        if found is None:
            return json(NOT_FOUND)
        return json({"code": "0000", "msg": "ok"} if found[0].unconditional else NOT_APPLIED)

    def _download(self, request: Request) -> Reply:
        found = self.site.catalogue.card(request.query.get("fileId", ""))
        if found is None:
            return json(NOT_FOUND)
        if not found[0].unconditional:
            return json(NOT_APPLIED)
        reply = self.site.attachment(*found)
        return Reply(reply.body, media_type="application/octet-stream", headers=reply.headers)

    def download(self, _entry: Entry, card: Card) -> str:
        """See `Simulator`."""
        return f"{self.site.profile.root}/{self._address(card)}"

    def _address(self, card: Card) -> str:
        return f"catalog/CatalogDetailDownload.do?method=getFileDownloadAddr&fileId={card.number}"

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`."""
        page = f"{base}/catalog/catalogDetail.htm?cata_id={entry.id}"
        uses, endings = use_types(entry), suffixes(entry)
        bare = ["file"] if USE_TYPES["files"] in uses and not endings else []
        return records.record(
            entry.id,
            page,
            entry.title,
            **records.told(entry),
            open_type=records.text(entry.open_condition),
            update_cycle=records.text(_cycle(entry)),
            issued=records.stamp(entry.issued, entry.id),
            modified=records.stamp(entry.modified, f"{entry.id}m"),
            formats=[*endings, *bare, *(["api"] if USE_TYPES["api"] in uses else [])],
            items=[records.item(one.name, one.label, markup.TYPES[one.type]) for one in entry.items],
            files=[self._file_record(entry, card, base, page) for card in entry.files],
            apis=[
                records.api(f"{base}/api/{one.id}", id=one.id, name=one.name, description=one.description)
                for one in entry.apis
            ],
            volume={"rows": entry.rows, "files": len(entry.files), "apis": len(entry.apis)},
            region=self.site.profile.region,
            counters={"views": entry.views, "downloads": dress.downloads(entry), "calls": dress.calls(entry)},
        )

    def _file_record(self, entry: Entry, card: Card, base: str, page: str) -> dict[str, Any]:
        return records.file(
            f"{base}/{self._address(card)}" if entry.unconditional else page,
            id=card.number,
            name=f"{card.name}.{card.format}" if self._wuxi else card.name,
            format=card.format,
            size=dress.said_bytes(self.site.size(entry, card)),
            modified=card.modified,
            access="open" if entry.unconditional else "apply",
        )
