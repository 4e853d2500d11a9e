"""Queries by field name."""

import pytest

from ckanext.govopen.search.query import rewrite
from ckanext.govopen.search.query.reading import read


@pytest.mark.parametrize(
    "q",
    [
        "title:water",
        "title:wat*",
        "groups:david",
        'tags:"russian"',
        'tags:"todo split" tags:war',
        'tags:"with greek omega Ω"',
        "+owner_org:abc -name:x*",
        "name:a OR name:b",
        "name:a AND NOT name:b",
        'extras_source:"x y"^2',
        "vocab_country:de",
        'title:"a b"~3',
        "creator_user_id:u1",
        "organization:*",
        'views_total:["10" TO *]',
    ],
)
def test_queries_of_ckans_clients_stay_as_they_are(q: str) -> None:
    """They go to the standard parser untouched."""
    assert rewrite({"q": q, "df": "text"}) == {"q": q, "df": "text"}


@pytest.mark.parametrize(
    ("q", "written"),
    [
        ("id:(a OR b)", "(id:a OR id:b)"),
        ("id:6a1b-22", r"id:6a1b\-22"),
        ("name:a && !name:b", "name:a AND -name:b"),
        ("metadata_modified:[NOW-7DAY TO *]", 'metadata_modified:["NOW-7DAY" TO *]'),
        (
            "metadata_modified:[2020-01-01T00:00:00Z TO NOW]",
            r'metadata_modified:["2020-01-01T00\:00\:00Z" TO "NOW"]',
        ),
        ("title:图书馆", '(title:"图书馆" OR title_bi:"图书馆")'),
        ("title:圖書館", '(title:"圖書館" OR title_bi:"图书馆")'),
        ('license:"OKD::Other (x)"', r'license:"OKD\:\:Other (x)"'),
        ("url:a/b", r"url:a\/b"),
        ("*:* -groups:a", "*:* -groups:a"),
        ("title:a OR 公园", 'title:a OR (text:"公园" OR zh_all:"公园")'),
        ("years:2020", 'years:"2020"'),
    ],
)
def test_queries_are_written_anew_where_solr_needs_it(q: str, written: str) -> None:
    """With everything escaped that is no syntax, and Chinese words looked for where they can be found."""
    assert rewrite({"q": q})["q"] == written


@pytest.mark.parametrize(
    "q",
    [
        "",
        "图书馆",
        "10:30",
        "foo:bar",
        "title:",
        ":title",
        'title:"open',
        "title:(a",
        "title:a)",
        "title:[a TO",
        "title:a AND",
        "AND title:a",
        "title:a OR OR title:b",
        "title:name:a",
        "url:http://x",
        "metadata_modified:yesterday",
        "metadata_modified:[2020-13-45T00:00:00Z TO *]",
        "views_total:many",
        "_query_:x",
        '_val_:"x"',
        "{!lucene}title:a",
        "title:a{!x}",
        "title:****a*",
        "部门：教育局",
        "(" * 30 + "title:a" + ")" * 30,
    ],
)
def test_what_is_no_such_query_is_text(q: str) -> None:
    """Unknown fields, broken syntax, values that a field cannot hold: all are words to look for."""
    assert read(q) is None


def test_what_looks_like_a_query_inside_quotes_is_defused() -> None:
    """CKAN refuses these strings anywhere; in a phrase they are only text."""
    assert rewrite({"q": 'title:"{!x} _query_:y"'})["q"] == r'title:"\{\!x\} _query_\:y"'
