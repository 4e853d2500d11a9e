"""Real catalogue records as `Record`s: the portals' Chinese labels to the fields of a record."""

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from harvesters.helpers import labels, text
from harvesters.record import Record

FOLDER = Path(os.environ.get("GOVOPEN_REAL") or Path(__file__).parents[2] / ".." / "shared" / "real")
FURTHER = {"theme": ("领域名称", "所属主题"), "update_cycle": ("更新周期",), "formats": ("资源格式",)}


def need(name: str) -> Path:
    """Path of a file of real records; skips the test, and says so, where it is absent."""
    path = FOLDER / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"real records are absent: {path.name} is not in the folder that GOVOPEN_REAL names")
    return path


def records(name: str) -> Iterator[Record]:
    """The distinct records (by address) of one portal, in the order of the file."""
    seen: set[str] = set()
    for line in need(name).read_text().splitlines():
        row = json.loads(line)
        url = row.pop("详情页网址")
        if url not in seen:
            seen.add(url)
            yield record(url, row)


def _list(value: str | list[str] | None) -> tuple[str, ...]:
    """A list that stands in the file as a list, or as the text of one."""
    return tuple(ast.literal_eval(value) if isinstance(value, str) else value or ())


def record(url: str, row: dict[str, Any]) -> Record:
    """One record of labels and texts."""
    formats = _list(row.pop("数据格式", None) or row.pop("资源格式", None))
    tags = row.pop("标签")
    values = {key: text.clean(value) for key, value in row.items()}
    found = {key: value for key, value in values.items() if value}
    take = {field: labels.take(found, field) for field in labels.LABELS}
    return Record(
        id=unquote(url.rpartition("=")[2].rpartition("/")[2]),
        url=url,
        title=take["title"] or "",
        description=take["description"],
        publisher=take["publisher"],
        theme=text.split(take["theme"], "，"),
        industry=text.split(take["industry"], "，"),
        open_type=take["open_type"] or take["open_condition"],
        update_cycle=take["update_cycle"],
        issued=take["issued"],
        modified=take["modified"],
        tags=_list(tags) if not isinstance(tags, str) or tags.startswith("[") else text.split(tags, r"[\r\n\t,]+"),
        formats=tuple({"其他": "file"}.get(name, name) for name in formats if name),
    )
