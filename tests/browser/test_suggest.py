"""The search box suggests while somebody types."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pypinyin import lazy_pinyin

from tests.browser.test_every_page import serious

BOX, LIST = "main form.search input[type=search]", "main .suggestions"


@pytest.fixture(scope="session")
def known(portal: Any) -> dict[str, str]:
    """A harvested dataset, which no test takes away, whose title is Han alone and no other's."""
    found = [one for one in portal.api("package_search", rows=500)["results"] if one.get("source_portal")]
    titles = [one["title"] for one in found]
    return next(one for one in found if re.fullmatch("[一-鿿]{6,20}", one["title"]) and titles.count(one["title"]) == 1)


def typed(page: Page, text: str) -> Locator:
    """The options after a text was typed."""
    page.locator(BOX).press_sequentially(text, delay=20)
    expect(page.locator(LIST)).to_be_visible()
    return page.locator(f"{LIST} [role=option]")


@pytest.mark.parametrize("address", ["/", "/dataset", "/dataset/there-is-none"])
def test_a_title_leads_to_its_dataset(page: Page, known: dict[str, str], address: str) -> None:
    """Wherever the box stands, a click on a suggested title opens the dataset."""
    page.goto(address)
    typed(page, known["title"]).filter(has_text=known["title"]).first.click()
    expect(page).to_have_url(re.compile(f"/dataset/{known['name']}$"))


@pytest.mark.parametrize("how", ["pinyin", "initials"])
def test_pinyin_finds_it_too(page: Page, known: dict[str, str], how: str) -> None:
    """Full pinyin and initials, in capitals as well."""
    read = lazy_pinyin(known["title"])
    page.goto("/")
    options = typed(page, "".join(read).upper() if how == "pinyin" else "".join(one[0] for one in read))
    expect(options.filter(has_text=known["title"]).first).to_be_visible()


def test_keyboard(page: Page, known: dict[str, str]) -> None:
    """Arrows, Home and End move, Escape closes and keeps the text, Enter opens what is marked."""
    page.goto("/")
    box = page.locator(BOX)
    options = typed(page, known["title"][:1])
    last = options.count() - 1
    assert last > 0

    def marked(at: int) -> None:
        expect(page.locator(f"{LIST} [aria-selected=true]")).to_have_count(0 if at < 0 else 1)
        expected = re.compile(".*") if at < 0 else options.nth(at).get_attribute("id")
        if at >= 0:
            expect(box).to_have_attribute("aria-activedescendant", expected)

    marked(-1)
    for key, at in [
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("ArrowUp", 0),
        ("ArrowUp", -1),
        ("ArrowUp", last),
        ("Home", 0),
        ("End", last),
    ]:
        box.press(key)
        marked(at)
    box.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    expect(box).to_have_value(known["title"][:1])
    box.press("ArrowDown")
    expect(page.locator(LIST)).to_be_visible()
    box.press("ArrowDown")
    address = options.first.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{address}")


def test_the_list_goes_with_the_focus(page: Page, known: dict[str, str]) -> None:
    """Tab leads on to the button, and nothing stands open over the page."""
    page.goto("/")
    typed(page, known["title"][:1])
    page.press(BOX, "Tab")
    expect(page.locator("main form.search button")).to_be_focused()
    expect(page.locator(LIST)).to_be_hidden()
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "false")


def test_enter_without_a_mark_searches(page: Page, known: dict[str, str]) -> None:
    """The list does not stand between a person and the search."""
    page.goto("/")
    typed(page, known["title"][:2])
    page.press(BOX, "Enter")
    expect(page).to_have_url(re.compile(r"/dataset/?\?q="))


def test_what_was_typed_is_marked(page: Page, known: dict[str, str]) -> None:
    """In titles, beside which their department or region stands."""
    page.goto("/")
    option = typed(page, known["title"][:3]).filter(has_text=known["title"]).first
    expect(option.locator("mark").first).to_have_text(known["title"][:3])
    expect(option.locator("small")).not_to_be_empty()


def test_regions_open_their_datasets(page: Page) -> None:
    """A region among the suggestions is the facet of the search."""
    page.goto("/")
    typed(page, "四川").filter(has_text=re.compile(r"^四川省 [\d,]+$")).first.click()
    expect(page).to_have_url(re.compile("region_path=510000"))


def test_roles(page: Page, known: dict[str, str], shoot: Any) -> None:
    """A combobox with a labelled list of options in labelled groups, and nothing that axe minds, while it is open."""
    page.goto("/")
    box = page.get_by_role("combobox", name="搜索数据集")
    expect(box).to_have_attribute("aria-expanded", "false")
    typed(page, known["title"][:2])
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-controls", page.locator(LIST).get_attribute("id") or "")
    expect(page.get_by_role("listbox").get_by_role("group").first).to_be_visible()
    expect(page.locator("form.search [role=status]")).to_contain_text(re.compile(r"\d+"))
    assert serious(page) == []
    shoot(page, "suggestions")


def test_nothing_is_asked_while_pinyin_becomes_characters(page: Page) -> None:
    """An input method shows letters first; only what it hands over is asked for, and that once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "govopen_suggest" in request.url else None)
    page.goto("/")
    page.focus(BOX)
    ime = page.context.new_cdp_session(page)
    for at in range(1, 7):
        ime.send("Input.imeSetComposition", {"text": "tushu'"[:at], "selectionStart": at, "selectionEnd": at})
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_response(re.compile("govopen_suggest")):
        ime.send("Input.insertText", {"text": "图书"})
    assert len(asked) == 1


def test_late_answers_do_not_replace_newer_ones(page: Page) -> None:
    """What was asked first and is answered last is not shown."""
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "q=%E6%97%A7" in route.request.url:
            held.append(route)
        else:
            route.fulfill(json={"success": True, "result": {"queries": ["新的"]}})

    page.route("**/govopen_suggest*", answer)
    page.goto("/")
    with page.expect_request(re.compile("govopen_suggest")):
        page.fill(BOX, "旧")
    page.fill(BOX, "新")
    expect(page.locator(f"{LIST} [role=option]")).to_have_text(["新的"])
    assert len(held) == 1


def test_without_answers_the_box_searches(page: Page) -> None:
    """An error of the server, or a request too many, leaves a plain box."""
    page.route("**/govopen_suggest*", lambda route: route.fulfill(status=429, headers={"Retry-After": "5"}, body=""))
    page.goto("/")
    with page.expect_response(re.compile("govopen_suggest")):
        page.fill(BOX, "停车")
    expect(page.locator(LIST)).to_be_hidden()
    page.press(BOX, "Enter")
    expect(page).to_have_url(re.compile(r"/dataset/?\?q="))


def test_on_a_phone_and_in_the_dark(browser: Browser, url: str, known: dict[str, str], shoot: Any) -> None:
    """The list keeps within the screen, and its text can be read."""
    phone = browser.new_context(
        base_url=url, viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN", color_scheme="dark"
    )
    page = phone.new_page()
    page.goto("/")
    typed(page, known["title"][:2])
    frame = page.locator(LIST).bounding_box()
    assert frame
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    shoot(page, "suggestions-phone")
    phone.close()
