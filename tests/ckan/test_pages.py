"""The pages on a portal without content, and the small answers that scripts ask for."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from ckan.tests import factories
from ckanext.govopen.helpers.files import govopen_kept_rows
from ckanext.govopen.helpers.issues import NAMES
from ckanext.govopen.helpers.marks import govopen_mark
from ckanext.govopen.helpers.report import govopen_reference
from ckanext.govopen.logic.action.issue import KINDS
from ckanext.govopen.scoring.registry import rules
from ckanext.govopen.search.facets import facets
from ckanext.govopen.search.query import short

EMPTY = [
    "/",
    "/dataset",
    "/portal",
    "/organization",
    "/quality/rules",
    "/quality/check",
    "/quality/appeals",
    "/about",
    "/search/help",
    "/user/login",
]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:")


@pytest.mark.usefixtures("govopen")
def test_empty_portal(app) -> None:
    """Every page stands on a portal that holds nothing, in Chinese, with one main heading."""
    for address in EMPTY:
        body = app.get(address).body
        assert '<html lang="zh-Hans-CN"' in body, address
        assert len(re.findall(r"<h1\b", body)) == 1, address


@pytest.mark.usefixtures("govopen")
@pytest.mark.parametrize("root", ["", "/en"])
def test_publishing_signed_out(app, root: str) -> None:
    """Whoever is not signed in is led to the sign-in page, and from there to the form."""
    user = factories.User(password="correct horse 1")
    (link,) = html.fromstring(app.get(f"{root}/").body).xpath("//header//a[contains(@href, 'came_from')]/@href")
    refused = html.fromstring(app.get(f"{root}/dataset/new", status=403).body)
    (other,) = refused.xpath("//main//a[contains(@href, 'login')]/@href")
    assert unquote(other) == unquote(link)
    sent = app.post(link, data={"login": user["name"], "password": "correct horse 1"}, follow_redirects=False)
    assert urlsplit(sent.headers["Location"]).path == f"{root}/dataset/new"


@pytest.mark.usefixtures("govopen")
def test_labels_say_what_they_head(app) -> None:
    """The filter of issues picks a level, and the examples of a rule are headed as bad and good ones."""
    issues, rule = (html.fromstring(app.get(f"/en/{path}").body) for path in ("portal/issues", "quality/rules/V01"))
    assert issues.xpath("string(//label[@for='pick-level'])") == "Level"
    assert [rule.xpath(f"string(//*[@id='{sort}']/h2)") for sort in ("bad", "good")] == ["Bad examples", "Good examples"]


@pytest.mark.usefixtures("govopen")
def test_no_inline_script_or_style(app) -> None:
    """Public pages carry no script and no style in their markup, so that a strict policy can forbid them."""
    assert {address: found for address in EMPTY if (found := INLINE.findall(app.get(address).body))} == {}


@pytest.mark.usefixtures("govopen")
def test_missing_page(app) -> None:
    """What is not there answers 404 with a page that leads on."""
    body = app.get("/dataset/there-is-none", status=404).body
    assert "没有此页面" in body
    assert 'role="search"' in body


@pytest.mark.usefixtures("govopen")
def test_missing_portal(app) -> None:
    """A portal nobody configured is a 404."""
    app.get("/portal/there-is-none", status=404)


@pytest.mark.usefixtures("govopen")
def test_english(app) -> None:
    """The same pages speak English under /en."""
    body = app.get("/en/quality/rules").body
    assert "Quality rules" in body
    assert "质量规则" not in body


@pytest.mark.usefixtures("govopen")
@pytest.mark.parametrize(("typed", "code"), [("luzhou", "510500"), ("泸州", "510500"), ("5105", "510500"), ("lz", None)])
def test_region_suggestions(app, typed: str, code: str | None) -> None:
    """Name, pinyin and digits find a division; its path says which one is meant."""
    found = app.get("/govopen/region", query_string={"q": typed}).json["regions"]
    if code:
        assert found[0] == {"code": code, "name": "泸州市", "path": "四川省泸州市"}
    assert 0 < len(found) <= 12


@pytest.mark.usefixtures("govopen")
def test_region_suggestions_for_nothing(app) -> None:
    """No text, no suggestion."""
    assert app.get("/govopen/region").json == {"regions": []}


@pytest.mark.usefixtures("govopen")
def test_words_of_scripts(app) -> None:
    """CKAN's scripts get their words in Chinese where they ask for them."""
    words = app.get("/api/i18n/zh_Hans-CN").json
    assert words["Cancel"] == [None, "取消"]


@pytest.mark.usefixtures("govopen")
def test_rule_book_names_every_rule(app) -> None:
    """Each rule has its place on the page, to which reports link."""
    body = app.get("/quality/rules").body
    assert [code for code in rules() if f'id="{code}"' not in body] == []


def test_every_kind_of_issue_has_a_name() -> None:
    """No issue is shown by its code."""
    assert set(NAMES) == set(KINDS)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("泸州市养老机构", "泸州 养老", ["泸州", "养老"]),
        ("泸州市养老机构", "养老院", ["养老机构"]),
        ("空气质量pm2.5", "PM2", ["pm2"]),
        ("<b>养老</b>", "养老", ["养老"]),
        ("公园", "园", ["园"]),
        ("a & b <i>", "amp i", ["i"]),
        ("公园", "", []),
    ],
)
def test_marked_words(text: str, query: str, marked: list[str]) -> None:
    """The longest pieces of the query's words are marked, and text stays text."""
    shown = govopen_mark(text, query)
    assert re.findall("<mark>(.*?)</mark>", shown) == marked
    assert shown.striptags() == text or "<" in text
    assert "<b>" not in shown


@pytest.mark.usefixtures("with_request_context")
def test_references_in_words() -> None:
    """Rows and columns are said, cells stay as they are."""
    assert govopen_reference("C3") == "C3"
    assert "7–9" in govopen_reference("7:9")
    assert "20、58" in govopen_reference("20:20,58:58")
    assert "C" in govopen_reference("C:C")
    assert govopen_reference(None) == ""


@pytest.mark.usefixtures("govopen")
def test_search_help(app) -> None:
    """Each facet has the word that narrows it, and every example is a search; the results page leads here."""
    body = app.get("/search/help").body
    assert all(word in body for facet in facets() for word in facet.words)
    for facet in facets():
        assert short.read(facet.example)[1] == "", facet.example
    assert 'href="/search/help"' in app.get("/dataset/").body


@pytest.mark.usefixtures("govopen")
def test_a_feed_speaks_its_readers_language(app) -> None:
    """The feed of a search has its words for a title, in the language of the address."""
    assert 'xml:lang="zh-Hans-CN"' in app.get("/feeds/dataset.atom").body
    found = app.get("/feeds/custom.atom", query_string={"q": "公园"}).body
    assert "公园</title>" in found
    assert "Custom query" not in found
    assert 'xml:lang="en"' in app.get("/en/feeds/custom.atom").body


@pytest.mark.parametrize(
    ("resource", "kept"),
    [
        ({"row_count": 133}, 100),
        ({"row_count": "100"}, None),
        ({"row_count": 133, "url_type": "upload"}, None),
        ({"row_count": 133, "copy_url": "https://data.example.test/copy"}, None),
        ({}, None),
    ],
)
@pytest.mark.usefixtures("govopen")
def test_rows_that_can_be_called(resource: dict[str, Any], kept: int | None) -> None:
    """Of a file that lies elsewhere the page says how many rows can be called, where these are not all."""
    assert govopen_kept_rows(resource) == kept
