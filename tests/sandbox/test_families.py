"""What holds for every simulated family: nothing asked breaks it, the switches reach it, the portal file names it."""

import orjson
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import portals
from tests.sandbox.client import Client
from tests.sandbox.family import FAMILIES, entries, site, switch, truth

SLUGS = sorted(path.stem for path in FAMILIES.glob("*.yml"))
OPEN = "datadevelop/prod-api/open-portal"
PATHS = {
    "odweb": ["odweb/catalog/catalog.do", "odweb/catalog/catalogDetail.do", "odweb/catalog/CatalogDetailDownload.do"],
    "wuxi": ["data/catalog/catalog.do"],
    "guizhou": ["api/search/data/getDataListByParams", "api/search/data/getDataDetailByDataId"],
    "fujian": [
        f"datadevelop/prod-api/open-portal/{name}" for name in ("catalog/list", "catalog/getCataInfo", "resourceService/list")
    ],
    "hongkong": [f"sc-data/api/3/action/package_{name}" for name in ("search", "list", "show")] + ["files/x", "en-data"],
    "chongqing": ["rop-frontier/graphql", "rop/assets/detail"],
    "taiwan": ["api/front/dataset/list", "api/front/dataset/export", "api/v2/rest/dataset/1", "download/1"],
    "beijing": ["cms/web/search", "zyml/a/b/c.htm", "cms/web/api/a/b"],
    "tyky_shenzhen": [
        f"data/{name}"
        for name in ("dataSet/findPage", "dataSet/getPreviewData", "dataSet/getFileList", "catalog/selectDataCatalogByResId")
    ],
    "tyky_guangdong": [
        f"backOpen/open/data/data/openCatalog/{name}" for name in ("findPageBySearch", "selectDataCatalogByResId")
    ],
    "exchangeopengateway": [f"exchangeopengateway/v1.0/{name}" for name in ("mh/sjml/getMlxxList", "mlxx/getSjmlxq")],
    "jdop": [
        f"jdop_front/{name}" for name in ("channal/datapubliclist.do", "detail/data.do", "interfaces/cata_1/get_data.do")
    ],
    "jdop_colon": ["jdop_front/channal/datapubliclist.do", "jdop_front/detail/data.do"],
    "openresource": ["prod-api/openResource/rest/page", "prod-api/openResource/rest/findView"],
    "epoint": ["extranet/rest/dataOpen/getResourceList", "extranet/rest/dataOpen/getResourceDetail"],
    "athena": ["athena/catalog/page", "athena/catalog/getDetails", "athena/interface/getApiData"],
}
METHODS = ["GetCatalog", "SearchCatalog", "getDownLoadPageInfo", "GetApi", "CheckDownloadAuth", "getFileDownloadAddr"]
NAMES = "start length page pageSize pageNum pageIndex divisionId searchText openAttribute openType cityCode key".split()  # noqa: SIM905
NAMES += "format id cataId rows offset limit query variables input q size curPage currentPage".split()  # noqa: SIM905
VALUES = st.none() | st.booleans() | st.integers(-9, 2**53) | st.text(max_size=12) | st.lists(st.integers(0, 9), max_size=2)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES | st.dictionaries(st.sampled_from(NAMES), VALUES), max_size=5)


@settings(max_examples=250)
@given(
    st.sampled_from([(slug, path) for slug, paths in PATHS.items() for path in paths]),
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=12) | st.integers(-9, 10**20).map(str), max_size=4),
    st.sampled_from(METHODS),
    st.none() | st.binary(max_size=20) | BODIES.map(orjson.dumps),
)
def test_nothing_asked_breaks_it(
    families: Client, place: tuple[str, str], query: dict[str, str], method: str, body: bytes | None
) -> None:
    """Any path, query and body gets an answer that is no server error."""
    address = f"/{place[0]}/{place[1]}"
    if body is None:
        reply = families.get(address, method=method, **query)
    else:
        reply = families.post(f"{address}?method={method}", body, **query)
    assert reply.status in {200, 302, 400, 401, 404, 405, 409}


@pytest.mark.parametrize("slug", SLUGS)
def test_truth_is_clean(slug: str, families: Client) -> None:
    """No placeholder, no empty text and no doubled value is left in a truth; every address is on the portal's host."""
    told = truth(families, slug)
    assert set(told) <= {entry.id for entry in entries(families, slug)}
    assert len(told) > 0.85 * len(entries(families, slug))
    for one in told.values():
        texts = [one[key] for key in ("title", "description", "publisher", "open_type", "update_cycle", "issued", "modified")]
        lists = [one["theme"], one["industry"], one["tags"], one["formats"]]
        assert not {"", "暂无", "空", "-"} & {*texts, *(value for values in lists for value in values)}
        assert all(len(values) == len(set(values)) for values in lists)
        assert one["formats"] == [name.lower() for name in one["formats"]]
        addresses = [one["url"], *(part["url"] for part in (*one["files"], *one["apis"]))]
        assert all(address.startswith(f"http://127.0.0.1/{slug}/") for address in addresses if address)


@pytest.mark.parametrize("slug", SLUGS)
def test_open_files_can_be_fetched(slug: str, families: Client) -> None:
    """An address of an open file answers a GET with its bytes."""
    files = [file for one in truth(families, slug).values() for file in one["files"] if file["access"] == "open"][:5]
    for file in files:
        reply = families.get(file["url"].removeprefix("http://127.0.0.1"))
        assert (reply.status, bool(reply.body), "ETag" in dict(reply.headers)) == (200, True, True)


@pytest.mark.parametrize("slug", SLUGS)
def test_truth_of_files_names_only_what_can_be_fetched(slug: str, families: Client) -> None:
    """The truth of files holds the addresses that the platform gives to everybody."""
    told = orjson.loads(families.get(f"/{slug}/truth.json").body)
    assert bool(told["files"]) == (
        slug in {"odweb", "wuxi", "hongkong", "taiwan", "jdop", "jdop_colon", "epoint", "tyky_shenzhen"}
    )
    for file in [one for one in told["files"] if one["open"]][:5]:
        assert families.get(file["url"]).status == 200


@pytest.mark.parametrize("slug", SLUGS)
def test_portal_file(slug: str, families: Client) -> None:
    """The written portal file has the url that the family's paths are joined to, and the dialect."""
    profile = site(families, slug).profile
    told = yaml.safe_load(portals.describe(profile, 80))
    root = {"odweb": "/odweb", "wuxi": "/data", "hongkong": "/sc-data"}.get(slug, "")
    assert told["url"] == f"http://127.0.0.1:80/{slug}{root}"
    dialect = {"wuxi": "wuxi", "tyky_shenzhen": "shenzhen", "tyky_guangdong": "guangdong"}.get(slug)
    assert told.get("options") == ({"dialect": dialect} if dialect else None)


@pytest.mark.parametrize("slug", SLUGS)
def test_switches_reach_every_family(slug: str, own_families: Client) -> None:
    """A wall stands before every path; a change shows in the truth."""
    done = own_families.post(f"/{slug}/_switch", orjson.dumps({"mutate": {"updated": 1, "removed": 1, "added": 1}}))
    changed = orjson.loads(done.body)["mutated"]
    told = truth(own_families, slug)
    assert changed["removed"][0] not in told
    assert {*changed["added"], *changed["updated"]} & set(told)
    switch(own_families, slug, wall=True)
    assert own_families.get(f"/{slug}/{PATHS[slug][0]}").status == 412


def test_one_record_fails_by_its_id_in_the_body(own_families: Client) -> None:
    """A failure can be meant for one dataset although its id stands in the body of a POST."""
    path = "/guizhou/api/search/data/getDataDetailByDataId"
    one, other = (entry.id for entry in entries(own_families, "guizhou")[:2])
    switch(own_families, "guizhou", error_rate=1, match=one)
    assert own_families.post(path, orjson.dumps({"id": one})).status == 500
    assert own_families.post(path, orjson.dumps({"id": other})).status == 200
