"""CKAN as 香港 runs it: one catalogue under three roots (`en-data`, `tc-data`, `sc-data`) with translated texts.

Packages have the same id and name in every language; a resource has the same id and says its language, and titles,
notes, departments, categories and tags are translated. Errors are CKAN's: a 404 or 409 with `success: false`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox import dress, moments, records
from sandbox.dice import chance
from sandbox.platform import Simulator
from sandbox.reply import Reply, html, json, whole
from sandbox.traditional import traditional

if TYPE_CHECKING:
    from sandbox.entry import Card, Entry
    from sandbox.reply import Request

LANGUAGES = {"en-data": "en", "tc-data": "zh-Hant", "sc-data": "zh-Hans"}
PATH = re.compile(r"(en-data|tc-data|sc-data)(?:/(.*))?")
ROWS, MOST = 10, 1000
ID = 36  # characters of a UUID
CYCLES = {
    "Daily": "每日",
    "Weekly": "每周",
    "Monthly": "每月",
    "Quarterly": "每季度",
    "Annually": "每年",
    "As and when necessary": "不定期",
}


def _error(kind: str, text: str, status: int) -> Reply:
    return json({"success": False, "error": {"__type": kind, "message": text}}, status)


def _slug(entry: Entry) -> str:
    return f"hk-{entry.about.topic if entry.about else 'dataset'}-{entry.id}".replace("_", "-")


def _organ(entry: Entry) -> str:
    return f"hk-{int(chance('organ', entry.publisher) * 1e6):06d}"


def _english(entry: Entry) -> str:
    about = entry.about
    if about is None:
        return f"Dataset {entry.id[:8]}"
    year = f" {about.year}" if about.year else ""
    return f"{about.topic.replace('_', ' ').capitalize()}{year} ({about.place})"


def translate(text: str | None, entry: Entry, language: str) -> str:
    """A text of an entry in a language; English ones are the same sentence for want of a translator."""
    match language:
        case "zh-Hans":
            return text or ""
        case "zh-Hant":
            return traditional(text or "")
    return f"Data about {_english(entry)}." if text else ""


class Ckan(Simulator):
    """A CKAN of three languages; the portal's root is one of them."""

    name = "ckan"
    root = "sc-data"
    front = "/"

    def answer(self, request: Request, path: str) -> Reply:
        """See `Simulator`."""
        root = self.site.profile.root.rpartition("/")[2]
        return self.beside(request, f"{root}{path}")

    def beside(self, request: Request, path: str) -> Reply:
        """See `Simulator`: the other languages, and the files."""
        if (found := PATH.fullmatch(path)) is None:
            return self._file(path)
        language, rest = LANGUAGES[found[1]], (found[2] or "").strip("/")
        match rest.split("/"):
            case ["api", "3", "action", *action] if action:
                return self._action(request, action[-1], language)
            case [""]:
                return html("<html><body><h1>DATA.GOV.HK</h1></body></html>")
            case ["dataset", name]:
                entry = self._find(name)
                return html(f"<html><body><h1>{_slug(entry)}</h1></body></html>") if entry else self._gone()
        return self._gone()

    def _gone(self) -> Reply:
        return html("<html><body><h1>404 Not Found</h1></body></html>", 404)

    def _file(self, path: str) -> Reply:
        found = self.site.catalogue.card(path.removeprefix("files/").partition(".")[0])
        return self.site.attachment(*found) if found else self._gone()

    def _find(self, name: str) -> Entry | None:
        """The entry with this id or name: the name ends in the id."""
        entry = self.site.catalogue.find(name[-ID:])
        return entry if entry is not None and name in (entry.id, _slug(entry)) else None

    def _action(self, request: Request, action: str, language: str) -> Reply:
        asked: dict[str, Any] = {**request.query, **(request.data or {})}
        match action:
            case "package_list":
                entries, total = self.site.page(whole(asked.get("offset"), 0), whole(asked.get("limit"), 1 << 30))
                result: Any = list(dict.fromkeys(map(_slug, entries)))
            case "package_search":
                start, rows = whole(asked.get("start"), 0), min(whole(asked.get("rows"), ROWS), MOST)
                entries, total = self.site.page(start, rows)
                shown = [self._package(entry, self._host(request), language) for entry in entries]
                result = {"count": total, "sort": "score desc, metadata_modified desc", "results": shown, "facets": {}}
            case "package_show":
                if not asked.get("id"):
                    return json(
                        {"success": False, "error": {"__type": "Validation Error", "name_or_id": ["Missing value"]}}, 409
                    )
                entry = self._find(str(asked["id"]))
                if entry is None:
                    return _error("Not Found Error", "Not found", 404)
                result = self._package(entry, self._host(request), language)
            case _:
                return _error("Bad Request", f"Action name not known: {action}", 400)
        return json({"help": f"{request.path}?name={action}", "success": True, "result": result})

    def _host(self, request: Request) -> str:
        return self.base(request).rpartition("/")[0]

    def _package(self, entry: Entry, host: str, language: str) -> dict[str, Any]:
        def say(text: str | None) -> str:
            return translate(text, entry, language)

        english = language == "en"
        groups = [
            {"name": f"group-{int(chance('group', name) * 1e4):04d}", "title": self._label(name, language)}
            for name in entry.themes or ()
            if name != "暂无"
        ]
        return {
            "id": entry.id,
            "name": _slug(entry),
            "title": _english(entry) if english else say(entry.title),
            "notes": say(entry.description),
            "organization": {"name": _organ(entry), "title": self._label(entry.publisher or "", language), "state": "active"},
            "groups": groups,
            "tags": [
                {"name": self._label(tag, language), "display_name": self._label(tag, language)} for tag in entry.tags or ()
            ],
            "license_id": None,
            "license_title": None,
            "maintainer": self._label(entry.publisher or "", language),
            "maintainer_email": entry.email,
            "maintainer_phone": entry.phone,
            "metadata_created": f"{moments.moment(entry.issued, entry.id):%Y-%m-%dT%H:%M:%S}.000000",
            "metadata_modified": self._modified(entry),
            "data_dictionary": f"{host}/files/dictionary/{entry.id}.pdf",
            "update_frequency": dress.cycle(CYCLES, entry) or "",
            "num_resources": len(entry.files) + len(entry.apis),
            "private": False,
            "state": "active",
            "type": "dataset",
            "resources": [
                *(self._resource(entry, card, host, language) for card in entry.files),
                *(self._api(entry, at, host, language) for at in range(len(entry.apis))),
            ],
        }

    def _modified(self, entry: Entry) -> str:
        """When the package changed: CKAN always knows, so that of a package which says nothing is its first day."""
        known = moments.moment(entry.modified, f"{entry.id}m") or moments.moment(entry.issued, entry.id)
        return f"{known:%Y-%m-%dT%H:%M:%S}.000000"

    def _label(self, text: str, language: str) -> str:
        if language == "en":
            return f"Label {int(chance('label', text) * 1e6):06d}"
        return traditional(text) if language == "zh-Hant" else text

    def _common(self, entry: Entry, language: str) -> dict[str, Any]:
        about = entry.about
        year = about.year if about else 0
        return {
            "package_id": entry.id,
            "inLanguage": language,
            "schema": None,
            "size": None,
            "temporal_from": f"01/01/{year}" if year else "",
            "temporal_to": f"31/12/{year}" if year else "",
            "state": "active",
        }

    def _resource(self, entry: Entry, card: Card, host: str, language: str) -> dict[str, Any]:
        return {
            **self._common(entry, language),
            "id": card.id,
            "shared_id": card.number,
            "name": _english(entry) if language == "en" else translate(card.name, entry, language),
            "description": "",
            "format": card.format.upper(),
            "is_api": "N",
            "url": f"{host}/files/{card.number}.{card.format}",
            "created": f"{card.modified}.000000",
            "last_modified": None,
            "dateCreated": card.modified,
            "dateModified": card.modified,
            "datePublished": card.modified,
        }

    def _api(self, entry: Entry, at: int, host: str, language: str) -> dict[str, Any]:
        one = entry.apis[at]
        return {
            **self._common(entry, language),
            "id": one.id,
            "shared_id": one.id,
            "name": f"{_english(entry)} API" if language == "en" else translate(one.name, entry, language),
            "description": translate(one.description, entry, language),
            "format": "API",
            "is_api": "Y",
            "url": f"{host}/api-service/{one.id}",
            "created": self._modified(entry),
            "last_modified": None,
            "dateCreated": None,
            "dateModified": None,
            "datePublished": None,
        }

    def download(self, _entry: Entry, card: Card) -> str:
        """See `Simulator`."""
        return f"{self.site.profile.root.rpartition('/')[0]}/files/{card.number}.{card.format}"

    def record(self, entry: Entry, base: str) -> dict[str, Any]:
        """See `Simulator`. `extra` holds the texts of the other two languages."""
        host = base.rpartition("/")[0]
        cycle = dress.cycle(CYCLES, entry)
        own = self._package(entry, host, LANGUAGES[base.rpartition("/")[2]])
        return records.record(
            entry.id,
            f"{base}/dataset/{_slug(entry)}",
            own["title"],
            description=records.text(own["notes"]),
            publisher=records.text(own["organization"]["title"]),
            theme=records.texts(one["title"] for one in own["groups"]),
            tags=records.texts(one["name"] for one in own["tags"]),
            update_cycle=CYCLES[cycle] if cycle else None,
            issued=records.stamp(entry.issued, entry.id),
            modified=self._modified(entry).partition(".")[0],
            formats=list(dict.fromkeys(one["format"].lower() for one in own["resources"])),
            files=[
                records.file(
                    one["url"], id=one["id"], name=one["name"], format=one["format"].lower(), modified=one["dateModified"]
                )
                for one in own["resources"]
                if one["is_api"] == "N"
            ],
            apis=[
                records.api(one["url"], id=one["id"], name=one["name"], description=one["description"])
                for one in own["resources"]
                if one["is_api"] == "Y"
            ],
            contact={
                "unit": records.text(own["maintainer"]),
                "phone": records.text(entry.phone),
                "email": records.text(entry.email),
            },
            region=self.site.profile.region,
            extra={
                key: {"title": package["title"], "notes": package["notes"]}
                for root, key in (("en-data", "en"), ("tc-data", "tc"))
                for package in [self._package(entry, host, LANGUAGES[root])]
            },
        )
