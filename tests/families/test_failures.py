"""Every family under every failure that portals were seen with (platforms.md §4.6): how the crawl ends, and why."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from harvesters.base import platforms
from harvesters.crawl import COMPLETE, SKIPPED, STOPPED
from sandbox.files.defects import MOBILE_SPECIMEN
from sandbox.hub import Hub
from sandbox.server import Server
from sandbox.switches import USER
from tests.families.conftest import FAMILIES, MALFORMED, Family, Result

SHOWN = 0.12
"""Share of the catalogue that is enough to see how failures of records end."""
PASSING = {
    "server errors": {"error_rate": 0.2},
    "too many requests": {"busy_rate": 0.2, "retry_after": 0},
    "cut bodies": {"cut_rate": 0.2},
    "empty bodies": {"empty_rate": 0.2},
    "half answers": {"broken_rate": 0.2},
    "errors in band": {"inband_rate": 0.2},
}
"""What passes when it is asked again."""
HARMLESS = {"personal data": {"personal": True}, "not modified": {"not_modified": True}}
"""What makes no difference at all."""

STOPPING: dict[str, tuple[dict[str, Any], set[str]]] = {
    "wall": ({"wall": True}, {"wall"}),
    "jsl": ({"jsl": True}, {"wall"}),
    "wzws": ({"wzws": True}, {"wall"}),
    "notice": ({"notice": True}, {"unreachable"}),
    "moved": ({"moved": True}, {"unreachable"}),
    "sign-in": ({"login_rate": 1}, {"login"}),
    "server errors for ever": ({"error_rate": 1}, {"unreachable"}),
    "too many requests for ever": ({"busy_rate": 1, "retry_after": 0}, {"unreachable"}),
    "cut bodies for ever": ({"cut_rate": 1}, {"unreachable"}),
    "empty bodies for ever": ({"empty_rate": 1}, {"unreachable"}),
    "half answers for ever": ({"broken_rate": 1}, {"unreachable"}),
    "maintenance": ({"html_rate": 1}, {"unreachable"}),
    "errors in band for ever": ({"inband_rate": 1}, {"unreachable"}),
}
"""What keeps the listing from being read, and the kinds of issue that say so."""
MOST_REQUESTS = 15
"""For one listing page (DESIGN §5.3)."""

SINGLE = {"taiwan"}
"""Families that list everything in one answer have no pages to be repeated."""
DETAILED = [
    *(slug for slug in FAMILIES if slug in {"taizhou", "yibin", "wuxi", "tyky_guangdong", "tyky_shenzhen", "jdop_colon"}),
    *(slug for slug in FAMILIES if slug in platforms() and not platforms()[slug].whole),
]
"""Portals whose records are asked for one by one."""


def break_some(portal: Family, slug: str, state: dict[str, Any]) -> None:
    """Let every fifth answer fail, or every second one, that of the listing, where there are few."""
    few = slug not in DETAILED
    if few:
        state = {name: 0.5 if name.endswith("_rate") else value for name, value in state.items()}
    portal.switch(shown=SHOWN, duplicate_rate=0, **state)
    if few:
        portal.knock()


@pytest.fixture(scope="module")
def unbroken(server: Server, hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Result]:
    """What comes of a small part of a portal where nothing fails."""

    @cache
    def crawl(slug: str) -> Result:
        portal = Family.of(slug, hub, server, tmp_path_factory.mktemp(slug))
        portal.switch(shown=SHOWN, duplicate_rate=0)
        result = portal.crawl()
        portal.switch(reset=True)
        return result

    return crawl


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("slug", FAMILIES)
def test_what_passes_is_survived(
    slug: str, name: str, family: Callable[[str], Family], unbroken: Callable[[str], Result]
) -> None:
    """A fifth of all answers failing costs repetitions and not one record."""
    portal, whole = family(slug).one_by_one(), unbroken(slug)
    break_some(portal, slug, PASSING[name])
    result = portal.crawl()
    assert result.code == (SKIPPED if slug in MALFORMED else COMPLETE)
    assert (result.records, result.kinds) == (whole.records, whole.kinds)
    assert result.summary.requests > whole.summary.requests


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.parametrize("slug", FAMILIES)
def test_what_makes_no_difference(
    slug: str, name: str, family: Callable[[str], Family], unbroken: Callable[[str], Result]
) -> None:
    """People in answers come into neither record nor issue; nothing is asked in a way that an old copy could answer."""
    portal, whole = family(slug), unbroken(slug)
    portal.switch(shown=SHOWN, duplicate_rate=0, **HARMLESS[name])
    result = portal.crawl()
    assert (result.code, result.records) == (whole.code, whole.records)
    told = str(result)
    assert MOBILE_SPECIMEN not in told
    assert USER["createUser"]["userName"] not in told


@pytest.mark.parametrize("name", STOPPING)
@pytest.mark.parametrize("slug", FAMILIES)
def test_what_stops(slug: str, name: str, family: Callable[[str], Family]) -> None:
    """A listing that cannot be read ends the crawl as not complete, with an issue that names the reason."""
    state, kinds = STOPPING[name]
    portal = family(slug)
    portal.switch(**state)
    result = portal.crawl()
    assert (result.code, result.summary.complete, result.records) == (STOPPED, False, [])
    assert result.kinds == kinds
    assert result.summary.requests <= MOST_REQUESTS + 1  # robots.txt


@pytest.mark.parametrize("slug", [slug for slug in FAMILIES if slug not in SINGLE])
def test_first_page_for_ever(slug: str, family: Callable[[str], Family]) -> None:
    """A listing that shows its first page again and again is no complete listing."""
    portal = family(slug)
    portal.switch(first_page_forever=True)
    result = portal.crawl()
    assert (result.code, result.summary.complete, result.kinds & {"source-changed"}) == (STOPPED, False, {"source-changed"})


@pytest.mark.parametrize("slug", [slug for slug in FAMILIES if slug not in SINGLE])
def test_listing_that_ends_early(slug: str, family: Callable[[str], Family]) -> None:
    """A listing that is empty long before its stated end is not complete, and what was read is kept."""
    portal = family(slug)
    portal.switch(stop_at=1)
    result = portal.crawl()
    assert (result.code, result.summary.complete, "unreachable" in result.kinds) == (STOPPED, False, True)
    assert 0 < len(result.records) < len(portal.truth())


@pytest.mark.parametrize("slug", FAMILIES)
def test_repeated_entries(slug: str, family: Callable[[str], Family]) -> None:
    """Entries that the listing repeats are read once and counted as duplicates, not as skipped."""
    portal = family(slug)
    portal.switch(duplicate_rate=0.2)
    truth, result = portal.truth(), portal.crawl()
    assert result.summary.skipped == len(portal.listed() - set(truth))
    assert result.code == (SKIPPED if slug in MALFORMED else COMPLETE)
    assert result.summary.duplicates > 0.1 * len(truth)
    assert sorted(record["id"] for record in result.records) == sorted(truth)


@pytest.mark.parametrize("name", ["error_rate", "empty_rate", "broken_rate", "html_rate", "inband_rate", "login_rate"])
@pytest.mark.parametrize("slug", DETAILED)
def test_one_record_that_fails(
    slug: str, name: str, family: Callable[[str], Family], unbroken: Callable[[str], Result]
) -> None:
    """One whose answers fail for ever, or lie behind a sign-in on another host, is skipped; all others are read."""
    portal, records = family(slug), unbroken(slug).records
    lost = records[1]["id"]
    # As it stands in a body or an address: a slash is escaped there.
    portal.switch(shown=SHOWN, duplicate_rate=0, match=lost.rpartition("/")[2], **{name: 1})
    result = portal.crawl()
    assert (result.code, result.summary.complete) == (SKIPPED, True)
    assert result.records == [record for record in records if record["id"] != lost]
    assert lost in {issue.where for issue in result.issues if issue.kind == "skipped"}


@pytest.mark.parametrize("slug", [slug for slug in FAMILIES if slug not in DETAILED])
def test_records_in_the_listing_cannot_fail(slug: str, family: Callable[[str], Family]) -> None:
    """Where the listing says everything nothing else is asked, so that a sign-in for single records cannot matter."""
    portal = family(slug)
    truth = portal.truth()
    portal.switch(login_rate=1, match=next(iter(truth)))
    result = portal.crawl()
    assert (result.code, len(result.records)) == (COMPLETE, len(truth))
