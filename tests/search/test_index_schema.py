"""Whether an index has our schema, and the name of our configuration."""

from pathlib import Path

import pytest

from ckanext.govopen.national import data
from ckanext.govopen.search.schema import configset, differences

OURS = (data.DEFAULTS / "solr" / "conf" / "schema.xml").read_text("utf-8")


def test_the_same() -> None:
    """Remarks, spaces, order of attributes and further fields make no difference."""
    field = '<field name="title_bi" type="zh_bi" indexed="true"'
    other = OURS.replace(field, '<!-- x --><field   indexed="true" type="zh_bi" name="title_bi"')
    other = other.replace("</fields>", '<field name="more" type="string"/></fields>')
    assert field in OURS
    assert (differences(OURS, OURS), differences(OURS, other)) == ([], [])


@pytest.mark.parametrize(
    ("ours", "theirs", "named"),
    [
        ('<field name="title_bi"', '<field name="title_other"', "field title_bi"),
        ('<field name="theme" type="facet"', '<field name="theme" type="string"', "field theme"),
        ('<copyField source="title_bi" dest="title_uni"/>', "", "copyField title_bi → title_uni"),
        ('<schema name="ckan-2.12"', '<schema name="ckan-1.0"', "schema"),
        ('name="zh_bi" class="solr.TextField"', 'name="zh_bi" class="solr.StrField"', "fieldType zh_bi"),
        ("solr.CJKBigramFilterFactory", "solr.TrimFilterFactory", "fieldType zh_bi"),
    ],
)
def test_another(ours: str, theirs: str, named: str) -> None:
    """What is missing or declared in another way is named."""
    assert ours in OURS
    assert differences(OURS, OURS.replace(ours, theirs)) == [named]


def test_no_schema() -> None:
    """What is no XML is no schema."""
    with pytest.raises(ValueError, match="no schema"):
        differences(OURS, "<html><br></html>")


def test_configset(tmp_path: Path) -> None:
    """The name follows the content, whatever it lies in."""
    for name in ("one", "two"):
        (tmp_path / name / "lang").mkdir(parents=True)
        (tmp_path / name / "lang" / "a.txt").write_text("a")
    assert configset(tmp_path / "one") == configset(tmp_path / "two")
    (tmp_path / "two" / "lang" / "a.txt").rename(tmp_path / "two" / "a.txt")
    assert configset(tmp_path / "one") != configset(tmp_path / "two")
