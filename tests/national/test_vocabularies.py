"""Vocabularies: complete, in both languages, and each word means one code."""

import pytest

from ckanext.govopen.national import data
from ckanext.govopen.national.text import fold
from ckanext.govopen.national.vocabularies import vocabulary

NAMES = sorted(
    path.stem
    for path in data.locate("vocabularies").glob("*.yaml")
    if path.stem != "places"  # what `scripts/vocabularies` works into the regions
)
SIZES = {
    "themes": 22,
    "industries": 20,
    "update_cycles": 11,
    "open_types": 3,
    "share_types": 3,
    "grades": 5,
    "item_types": 11,
    "resource_classes": 7,
}
FORMATS = """
    csv tsv txt json jsonl geojson xml kml kmz gml rdf ttl nt jsonld html xls xlsx xlsm xlsb ods et doc docx wps ppt
    pptx odt rtf pdf ofd png jpg gif bmp tif svg zip rar 7z gz tar shp gpkg dbf mdb sqlite parquet exe empty unknown
    api link file
""".split()  # noqa: SIM905  as the design lists them


@pytest.mark.parametrize("name", NAMES)
def test_each_is_complete(name: str) -> None:
    """A vocabulary names its source and date, and every term has a label in both languages."""
    terms = vocabulary(name)
    assert terms.source
    assert terms.date >= "2026"
    assert all(term.labels["zh_Hans_CN"] and term.labels["en"] for term in terms)
    assert len(terms) == SIZES.get(name, len(terms))


@pytest.mark.parametrize("name", NAMES)
def test_words_mean_one_term(name: str) -> None:
    """No label or alias stands at two terms, and each label leads back to its code."""
    words = [word for term in vocabulary(name) for word in {*map(fold, (*term.labels.values(), *term.aliases))}]
    assert sorted(words) == sorted(set(words))
    for term in vocabulary(name):
        for label in term.labels.values():
            assert vocabulary(name).match(label) == term.code


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("update_cycles", "按年更新", "7"),
        ("update_cycles", "‘每年’", "7"),
        ("update_cycles", "日", "2"),
        ("update_cycles", "不定时", "8"),
        ("update_cycles", "归档不更新", "9"),
        ("update_cycles", "每两年", "72"),
        ("update_cycles", "自定义", "99"),
        ("update_cycles", "牲畜饲养", None),
        ("update_cycles", "2", None),
        ("open_types", "依申请开放", "2"),
        ("open_types", "无条件共享", None),
        ("open_types", "无", None),
        ("themes", "经贸工商", "12"),
        ("themes", " 信用 服务 ", "1"),
        ("themes", "市场监督", "15"),
        ("themes", "暂无", None),
        ("industries", "农、林、牧、渔业", "A"),
        ("formats", "XLSX", "xlsx"),
        ("formats", "jpeg", "jpg"),
        ("formats", "接口", "api"),
        ("formats", "WPS 表格", "et"),
        ("licences", "CC BY 4.0", "CC-BY-4.0"),
    ],
)
def test_match(name: str, word: str, code: str | None) -> None:
    """Labels and aliases mean codes; codes of platforms, shares and nonsense mean nothing."""
    assert vocabulary(name).match(word) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("信息传揄、软件和信息技术服务业", "I"),
        ("公共管理社会保障和社会组织", "S"),
        ("教育", "P"),
        ("养殖", None),
        ("渔业", None),
    ],
)
def test_nearest(word: str, code: str | None) -> None:
    """A long label is known in spite of a slip; a short one never by likeness."""
    assert vocabulary("industries").nearest(word) == code


def test_every_format_of_the_file_report() -> None:
    """Formats are those that a file report may name, and what portals say instead of one."""
    assert [term.code for term in vocabulary("formats")] == FORMATS
    assert all(term.facts["media_type"] for term in vocabulary("formats") if term.code not in FORMATS[-5:])
    classes = vocabulary("resource_classes")
    assert all(term.facts["class"] in classes for term in vocabulary("formats") if "class" in term.facts)


def test_label_of_an_unknown_code_is_the_code() -> None:
    """Pages show what is stored where the vocabulary changed since."""
    assert vocabulary("themes").label("77") == "77"
    assert vocabulary("themes").label("2", "en") == "Health care"
    assert vocabulary("themes").label("2", "fr") == "医疗卫生"


def test_choices_are_scheming_choices() -> None:
    """Forms get value and label by language, in the order of the file."""
    assert vocabulary("open_types").choices()[0] == {
        "value": "1",
        "label": {"zh_Hans_CN": "无条件开放", "en": "Open without conditions"},
    }
