"""What a browser tells of its reader, and what a dataset's page takes in by itself."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Request, expect


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


def test_nothing_is_told_of_who_says_no(browser: Browser, url: str) -> None:
    """A browser with Do Not Track or Global Privacy Control tells nothing."""
    for said in ('"doNotTrack", {get: () => "1"}', '"globalPrivacyControl", {get: () => true}'):
        visitor = browser.new_context(base_url=url)
        visitor.add_init_script(f"Object.defineProperty(Navigator.prototype, {said})")
        page = visitor.new_page()
        sent = told(page)
        page.goto("/dataset/")
        page.locator(".hit h2 a").first.click()
        page.wait_for_load_state("networkidle")
        assert sent == []
        visitor.close()


def test_similar_ones_come_by_themselves(page: Page) -> None:
    """Scrolled to, the place of the link takes in the lists."""
    page.goto("/dataset/")
    page.locator(".hit h2 a").first.click()
    place = page.locator("#similar")
    place.scroll_into_view_if_needed()
    expect(place.locator("ul.similar, .empty").first).to_be_visible()
    assert place.locator("a[rel=nofollow]").count() == 0


def test_similar_ones_without_script(browser: Browser, url: str) -> None:
    """Without scripts a link leads to them."""
    plain = browser.new_context(base_url=url, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/dataset/")
    page.locator(".hit h2 a").first.click()
    page.locator("#similar a").click()
    expect(page.locator("ul.similar, .empty").first).to_be_visible()
    plain.close()
