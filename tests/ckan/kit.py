"""What the CKAN tests are made of: frozen portals, records and the queue run by hand."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa

from ckan import model
from ckan.lib import jobs as queues
from ckan.plugins import toolkit as tk
from ckanext.govopen.model.renewed import Renewed

from harvesters import portal as portals
from harvesters.base import Platform, Ref
from harvesters.errors import FetchError, SkipRecord
from harvesters.portal import Portal
from harvesters.record import Contact, File, Record

YAML = """
title: 示例市公共数据开放平台
platform: oportal
url: {url}
region: "320583"
publisher: 昆山市数据局
schedule: daily
aggregation: {aggregation}
http: {{delay: 0, allow_private: {private}}}
"""
SITE_USER: dict[str, Any] = {"ignore_auth": True, "user": ""}


def portal(
    folder: Path,
    code: str = "sandbox_example",
    *,
    url: str = "https://data.example.test/portal",
    aggregation: str = "logical",
    private: bool = False,
) -> Portal:
    """A portal of a YAML file in the folder."""
    path = folder / f"{code}.yml"
    path.write_text(YAML.format(url=url, aggregation=aggregation, private=str(private).lower()))
    return portals.load(path)


def record(number: int, **changes: Any) -> Record:
    """A record with one file; the changes replace its fields."""
    values: dict[str, Any] = {
        "id": f"29200/{number:05}",
        "url": f"https://data.example.test/portal/catalog/{number}",
        "title": f"昆山市学校名录{number}",
        "description": "全市学校的名称和地址。",
        "publisher": "昆山市教育局",
        "theme": ("教育科技",),
        "open_type": "无条件开放",
        "update_cycle": "每年",
        "issued": "2024-01-02",
        "modified": "2024-05-06",
        "tags": ("学校",),
        "files": (file(number),),
        "contact": Contact(phone="13800138000"),
    }
    return Record(**values | changes)


def file(number: int | str, **changes: Any) -> File:
    """A file of a record."""
    values = {"id": f"file-{number}", "name": "学校名录.csv", "format": "csv"}
    return File(**values | {"url": f"https://data.example.test/files/{number}.csv"} | changes)


def dataset(department: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A dataset as a person enters it."""
    fields: dict[str, Any] = {
        "name": "xuexiao",
        "title": "昆山市学校名录",
        "notes": "全市学校的名称和地址。",
        "owner_org": department["id"],
        "region_code": "320583",
        "theme": ["16"],
        "open_type": "1",
        "update_cycle": "6",
        "provider_code": "91350100M000100Y43",
        "contact_unit": "昆山市教育局",
        "contact_phone": "0512-12345678",
        "license_id": "notspecified",
    }
    return fields | more


class Source(Platform):
    """A platform whose listing is what the test put here, and that goes wrong where the test wants it."""

    records: ClassVar[list[Record]] = []
    problem: ClassVar[BaseException | None] = None
    """Raised at the end of the listing."""
    exit: ClassVar[int] = 0
    """3: one more entry, whose record cannot be read; 4: the listing breaks off at its end."""
    page_size: ClassVar[int] = 10
    whole: ClassVar[bool] = False
    listed: ClassVar[list[int]] = []
    """Pages that were asked for."""
    asked: ClassVar[list[str]] = []
    """Records that were asked for."""
    before_page: ClassVar[Callable[[int], None]] = staticmethod(lambda page: None)
    before_record: ClassVar[Callable[[str], None]] = staticmethod(lambda source_id: None)

    @classmethod
    def reset(cls) -> None:
        """As at the start of a test."""
        cls.records, cls.problem, cls.exit, cls.page_size, cls.whole = [], None, 0, 10, False
        cls.listed, cls.asked = [], []
        cls.before_page = staticmethod(lambda page: None)
        cls.before_record = staticmethod(lambda source_id: None)

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """Pages of entries; each is read anew from what the test has put here meanwhile."""
        for page in count(start):
            self.before_page(page)
            self.listed.append(page)
            rows = self.records[(page - 1) * self.page_size : page * self.page_size]
            if not rows:
                break
            for row in rows:
                yield Ref(row.id, {"record": row}, page)
        if self.exit == 3:
            yield Ref("unreadable", {}, page)
        if self.exit == 4:
            raise FetchError("busy", "503")
        if self.problem:
            raise self.problem

    def record(self, ref: Ref) -> Record:
        """The record that the listing carries."""
        self.before_record(ref.id)
        self.asked.append(ref.id)
        if ref.id == "unreadable":
            raise SkipRecord("it cannot be read")
        found: Record = ref.row["record"]
        return found


def queued(name: str) -> list[Any]:
    """The jobs that wait in a queue."""
    found: list[Any] = queues.get_queue(name).jobs
    return found


def work(name: str) -> int:
    """Run what waits in a queue, here and now; how many jobs there were."""
    waiting = queued(name)
    for job in waiting:
        job.func(*job.args)
        job.delete()
    return len(waiting)


def act(name: str, /, **data: Any) -> Any:
    """An action as the portal itself may call it."""
    return tk.get_action(name)(dict(SITE_USER), data)  # type: ignore[arg-type]


def anew(*modules: Any) -> None:
    """Have what these keep as `known` read anew when it is asked for next."""
    for module in modules:
        module.known = Renewed(module.known._read, module.known._seconds)


def questions(act: Callable[[], object]) -> list[str]:
    """What the database is asked by an act."""
    asked: list[str] = []
    note = lambda *given: asked.append(given[2])  # noqa: E731
    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)
    return asked


def found(**query: Any) -> dict[str, dict[str, Any]]:
    """What `package_search` finds, by the source's id."""
    result = act("package_search", rows=1000, **query)
    return {package["source_id"]: package for package in result["results"]}


def only(dataset: dict[str, Any]) -> dict[str, Any]:
    """The one resource of a dataset as it is shown now."""
    (resource,) = act("package_show", id=dataset["id"])["resources"]
    return dict(resource)
