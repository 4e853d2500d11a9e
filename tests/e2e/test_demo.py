"""One command brings up a populated, scored, searchable portal."""

import stat

import httpx
import psycopg2
import pytest
from selectolax.lexbor import LexborHTMLParser
from support.client import Portal


def test_instance_file_is_private(portal: Portal) -> None:
    """Only its owner reads the instance's secrets."""
    assert stat.S_IMODE(portal.file.stat().st_mode) == 0o600


def test_demo_is_harvested_and_scored(portal: Portal) -> None:
    """At least three sandbox portals, 500 datasets and 150 scored files are there."""
    portals = [row for row in portal.api("govopen_portal_list") if row["sandbox"]]
    assert len([row for row in portals if row["last_run"]["state"] == "complete"]) >= 3
    figures = portal.api("govopen_stats_show")
    assert figures["datasets"] >= 500
    assert figures["scored"] >= 150
    assert portal.api("package_search", rows=0)["count"] == figures["datasets"]


def test_scored_resource_carries_the_overlay(portal: Portal) -> None:
    """Score, grade, real format and row count lie over what CKAN answers, in search and in show."""
    found = portal.api("package_search", fq="grade:A", rows=1)["results"][0]
    shown = portal.api("package_show", id=found["id"])
    assert (found["score"], found["grade"]) == (shown["score"], shown["grade"])
    best = max(shown["resources"], key=lambda resource: resource.get("score") or 0)
    assert best["grade"] == "A"
    assert best["row_count"] > 0
    report = portal.api("govopen_score_show", id=best["id"])
    assert report["state"] == "done"
    assert report["report"]["score"] == best["score"]


def test_every_finding_says_what_and_how(portal: Portal) -> None:
    """The reasons of a low score are plain sentences with a place and a remedy."""
    package = portal.api("package_search", fq="grade:(C OR D OR E)", rows=1)["results"][0]
    reports = [portal.api("govopen_score_show", id=r["id"])["report"] for r in package["resources"] if r.get("grade")]
    findings = [finding for report in reports for finding in report["findings"]]
    assert findings
    assert all(finding["message"] and finding["rule"] for finding in findings)
    assert all(finding["help"] for finding in findings if finding["points"] < 0)


def stored_keys(portal: Portal, package_id: str) -> set[str]:
    """The keys that the database holds for a dataset and its resources, whatever schemas and overlays show."""
    queries = [
        "SELECT jsonb_object_keys(extras::jsonb) FROM package WHERE id = %s",
        "SELECT jsonb_object_keys(extras::jsonb) FROM resource WHERE package_id = %s",
    ]
    with psycopg2.connect(portal.facts["database_url"]) as connection, connection.cursor() as cursor:
        found: set[str] = set()
        for query in queries:
            cursor.execute(query, [package_id])
            found |= {row[0] for row in cursor.fetchall()}
    return found


def test_writing_back_changes_nothing(portal: Portal, admin_token: str) -> None:
    """What `package_show` gave can be sent to `package_update` and leaves dataset, time and storage as they were."""
    package = portal.api("package_search", fq="grade:[* TO *]", rows=1)["results"][0]
    before = portal.api("package_show", token=admin_token, id=package["id"])
    portal.api("package_update", token=admin_token, **before)
    after = portal.api("package_show", token=admin_token, id=package["id"])
    assert after == before
    stored = stored_keys(portal, package["id"])
    assert "source_portal" in stored
    assert not {"score", "grade", "stars", "detected_format", "encoding", "row_count"} & stored


def test_developer_downloads_a_file(portal: Portal) -> None:
    """The address of an open file answers a plain GET with the file's bytes."""
    package = portal.api("package_search", fq="grade:A", rows=1)["results"][0]
    best = next(resource for resource in package["resources"] if resource.get("grade") == "A")
    answer = httpx.get(best["url"], follow_redirects=True)
    assert answer.status_code == 200
    assert answer.content


def test_team_reads_rows(portal: Portal) -> None:
    """`datastore_search` gives the rows with their Chinese intact; the title says that names are among them."""
    package = next(one for one in portal.datasets(fq="grade:A") if one["title"].endswith(("名单", "名录")))
    best = next(resource for resource in package["resources"] if resource.get("grade") == "A")
    rows = portal.api("datastore_search", resource_id=best["id"], limit=5)
    text = "".join(str(value) for row in rows["records"] for value in row.values())
    assert any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("path", ["/", "/dataset/", "/organization/", "/portal"])
def test_pages_answer_in_chinese(portal: Portal, path: str) -> None:
    """The first pages of a visitor are there, in Chinese, without being asked."""
    answer = httpx.get(portal.facts["site_url"] + path, follow_redirects=True, timeout=60)
    assert answer.status_code == 200
    assert 'lang="zh' in answer.text


@pytest.mark.parametrize("path", ["/api/3/action/package_search", "/api/3/action/govopen_suggest", "/dataset/"])
def test_a_long_question(portal: Portal, path: str) -> None:
    """Five thousand characters in an address reach the portal, and are answered."""
    answer = httpx.get(f"{portal.facts['site_url']}{path}", params={"q": "公共图书馆名录" * 714}, timeout=60)
    assert answer.status_code == 200
    assert len(answer.content) < 1_000_000


def test_what_the_home_page_proposes_is_found(portal: Portal) -> None:
    """Each of the searches that it has to try."""
    page = LexborHTMLParser(httpx.get(f"{portal.facts['site_url']}/", timeout=60).text)
    words = [link.text() for link in page.css(".hint a")]
    assert words
    assert all(portal.api("package_search", q=one, rows=0)["count"] for one in words)
