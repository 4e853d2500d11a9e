"""The Solr schema against CKAN's own."""

import re
from importlib.util import find_spec
from pathlib import Path

from ckanext.govopen.national import data
from ckanext.govopen.search import pinyin
from ckanext.govopen.search.facets import facets

OURS = data.DEFAULTS / "solr" / "conf" / "schema.xml"


def statements(path: Path) -> list[str]:
    """Lines of a schema that are neither empty nor remarks."""
    text = re.sub(r"<!--.*?-->", "", path.read_text("utf-8"), flags=re.DOTALL)
    return [line.strip() for line in text.splitlines() if line.strip()]


CHEAPER = (
    '<fieldType name="text_ngram" class="solr.TextField" positionIncrementGap="100">',
    '<analyzer type="index">',
    '<tokenizer class="solr.NGramTokenizerFactory" minGramSize="2" maxGramSize="10"/>',
    '<analyzer type="query">',
    '<tokenizer class="solr.WhitespaceTokenizerFactory"/>',
)
"""What CKAN says of the type of `title_ngram` and `name_ngram`, and ours in another way."""


def test_ckans_schema_is_in_ours_whole() -> None:
    """Every statement of CKAN's schema stands in ours, in CKAN's order and under the name that CKAN asks for.

    But for the type for pieces of names, whose fields are there and find the same.
    """
    spec = find_spec("ckan")
    assert spec
    assert spec.origin
    theirs = statements(Path(spec.origin).parent / "config" / "solr" / "schema.xml")
    begin = theirs.index(CHEAPER[0])
    end = theirs.index("</fieldType>", begin)
    assert set(CHEAPER) <= set(theirs[begin:end])
    wanted = [
        re.sub(r'(type="text_ngram".*) stored="true"', r'\1 stored="false"', line) for line in (*theirs[:begin], *theirs[end:])
    ]
    ours = iter(statements(OURS))
    assert [line for line in wanted if line not in ours] == []


def test_every_facet_has_a_field() -> None:
    """A field of the schema, or one by the prefix that needs none."""
    text = OURS.read_text("utf-8")
    assert [one.field for one in facets() if f'name="{one.field}"' not in text and not one.field.startswith("facet_")] == []


def test_facets_that_are_counted_by_value() -> None:
    """Names in the handler's defaults are fields of facets; departments, of which there are many thousands, are not."""
    text = OURS.with_name("solrconfig.xml").read_text("utf-8")
    named = re.findall(r'name="f\.(\w+)\.facet\.method">enum<', text)
    assert named
    assert set(named) <= {facet.field for facet in facets() if facet.titles != "organizations"}


def test_fields_that_a_query_may_name() -> None:
    """Those that search.yml names and those of pinyin, no more and no fewer: another name would be text to Solr."""
    text = OURS.with_name("solrconfig.xml").read_text("utf-8")
    match = re.search(r'name="uf">([^<]+)<', text)
    assert match
    named = {field for fields in data.load("search.yml")["fields_of"].values() for field in fields}
    assert set(match[1].split()) == named | {pinyin.FULL, pinyin.INITIALS}


def test_no_field_is_called_score() -> None:
    """To Solr that is the relevance."""
    assert 'field name="score"' not in OURS.read_text("utf-8")
