"""CKAN's action API, as Hong Kong runs it: one catalogue under three language roots (platforms.md F14).

A portal's `url` is the root of the API, such as `https://data.gov.hk/sc-data` or a plain `https://data.kcg.gov.tw`; there
are no options. Where it ends in `en-data`, `tc-data` or `sc-data`, that is the language of the record, and the texts of
the other two are kept in `extra` under `en`, `tc`, `sc`, merged by id. The page that a person opens is
`/dataset/{name}`.

Asked for each listing page: `GET /api/3/action/package_search`, 100 packages ordered by id, of each root. A translation
that stands on another page of its root is asked for by `package_show`. A record asks nothing else: packages are whole.

update_frequency is text; the English words of Hong Kong become the Chinese ones, others are `bad-value`, Chinese stays.
A resource with `is_api` Y is an API, the others are files. Times that carry no zone are taken as local.

What a failure ends in: a listing page, of whichever root, that stays broken, walled, behind a sign-in or answers
`success: false` ends the crawl (exit 4), so does a listing that ends clearly before its count or repeats itself. A
translation that is asked for and fails skips the record (exit 3); one that its root does not have is left out, and
`incomplete-record` says so.

Not read: resources of the other roots, which are the same ones, and those without an address; historical versions of
files. The open attribute is not said. Ignored by name: what CKAN keeps for itself (`IGNORED`, `IGNORED_RESOURCE`).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.fetch import Check
from harvesters.helpers.fields import Row, array, dicts, excerpt, total
from harvesters.helpers.formats import format_name, suffix
from harvesters.helpers.paging import Page, Paging
from harvesters.helpers.text import clean_lines, scalar
from harvesters.record import Api, Contact, File, Record

PAGE = 100
ROOT = re.compile(r"(?P<base>.*/)(?P<language>en|tc|sc)-data")
LANGUAGES = ("en", "tc", "sc")
ACTION = "/api/3/action"
TRANSLATED = "_translations"
"""Field of an entry in which its translations go along."""
UPDATE_CYCLES = {
    "real-time": "实时",
    "real time": "实时",
    "daily": "每日",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "half-yearly": "每半年",
    "half yearly": "每半年",
    "semi-annually": "每半年",
    "twice a year": "每半年",
    "annually": "每年",
    "yearly": "每年",
    "every two years": "每两年",
    "biennially": "每两年",
    "as and when necessary": "不定期",
    "when necessary": "不定期",
    "ad hoc": "不定期",
    "irregular": "不定期",
    "one-off": "不更新",
    "no update": "不更新",
    "others": "其他",
    "other": "其他",
}
EXTRA = ("data_dictionary", "license_title", "url", "version")
"""Keys without a place in a record that it keeps in `extra`."""
KEYS = ("update_frequency", "maintainer_phone", "maintainer_email")
"""Keys of a package that another CKAN keeps in its list `extras`."""
IGNORED = (
    *("author", "author_email", "creator_user_id", "isopen", "license_id", "license_url", "num_resources", "num_tags"),
    *("owner_org", "private", "relationships_as_object", "relationships_as_subject", "revision_id", "state", "type"),
)
IGNORED_RESOURCE = (
    *("cache_last_updated", "cache_url", "datastore_active", "datastore_contains_all_records_of_source_file", "hash"),
    *("metadata_modified", "mimetype", "mimetype_inner", "package_id", "position", "resource_type", "revision_id"),
    *("state", "url_type", "inLanguage", "schema", "shared_id", "dateCreated", "datePublished", "created"),
)


class Ckan(Platform):
    """One CKAN, or the three language roots of one."""

    whole: ClassVar[bool] = True

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Entries of the listing from the page `start` on, each with its whole record and its translations."""
        return Paging(self, self._ask, _read, ref="id", size=PAGE, offsets=True).refs(start)

    def record(self, ref: Ref) -> Record:
        """The record of an entry, of which the listing has said everything but for translations on other pages."""
        row, where = dict(ref.row), ref.id
        translations = self._translations(ref.id, row.pop(TRANSLATED, {}))
        extra = self._extras(row, where)
        title, name = scalar(row.pop("title", None)), scalar(row.pop("name", None))
        if (title or name) is None:
            raise SkipRecord("the record has no title")
        resources = [dict(one) for one in dicts(row.pop("resources", None)) or () if scalar(one.get("url"))]
        extra |= self._period(resources, where) | translations
        interfaces = [_yes(one.pop("is_api", None)) for one in resources]
        apis = tuple(self._api(one, where) for one, api in zip(resources, interfaces, strict=True) if api)
        files = tuple(self._file(one, where) for one, api in zip(resources, interfaces, strict=True) if not api)
        formats = [file.format or "file" for file in files] + (["api"] if apis else [])
        record = Record(
            id=ref.id,
            url=self.fetch.url(f"/dataset/{quote(name or ref.id, safe='')}"),
            title=title or name or ref.id,
            description=clean_lines(row.pop("notes", None)),
            publisher=self.value("publisher", _title(row.pop("organization", None))),
            theme=self.values("theme", _titles(row.pop("groups", None))),
            update_cycle=self._cycle(row.pop("update_frequency", None), where),
            issued=self.date("issued", row.pop("metadata_created", None), where),
            modified=self.date("modified", row.pop("metadata_modified", None), where),
            tags=self.values("tags", _titles(row.pop("tags", None))),
            formats=tuple(dict.fromkeys(formats)),
            files=files,
            apis=apis,
            contact=Contact(
                unit=scalar(row.pop("maintainer", None)),
                phone=scalar(row.pop("maintainer_phone", None)),
                email=scalar(row.pop("maintainer_email", None)),
            ),
            region=self.portal.region,
            extra=extra,
        )
        self.audit(row, where, ignore=IGNORED)
        return record

    def _ask(self, _number: int, offset: int, check: Check) -> Any:
        """A page of the portal's own root, each package with what the same page of the other roots says of it."""
        asked = {"rows": PAGE, "start": offset, "sort": "id asc"}
        answer = self.fetch.json(f"{ACTION}/package_search", asked, check=check)
        rows = answer["result"].get("results") or []
        for language, root in self._others.items() if rows else ():
            other = self.fetch.json(f"{root}{ACTION}/package_search", asked, check=_search_failure)
            found = {scalar(one.get("id")): one for one in other["result"].get("results") or []}
            for row in rows:
                if (translation := found.get(scalar(row.get("id")))) is not None:
                    row.setdefault(TRANSLATED, {})[language] = translation
        return answer

    @cached_property
    def _others(self) -> dict[str, str]:
        """Addresses of the other language roots, by language."""
        root = ROOT.fullmatch(self.portal.url)
        others = [language for language in LANGUAGES if root and language != root["language"]]
        return {language: f"{root['base']}{language}-data" for language in others if root}

    def _translations(self, source_id: str, listed: Mapping[str, Row]) -> dict[str, Any]:
        """Texts of the other roots by language."""
        texts = {}
        for language, root in self._others.items():
            package = listed.get(language)
            if package is None:
                package = self._shown(source_id, language, root)
            texts[language] = _texts(package)
        return {language: words for language, words in texts.items() if words}

    def _shown(self, source_id: str, language: str, root: str) -> Row:
        try:
            answer = self.fetch.json(f"{root}{ACTION}/package_show", {"id": source_id}, check=_show_failure)
        except FetchError as error:
            if error.kind != "missing":
                raise
            self.issues.warn("incomplete-record", source_id, part=language, **error.data)
            return {}
        return dict(answer["result"])

    def _extras(self, row: Row, where: str) -> dict[str, Any]:
        """Keys without a field, also those in CKAN's list `extras`, whose known ones become keys of the package."""
        listed = {scalar(one.get("key")): one.get("value") for one in dicts(row.pop("extras", None)) or ()}
        free: dict[str, str | None] = {}
        for name, value in listed.items():
            if name in EXTRA or name in KEYS:
                row.setdefault(name, value)
            elif name:
                free[name] = scalar(value)
        kept = {name: value for name in EXTRA if (value := row.pop(name, None)) not in (None, "")}
        return self.leftover(free, where) | kept

    def _period(self, resources: list[Row], where: str) -> dict[str, Any]:
        """First and last day that the resources say they cover."""
        starts = [self.date("temporal_from", one.pop("temporal_from", None), where) for one in resources]
        ends = [self.date("temporal_to", one.pop("temporal_to", None), where) for one in resources]
        period = {
            "temporal_from": min((day for day in starts if day), default=None),
            "temporal_to": max((day for day in ends if day), default=None),
        }
        return {name: day for name, day in period.items() if day}

    def _cycle(self, text: Any, where: str) -> str | None:
        words = scalar(text) or ""
        return self.coded("update_cycle", words.lower() if words.lower() in UPDATE_CYCLES else words, UPDATE_CYCLES, where)

    def _api(self, resource: Row, where: str) -> Api:
        name, description, url = _described(resource)
        api = Api(id=scalar(resource.pop("id", None)), name=name, url=url, description=description)
        self.audit(resource, where, ignore=(*IGNORED_RESOURCE, "format", "size", "last_modified", "dateModified"))
        return api

    def _file(self, resource: Row, where: str) -> File:
        name, _, url = _described(resource)
        changed = [resource.pop(key, None) for key in ("dateModified", "last_modified")]
        file = File(
            id=scalar(resource.pop("id", None)),
            name=name,
            url=url,
            format=format_name(self.value("formats", resource.pop("format", None))) or suffix(url),
            size=self.size("size", resource.pop("size", None), where),
            modified=next((day for value in changed if (day := self.date("dateModified", value, where))), None),
        )
        self.audit(resource, where, ignore=IGNORED_RESOURCE)
        return file


def _read(answer: Any) -> Page:
    """The page of an answer `{success, result: {count, results}}`."""
    if reason := _show_failure(answer):
        raise FetchError("in-band", reason)
    result = answer["result"]
    return Page(array(result, "results"), total=total(result.get("count")))


def _search_failure(answer: Any) -> str | None:
    if reason := _show_failure(answer):
        return reason
    return "the portal answers no list of packages" if dicts(answer["result"].get("results")) is None else None


def _show_failure(answer: Any) -> str | None:
    if not isinstance(answer, dict) or answer.get("success") is not True or not isinstance(answer.get("result"), dict):
        return f"the portal answers {excerpt(answer)}"
    return None


def _texts(package: Row) -> dict[str, Any]:
    """The texts of a package in its language, by CKAN's keys."""
    texts = {
        "title": scalar(package.get("title")),
        "notes": clean_lines(package.get("notes")),
        "organization": scalar(_title(package.get("organization"))),
        "groups": [one for name in _titles(package.get("groups")) if (one := scalar(name))],
        "tags": [one for name in _titles(package.get("tags")) if (one := scalar(name))],
    }
    return {name: text for name, text in texts.items() if text}


def _title(one: Any) -> Any:
    """What an organization, group or tag is called."""
    if not isinstance(one, dict):
        return one
    return next((one[key] for key in ("title", "display_name", "name") if one.get(key)), None)


def _titles(rows: Any) -> list[Any]:
    return [_title(one) for one in rows] if isinstance(rows, list) else []


def _described(resource: Row) -> tuple[str | None, str | None, str]:
    """Name, description and address of a resource."""
    name, description = scalar(resource.pop("name", None)), scalar(resource.pop("description", None))
    return name or description, description, str(resource.pop("url")).strip()


def _yes(value: Any) -> bool:
    return str(value).strip().upper() in ("Y", "TRUE")
