"""A developer finds a dataset, judges it by its report, and takes its file."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.steps import PHONE, exactly, follow
from playwright.sync_api import Locator, Page, expect

TRIES = 20
"""How often something is read that may change meanwhile."""


def number(text: str) -> int:
    """The first number in a text, its thousands grouped."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found.group().replace(",", ""))


@pytest.fixture(scope="module")
def catalogue(demo: dict[str, Any]) -> str:
    """The address of a list of datasets that stays as it is, whatever is harvested, published or scored meanwhile."""
    return f"/dataset?source_portal={demo['code']}"


def count_of(entry: Locator) -> int:
    """How many datasets a value of a facet promises."""
    return number(entry.locator("span").last.inner_text())


def found(page: Page) -> int:
    """How many datasets were found."""
    return number(page.locator(".bar .count").inner_text())


def chip(page: Page, label: str) -> Locator:
    """The chip of a chosen value."""
    return page.locator(".chip", has=page.locator("bdi", has_text=exactly(label)))


def test_home_shows_the_portal_s_own_figures(page: Page, portal) -> None:
    """What the home page counts is what the action says; each process keeps what it counted for some seconds."""
    for _ in range(TRIES):
        page.goto("/")
        figures = {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in page.locator(".figs div").all()}
        shown = (number(figures["数据集"]), number(figures["数据文件"]))
        told = portal.api("govopen_stats_show")
        if shown == (told["datasets"], told["files"]):
            break
    assert shown == (told["datasets"], told["files"])
    assert told["datasets"] > 0
    assert page.locator(".tile").count() == 34


def test_search_from_home(page: Page) -> None:
    """Words typed at home lead to results with those words marked."""
    page.goto("/")
    page.fill("main [name=q]", "停车场")
    page.press("main [name=q]", "Enter")
    expect(page.locator(".hit mark", has_text="停车").first).to_be_visible()


def test_facets_narrow_and_chips_widen(page: Page, catalogue: str) -> None:
    """A facet's count is what is found after its click; its chip takes it away again."""
    page.goto(catalogue)
    everything = found(page)
    entry = page.locator(".facet a").first
    promised, label = count_of(entry), entry.locator("span").first.inner_text()
    follow(entry)
    assert found(page) == promised
    follow(chip(page, label))
    assert found(page) == everything


def test_regions_are_a_tree(page: Page) -> None:
    """A province opens its cities, and a city replaces its province in the address."""
    page.goto("/dataset")
    tree = page.locator("#facet-region_path")
    follow(tree.locator("a", has_text="四川省"))
    follow(tree.locator("li li a").first)
    assert len(parse_qs(urlsplit(page.url).query)["region_path"]) == 1
    expect(tree.locator("[aria-current]")).to_have_count(1)
    expect(tree.locator("a.open")).to_contain_text("四川省")


def test_two_values_of_a_facet(page: Page, catalogue: str, shoot) -> None:
    """Both are alternatives, the others keep their counts, each is taken away by its chip, and the way back leads back."""
    page.goto(catalogue)
    facet, chosen = page.locator("#facet-theme"), page.locator("#facet-theme [aria-current=true]")
    labels = facet.locator("a span:first-child").all_text_contents()[:2]
    counts = [number(text) for text in facet.locator("a span:last-child").all_text_contents()]
    for at, label in enumerate(labels, 1):
        follow(facet.locator("a", has=page.locator("span:first-child", has_text=exactly(label))))
        expect(chosen).to_have_count(at)
    assert [number(text) for text in facet.locator("a span:last-child").all_text_contents()] == counts
    # near-duplicates are folded within what is found, so that the sum need not be exact
    assert max(counts[:2]) <= found(page) < sum(counts)
    shoot(page, "facets-two")
    page.go_back()
    expect(chosen).to_have_count(1)
    page.go_forward()
    expect(chosen).to_have_count(2)
    follow(chip(page, labels[0]))
    expect(chosen).to_have_count(1)
    assert found(page) == counts[1]


def test_facets_by_keyboard(page: Page) -> None:
    """A hidden link leads to the facets; who chooses a value with Enter finds the focus on it again."""
    page.goto("/dataset")
    page.locator(".bar .skip").focus()
    expect(page.locator(".bar .skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#facets :focus")).to_have_count(1)
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
    follow(facet.locator(".more"))
    assert "_more=organization" in page.url
    expect(facet.locator("details")).to_have_attribute("open", "")
    shown = facet.locator("details li:visible")
    expect(shown.nth(1)).to_be_visible()
    before = shown.count()
    title = facet.locator("details li span").last.locator("xpath=../span[1]").inner_text()
    facet.locator("input[type=search]").fill(title)
    expect(shown.first).to_contain_text(title)
    assert 0 < shown.count() < before


def test_search_works_without_script(visit) -> None:
    """Facets, chips, order and pages are links."""
    page = visit(java_script_enabled=False).new_page()
    page.goto("/dataset")
    follow(page.locator(".facet a").nth(1))
    follow(page.locator("#facet-theme a").first)
    expect(page.locator(".chip")).to_have_count(2)
    follow(page.locator(".chips li:last-child a"))
    expect(page.locator(".chip")).to_have_count(0)
    follow(page.locator("#facet-theme a").nth(1))
    follow(page.locator(".order a").nth(1))
    assert "sort=" in page.url
    expect(page.locator(".chip")).to_have_count(1)


def test_facets_on_a_phone(visit, shoot) -> None:
    """Facets lie in a sheet that a button opens."""
    page = visit(**PHONE).new_page()
    page.goto("/dataset")
    expect(page.locator(".facet").first).to_be_hidden()
    page.click(".facets-open")
    expect(page.locator(".facet").first).to_be_visible()
    shoot(page, "facets-phone")
    follow(page.locator("#facet-theme a").first)
    # the sheet stays for a second value, and its button leads to the results
    expect(page.locator(".facets-close")).to_be_in_viewport()
    page.click(".facets-close")
    expect(page.locator(".facet").first).to_be_hidden()
    expect(page.locator(".chip")).to_have_count(1)


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
    assert page.locator("#preview .sheet thead th").first.inner_text() == "A"
    assert page.locator("#preview .sheet tbody th").first.inner_text().split()[0].isdigit()


def test_portals_show_their_last_run(page: Page, portal) -> None:
    """Each portal is listed with what its last run did; its own page lists runs and issues."""
    page.goto("/portal")
    assert page.locator("tbody tr").count() == len(portal.api("govopen_portal_list"))
    follow(page.locator("tbody tr", has=page.locator(".state")).locator("a").first)
    expect(page.locator(".state").first).to_be_visible()
    expect(page.locator("#issues")).to_be_visible()


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
