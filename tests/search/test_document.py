"""What the index holds of a dataset."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.search.document import MOST_BYTES, document

PACKAGE: dict[str, Any] = {
    "title": "纳溪区图书馆读书活动（２０１８－2020年）",
    "notes": "臺灣資訊",
    "tags": [{"name": "图书馆"}, {"name": "阅读"}],
    "region_code": "510503",
    "theme": ["7"],
    "theme_source": "文化休闲",
    "industry": ["R"],
    "open_type": "1",
    "update_cycle": "2",
    "provider_name": "区文化局",
    "data_items": [{"name": "HDMC", "label": "活动名称", "description": "活动的名称"}],
    "resources": [{"name": "活动表.xls", "format": "XLS"}, {"name": "接口", "format": "api"}],
}
SCORE = {"score": 81.6, "grade": "B", "stars": 3, "detected_formats": ["xlsx", "nonsense"]}


def build(package: dict[str, Any] | None = None, index: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
    """A document with what is left out taken from the example."""
    options = {"organizations": ["纳溪区文化局", "泸州市人民政府"], "score": SCORE} | kwargs
    return document({"id": "1"} | (index or {}), PACKAGE if package is None else package, **options)


def test_text_is_found_by_what_it_says_and_where_it_comes_from() -> None:
    """Title, items, files, tags, departments and regions up the chain with all their names; labels as they are."""
    built = build()
    assert built["title_bi"] == ["纳溪区图书馆读书活动(2018-2020年)"]
    assert "图书馆" in built["title_word"][0].split()
    assert {"活动名称", "HDMC"} <= set(built["item_bi"])
    assert "活动表.xls" in built["file_bi"]
    assert built["org_bi"][:3] == ["纳溪区文化局", "泸州市人民 政府", "区文化局"]
    assert {"纳溪区", "纳溪", "泸州市", "四川省", "四川", "川", "蜀"} <= set(built["region_bi"])
    assert built["labels"] == ["教育文化", "文化体育和娱乐业", "文化休闲"]
    named = [text for key, texts in built.items() if key.endswith(("_bi", "_word")) for text in texts]
    assert not any("娱乐" in text for text in named)


def test_traditional_text_is_indexed_in_both_wordings() -> None:
    """By its characters and by what the mainland says."""
    assert build()["notes_bi"] == ["台湾资讯", "台湾信息"]


def test_facets_hold_codes_for_every_level() -> None:
    """Codes, not labels; formats are those that the publisher says and those that the files are."""
    built = build()
    assert built["region_path"] == ["510000", "510500", "510503"]
    assert built["theme"] == ["7"]
    assert built["industry"] == ["R"]
    assert built["open_type"] == ["1"]
    assert built["formats"] == ["xls", "api", "xlsx"]
    assert built["grade"] == ["B"]
    assert (built["quality_score"], built["quality_stars"]) == (82, 3)
    assert built["years"] == [2018, 2019, 2020]


def test_a_dataset_counts_for_the_divisions_that_it_is_about() -> None:
    """By its title, else by its department, with those above; the region of the dataset itself stays what its portal says."""
    portal = {"region_code": "511500"}
    county = ["510000", "511500", "511526"]
    assert document({}, portal | {"title": "珙县水库名单"}, organizations=[], score=None)["region_path"] == county
    assert document({}, portal | {"provider_name": "珙县水利局"}, organizations=[], score=None)["region_path"] == county
    both = document({}, portal | {"title": "珙县、兴文县水库名单"}, organizations=[], score=None)
    assert both["region_path"] == [*county, "511528"]
    assert document({}, portal | {"title": "水库名单"}, organizations=[], score=None)["region_path"] == county[:2]
    built = document({"region_code": "511500"}, portal | {"title": "珙县水库名单"}, organizations=[], score=None)
    assert built["region_code"] == "511500"


def test_what_the_whole_country_publishes_has_a_region() -> None:
    """Central bodies are found under 全国, retired codes under their successor, what has none nowhere."""
    assert document({}, {"region_code": "000000"}, organizations=[], score=None)["region_path"] == ["000000"]
    retired = document({}, {"region_code": "511522"}, organizations=[], score=None)
    assert retired["region_path"] == ["510000", "511500", "511503"]
    assert "region_path" not in document({}, {}, organizations=[], score=None)


def test_a_dataset_without_score_has_no_grade() -> None:
    """Unknown is not zero."""
    built = build(score=None)
    assert not {"grade", "quality_score", "quality_stars"} & built.keys()


def test_ckans_own_fields_stay_and_raw_json_goes() -> None:
    """What clients search by stays as CKAN wrote it; nested lists, codes and phone numbers go."""
    raw = json.dumps(PACKAGE["data_items"])
    ckan = {"title": "标题", "name": "abc", "tags": ["A"], "organization": "org", "extras_provider_name": "区文化局"}
    dropped = {
        "data_items": raw,
        "extras_data_items": raw,
        "extras_registration": "[]",
        "extras_theme": '["7"]',
        "extras_source_url": "https://data.example.cn/1",
        "extras_contact_phone": "0830-1234567",
        "contact_phone": "0830-1234567",
        "score": 3,
    }
    built = build(index=ckan | dropped | {"theme": '["7"]'})
    assert ckan.items() <= built.items()
    assert not dropped.keys() & built.keys()
    assert built["theme"] == ["7"]


def test_a_dataset_of_plain_ckan_is_indexed_too() -> None:
    """Nothing but an id is needed; what is null says nothing."""
    ranks = {"fold": "1", "uses": 0}
    least = {
        "id": "1",
        "about": ["000000"],
        "facet_copies": ["own"],
        "facet_has_api": ["no"],
        "facet_has_preview": ["no"],
        **ranks,
    }
    assert document({"id": "1"}, {}, organizations=[], score=None) == least
    assert document({"id": "1"}, {"title": None, "resources": [{"name": None}]}, organizations=[], score={}) == least


@pytest.mark.parametrize("character", ["a", "é", "汉", "𠀀"])
def test_no_string_is_longer_than_lucene_takes(character: str) -> None:
    """Whatever a publisher writes, the document is accepted; only what is stored and not indexed has no limit."""
    text = character * 40_000
    items = [{"label": text, "name": text}] * 3
    package = PACKAGE | {"title": text, "notes": text, "data_items": items, "tags": [{"name": text}], "theme": [text]}
    index = {"extras_long": text, "long": text, "res_name": [text], "data_dict": text}
    built = build(package, index)
    assert built.pop("data_dict") == text
    assert longest(built) <= MOST_BYTES


def test_a_department_is_found_by_its_other_names() -> None:
    """Those of the dataset's own, not of the ones above it; what it does is a code that queries can ask for."""
    built = build(PACKAGE | {"provider_name": "泸州市市场监督管理局"}, organizations=["泸州市教育体育局", "四川省财政厅"])
    assert {"泸州市市监局", "泸州市工商局", "泸州市教体局"} <= set(built["org_bi"])
    assert built["offices"] == ["市场监督管理", "教育", "体育"]
    assert "offices" not in build(PACKAGE | {"provider_name": "某公司"}, organizations=[])


def test_codes_are_found_as_they_are_and_without_punctuation() -> None:
    """Of the source, the catalogue, the register, the provider and the files; the schema adds their parts."""
    coded = {
        "source_id": "29200/00403601",
        "catalog_code": "307010-０12",
        "provider_code": "11510500008442009X",
        "registration": [{"code": "DJ-1"}, {}],
        "resources": [{"source_file_id": "F7"}, {"source_file_id": None}],
    }
    whole = ["29200/00403601", "307010-012", "11510500008442009x", "dj-1", "f7"]
    assert build(PACKAGE | coded)["code"] == [*whole, "2920000403601", "307010012", "dj1"]


@pytest.mark.parametrize(
    ("known", "updated"),
    [
        ({"data_modified": "2021-01-31", "issued": "2020-01-01"}, "2021-01-31T00:00:00Z"),
        ({"data_modified": "2021-02", "issued": "2020-01-01"}, "2020-01-01T00:00:00Z"),
        ({"data_modified": "2021-02-30"}, "2026-01-01T00:00:00Z"),
        ({}, "2026-01-01T00:00:00Z"),
    ],
)
def test_what_ranks_is_plain_numbers_and_dates(known: dict[str, Any], updated: str) -> None:
    """When the data changed, or were issued, or the dataset changed here; how often it was opened."""
    index = {"metadata_modified": "2026-01-01T00:00:00Z", "views_total": 7}
    built = build(PACKAGE | known, index)
    assert (built["updated"], built["uses"]) == (updated, 7)
    assert build(PACKAGE | known | {"uses": 3}, index)["uses"] == 3


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=5), st.text())
def test_any_document_can_be_sent(index: dict[str, Any], text: str) -> None:
    """Every string is valid UTF-8 within the limit."""
    built = build(PACKAGE | {"title": text, "notes": text}, index)
    assert longest({key: value for key, value in built.items() if key != "data_dict"}) <= MOST_BYTES


def longest(value: Any) -> int:
    """Bytes of the longest string in a value."""
    if isinstance(value, str):
        return len(value.encode())
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return max(map(longest, inner), default=0)
