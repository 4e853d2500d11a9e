"""Real records, served by the simulator of their own family, come out of its parser as they are."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harvesters.crawl import COMPLETE
from harvesters.helpers.dates import iso
from harvesters.helpers.text import split
from harvesters.record import Record
from sandbox.server import Server
from sandbox.start import assemble
from tests.families.conftest import ROOT, Family, Result
from tests.support import real

REAL = {"640100_yinchuan": "odweb", "510600_deyang": "exchangeopengateway"}
SAME = ("title", "description", "publisher", "open_type", "theme", "industry", "tags", "formats")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Result]]:
    """What comes of the portal of a file."""
    hub = assemble(ROOT / "config" / "sandbox", [Path(f"{platform}={real.need(name)}") for name, platform in REAL.items()])
    with Server(hub, 0) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield lambda name: Family.of(f"real_{name}", hub, server, tmp_path_factory.mktemp(name)).crawl()
        server.shutdown()


def differences(told: Record, found: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field → what the file and the crawl say, where that is not the same."""
    wanted = {field: value if not isinstance(value := getattr(told, field), tuple) else list(value) for field in SAME}
    wanted |= {"update_cycle": told.update_cycle, "issued": iso(told.issued), "modified": iso(told.modified)}
    # Of commas within a tag, such as 1有效，0无效, the wire format does not tell.
    wanted["tags"] = list(split(",".join(told.tags)))
    got = {field: found[field] for field in wanted} | {"formats": sorted(found["formats"])}
    got |= {field: found[field] and found[field][:10] for field in ("issued", "modified")}
    wanted["formats"] = sorted(wanted["formats"])
    return {field: (wanted[field], got[field]) for field in wanted if wanted[field] != got[field]}


@pytest.mark.real
@pytest.mark.parametrize("name", REAL)
def test_real_records_come_back(name: str, crawled: Callable[[str], Result]) -> None:
    """All ids, slashes in them included, and every field as the file has them."""
    told = {record.id: record for record in real.records(name)}
    result = crawled(name)
    assert (result.code, result.issues) == (COMPLETE, [])
    assert [record["id"] for record in result.records] == list(told)
    assert {one["id"]: found for one in result.records if (found := differences(told[one["id"]], one))} == {}
