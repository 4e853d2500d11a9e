"""What the CKAN tests are made of: frozen portals, records and the queue run by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from ckan.lib import jobs as queues
from ckan.plugins import toolkit as tk

from harvesters import portal as portals
from harvesters.crawl import Summary
from harvesters.issues import Issue
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


class Source:
    """Stands in for a crawl: yields the records that the test put here, then what is to go wrong."""

    records: ClassVar[list[Record]] = []
    problem: ClassVar[BaseException | None] = None
    exit: ClassVar[int] = 0
    issues: ClassVar[list[Issue]] = []

    def __init__(self, portal: Portal, *, emit: Callable[[Issue], None]) -> None:
        self.summary = Summary()
        self.exit_code = 0
        self._emit = emit

    def __iter__(self) -> Iterator[Record]:
        for issue in self.issues:
            self._emit(issue)
        for one in self.records:
            self.summary.records += 1
            yield one
        if self.problem:
            raise self.problem
        self.exit_code = self.exit
        self.summary.skipped = int(self.exit == 3)
        self.summary.complete = self.exit != 4


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


def found(**query: Any) -> dict[str, dict[str, Any]]:
    """What `package_search` finds, by the source's id."""
    result = act("package_search", rows=1000, **query)
    return {package["source_id"]: package for package in result["results"]}
