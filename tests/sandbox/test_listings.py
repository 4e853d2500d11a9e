"""What the listings of the families that answer JSON have in common: no call breaks them, they are quick and obey."""

import time
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.asking import Family, fresh

PATHS = {
    "tyky_shenzhen": ["data/dataSet/findPage", "data/catalog/selectDataCatalogByResId", "data/dataSet/getPreviewData"],
    "tyky_guangdong": ["backOpen/open/data/data/openCatalog/findPageBySearch", "opdata/index"],
    "exchangeopengateway": [
        "exchangeopengateway/v1.0/mh/sjml/getMlxxList",
        "exchangeopengateway/v1.0/mlxx/getSjmlxq",
    ],
    "jdop": ["jdop_front/channal/datapubliclist.do", "jdop_front/detail/data.do", "jdop_front/interfaces/cata_1/get_data.do"],
    "openresource": ["prod-api/openResource/rest/page", "prod-api/openResource/rest/findView"],
    "epoint": ["extranet/rest/dataOpen/getResourceList", "extranet/rest/dataOpen/getResourceDetail"],
    "athena": ["athena/catalog/page", "athena/catalog/getDetails", "athena/interface/getApiData"],
}
NAMES = ["pageNo", "pageNum", "page", "size", "pageSize", "resId", "mlbh", "iid", "id", "rowGuid", "dataId", "params", "city"]
NUMBERS = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False)
VALUES = st.none() | st.text(max_size=12) | NUMBERS | st.lists(st.integers(0, 9), max_size=2)
HEADERS = {"appcode": "0" * 32, "accept": "application/json"}


def page(family: Family, number: int, size: int) -> bytes:
    """A page of a portal's list, 1-based, in whatever way its platform is asked."""
    counted: dict[str, object] = {"pageNo": number, "pageNum": number, "pageNumber": number, "pageSize": size}
    counted |= {"page": number - 1, "size": size, "currentPage": number - 1}
    asked: dict[str, Any] = {"data": counted}
    if family.slug in {"tyky_shenzhen", "jdop"}:
        asked = {"form": counted}
    if family.slug == "epoint":
        asked = {"body": quote(orjson.dumps({"params": counted}).decode()).encode()}
    if family.slug == "openresource":
        return family.ask("GET", PATHS[family.slug][0], counted, headers=HEADERS).body
    return family.ask("POST", PATHS[family.slug][0], headers=HEADERS, **asked).body


@pytest.mark.parametrize("slug", PATHS)
@settings(max_examples=60)
@given(
    asked=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4),
    post=st.booleans(),
    place=st.sampled_from(["query", "form", "data", "body"]),
    which=st.integers(0, 2),
    tail=st.sampled_from(["", "", "/x", "/../..", "//"]),
)
def test_nothing_asked_breaks_it(slug: str, asked: dict, post: bool, place: str, which: int, tail: str) -> None:
    """Any call of a known path gets an answer; only an underscore id is a server error, and a wanted one."""
    path = PATHS[slug][which % len(PATHS[slug])] + tail
    said = {"body": str(asked).encode()} if place == "body" else {place: asked}
    reply = Family(slug).ask("POST" if post else "GET", path, headers={"appcode": "0" * 32}, **said)
    assert reply.status in {200, 400, 401, 404, 405, 502}
    assert (reply.status == 502) <= ("_" in str(asked.get("resId")))


@pytest.mark.parametrize("slug", PATHS)
def test_defects_are_there(slug: str) -> None:
    """Placeholders, empty fields, repeated titles and dates in the wrong order come in every plan."""
    records = list(Family(slug).truth.values())
    assert any(one["theme"] == [] for one in records)
    assert any(len(one["theme"]) > 1 for one in records)
    assert any(one["description"] is None for one in records)
    assert any(one["modified"] is None for one in records)
    assert any(one["modified"] and one["modified"] < one["issued"] for one in records)
    assert len({one["title"] for one in records}) < len(records)
    assert {one["open_type"] for one in records} == {"无条件开放", "有条件开放"}


@pytest.mark.parametrize("slug", PATHS)
def test_switches_of_the_listing(slug: str) -> None:
    """A listing may stop early, though its total says otherwise, or show its first page for ever."""
    family, own = Family(slug), Family(slug, fresh())
    assert page(own, 1, 10) == page(family, 1, 10) != page(family, 2, 10)
    own.ask("POST", "_switch", data={"first_page_forever": True})
    assert page(own, 2, 10) == page(family, 1, 10)
    own.ask("POST", "_switch", data={"reset": True, "stop_at": 1})
    assert page(own, 1, 10) == page(family, 1, 10)
    assert page(own, 2, 10) == page(family, 99, 10)


@pytest.mark.parametrize("slug", PATHS)
def test_a_page_of_a_hundred_is_quick(slug: str) -> None:
    """Once its entries are made, a page of 100 takes milliseconds."""
    family, times = Family(slug), []
    for _ in range(5):
        start = time.perf_counter()
        page(family, 1, 100)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.02
