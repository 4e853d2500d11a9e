"""What a browser tells of its reader, and what a dataset's page takes in by itself."""

from urllib.parse import parse_qs, urlsplit

from browser.steps import follow
from playwright.sync_api import Page, Request, expect


def told(page: Page) -> list[Request]:
    """The clicks that the page tells of from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if urlsplit(request.url).path.endswith("/govopen/click") else None)
    return sent


def test_a_click_is_told(page: Page) -> None:
    """Opening a result tells which and at which place, in a call of its own; the link carries nothing."""
    sent = told(page)
    page.goto("/dataset/")
    link = page.locator(".hit h2 a").nth(1)
    address = str(link.get_attribute("href"))
    with page.expect_request("**/govopen/click"):
        link.click()
    page.wait_for_url(f"**{address}")
    assert urlsplit(page.url).query == ""
    name = address.rsplit("/", maxsplit=1)[-1]
    assert parse_qs(sent[0].post_data or "") == {"dataset": [name], "page": ["1"], "place": ["2"]}


def test_nothing_is_told_of_who_says_no(visit) -> None:
    """A browser with Do Not Track or Global Privacy Control tells nothing."""
    for said in ('"doNotTrack", {get: () => "1"}', '"globalPrivacyControl", {get: () => true}'):
        visitor = visit()
        visitor.add_init_script(f"Object.defineProperty(Navigator.prototype, {said})")
        page = visitor.new_page()
        sent = told(page)
        page.goto("/dataset/")
        follow(page.locator(".hit h2 a").first)
        page.wait_for_load_state("networkidle")
        assert sent == []


def test_similar_ones_come_by_themselves(page: Page, known: dict[str, str]) -> None:
    """Scrolled to, the place of the link takes in the lists."""
    page.goto(f"/dataset/{known['name']}")
    place = page.locator("#similar")
    place.scroll_into_view_if_needed()
    expect(place.locator("ul.similar, .empty").first).to_be_visible()
    expect(place.locator("a[rel=nofollow]")).to_have_count(0)


def test_similar_ones_without_script(visit, known: dict[str, str]) -> None:
    """Without scripts a link leads to them."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(f"/dataset/{known['name']}")
    follow(page.locator("#similar a"))
    expect(page.locator("ul.similar, .empty").first).to_be_visible()
