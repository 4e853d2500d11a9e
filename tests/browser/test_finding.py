"""A developer finds a dataset, judges it by its report, and takes its file."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect


def number(text: str) -> int:
    """The first number in a text, its thousands grouped."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found.group().replace(",", ""))


def test_home_shows_the_portal_s_own_figures(page: Page, portal) -> None:
    """What the home page counts is what the action says."""
    stats = portal.api("govopen_stats_show")
    page.goto("/")
    figures = {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in page.locator(".figs div").all()}
    assert number(figures["数据集"]) == stats["datasets"] > 0
    assert number(figures["数据文件"]) == stats["files"]
    assert page.locator(".tile").count() == 34


def test_search_from_home(page: Page) -> None:
    """Words typed at home lead to results with those words marked."""
    page.goto("/")
    page.fill("main [name=q]", "停车场")
    page.press("main [name=q]", "Enter")
    expect(page.locator(".hit").first).to_be_visible()
    assert "停车" in "".join(page.locator(".hit mark").all_inner_texts())


def test_facets_narrow_and_chips_widen(page: Page) -> None:
    """A facet's count is what is found after its click; its chip takes it away again."""
    page.goto("/dataset")
    everything = number(page.locator(".bar .count").inner_text())
    entry = page.locator(".facet a").first
    promised, label = number(entry.locator("span").last.inner_text()), entry.locator("span").first.inner_text()
    entry.click()
    assert number(page.locator(".bar .count").inner_text()) == promised
    chip = page.locator(".chip", has_text=label)
    chip.click()
    assert number(page.locator(".bar .count").inner_text()) == everything


def test_regions_are_a_tree(page: Page) -> None:
    """A province opens its cities, and a city replaces its province in the address."""
    page.goto("/dataset")
    tree = page.locator("#facet-region_path")
    tree.locator("a", has_text="四川省").click()
    tree.locator("li li a").first.click()
    assert len(parse_qs(urlsplit(page.url).query)["region_path"]) == 1
    assert tree.locator("[aria-current]").count() == 1
    expect(tree.locator("a.open")).to_contain_text("四川省")


def test_two_values_of_a_facet(page: Page, shoot) -> None:
    """Both are alternatives, the others keep their counts, each is taken away by its chip, and the way back leads back."""
    page.goto("/dataset")
    facet = page.locator("#facet-theme")
    labels = facet.locator("a span:first-child").all_text_contents()[:2]
    counts = [number(text) for text in facet.locator("a span:last-child").all_text_contents()]
    for label in labels:
        facet.locator("a", has_text=label).click()
    assert facet.locator("[aria-current=true]").count() == 2
    assert [number(text) for text in facet.locator("a span:last-child").all_text_contents()] == counts
    found = number(page.locator(".bar .count").inner_text())
    # near-duplicates are folded within what is found, so that the sum need not be exact
    assert max(counts[:2]) <= found < sum(counts)
    shoot(page, "facets-two")
    page.go_back()
    expect(page.locator(".chip")).to_have_count(1)
    page.go_forward()
    page.locator(".chip", has_text=labels[0]).click()
    expect(page.locator(".chip")).to_have_count(1)
    assert number(page.locator(".bar .count").inner_text()) == counts[1]


def test_facets_by_keyboard(page: Page) -> None:
    """A hidden link leads to the facets; who chooses a value with Enter finds the focus on it again."""
    page.goto("/dataset")
    page.locator(".bar .skip").focus()
    expect(page.locator(".bar .skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#facets') !== null")
    page.locator("#facet-grade a").first.focus()
    label = page.locator("#facet-grade a span").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#facet-grade a:focus span").first).to_have_text(label)
    expect(page.locator(":focus")).to_have_attribute("aria-current", "true")


def test_a_long_list_is_searched(page: Page) -> None:
    """The list of departments has a page of its own; a box finds one by a piece of its title."""
    page.goto("/dataset")
    facet = page.locator("#facet-organization")
    facet.locator("summary").click()
    facet.locator(".more").click()
    assert "_more=organization" in page.url
    expect(facet.locator("details")).to_have_attribute("open", "")
    shown = facet.locator("details li:visible")
    expect(shown.nth(1)).to_be_visible()
    before = shown.count()
    title = facet.locator("details li span").last.locator("xpath=../span[1]").inner_text()
    facet.locator("input[type=search]").fill(title)
    expect(shown.first).to_contain_text(title)
    assert 0 < shown.count() < before


def test_search_works_without_script(browser: Browser, url: str) -> None:
    """Facets, chips, order and pages are links."""
    plain = browser.new_context(base_url=url, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/dataset")
    page.locator(".facet a").nth(1).click()
    page.locator("#facet-theme a").first.click()
    assert page.locator(".chip").count() == 2
    page.locator(".chips li:last-child a").click()
    assert page.locator(".chip").count() == 0
    page.locator("#facet-theme a").nth(1).click()
    page.locator(".order a").nth(1).click()
    assert "sort=" in page.url
    assert page.locator(".chip").count() == 1
    plain.close()


def test_facets_on_a_phone(browser: Browser, url: str, shoot) -> None:
    """Facets lie in a sheet that a button opens."""
    phone = browser.new_context(base_url=url, viewport={"width": 390, "height": 844}, has_touch=True)
    page = phone.new_page()
    page.goto("/dataset")
    expect(page.locator(".facet").first).to_be_hidden()
    page.click(".facets-open")
    expect(page.locator(".facet").first).to_be_visible()
    shoot(page, "facets-phone")
    page.locator("#facet-theme a").first.click()
    # the sheet stays for a second value, and its button leads to the results
    expect(page.locator(".facets-close")).to_be_in_viewport()
    page.click(".facets-close")
    expect(page.locator(".facet").first).to_be_hidden()
    expect(page.locator(".chip")).to_have_count(1)
    phone.close()


def test_nothing_found(page: Page, shoot) -> None:
    """An empty answer says what to try."""
    page.goto("/dataset?q=龘靐齉爩&formats=csv")
    assert page.locator(".hit").count() == 0
    assert page.locator(".empty a").count() >= 2


def test_dataset_answers_what_how_fresh_and_whether_it_can_be_used(page: Page, scored) -> None:
    """The page has the national metadata, a score in words, the reason, and one primary action."""
    page.goto(f"/dataset/{scored['dataset']}")
    assert page.locator("h1").inner_text().strip().startswith(scored["title"])
    facts = page.locator("aside .facts").first.inner_text()
    assert "更新周期" in facts
    assert "行政区划" in facts
    assert page.locator(".file .score b").first.inner_text().isdigit()
    assert page.locator(".btn.p").count() == 1
    assert "datastore_search" in page.inner_text("#api") or "package_show" in page.inner_text("#api")


def test_report_says_where_what_and_how_to_mend(page: Page, scored) -> None:
    """Each finding has a title, a place or examples, and a way to mend it; the grid has letters and row numbers."""
    page.goto(f"/dataset/{scored['dataset']}/resource/{scored['resource']}")
    finding = page.locator(".find").first
    assert finding.locator("h3").inner_text()
    finding.locator("summary").last.click()
    assert len(finding.locator("details p").last.inner_text()) > 8
    if page.locator("#preview").count():
        assert page.locator(".sheet thead th").first.inner_text() == "A"
        assert page.locator(".sheet tbody th").first.inner_text().split()[0].isdigit()


def test_portals_show_their_last_run(page: Page, portal) -> None:
    """Each portal is listed with what its last run did; its own page lists runs and issues."""
    page.goto("/portal")
    assert page.locator("tbody tr").count() == len(portal.api("govopen_portal_list"))
    page.locator("tbody tr", has=page.locator(".state")).locator("a").first.click()
    assert page.locator(".state").count() >= 1
    assert page.locator("#issues").is_visible()


def test_every_page_with_example_data_says_so(page: Page, scored) -> None:
    """Sandbox data are marked."""
    for address in ("/", "/dataset", f"/dataset/{scored['dataset']}", "/portal"):
        page.goto(address)
        expect(page.locator(".notice")).to_contain_text("示例数据")


def test_dataset_prints_without_the_frame(page: Page, scored) -> None:
    """On paper there is no header, no button, but the facts."""
    page.goto(f"/dataset/{scored['dataset']}")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".btn.p")).to_be_hidden()
    expect(page.locator("aside .facts").first).to_be_visible()
