"""The search box suggests while somebody types."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser.steps import PHONE
from browser.test_every_page import serious
from playwright.sync_api import Locator, Page, Response, Route, expect
from pypinyin import lazy_pinyin

BOX, LIST = "main form.search input[type=search]", "main .suggestions"
TRIES = 20
"""How often a text is asked for while the index is too busy to answer somebody who types (within 0.9 s)."""


def typed(page: Page, text: str, *, letters: bool = False) -> Locator:
    """The options after a text was typed: at once, as an input method hands it over, or letter by letter.

    They are those of the whole text. Where the index had no time for titles, or to count, the text is typed again.
    """
    box = page.locator(BOX)
    for _ in range(TRIES):
        box.fill("")
        expect(page.locator(LIST)).to_be_hidden()
        found = answer(page, text, lambda: box.press_sequentially(text, delay=20) if letters else box.fill(text))
        if found["titles"] and all(one["count"] is not None for one in found["regions"]):
            break
    expect(page.locator(LIST)).to_be_visible()
    return page.locator(f"{LIST} [role=option]")


def answer(page: Page, text: str, ask: Callable[[], None]) -> dict[str, Any]:
    """What the box is told of a text, once that is asked for."""

    def is_of_it(response: Response) -> bool:
        asked = urlsplit(response.url)
        return asked.path.endswith("/govopen_suggest") and parse_qs(asked.query)["q"] == [text]

    with page.expect_response(is_of_it) as response:
        ask()
    told: dict[str, Any] = response.value.json()["result"]
    return told


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
    options = typed(page, "".join(read).upper() if how == "pinyin" else "".join(one[0] for one in read), letters=True)
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
    for _ in range(TRIES):
        if any(answer(page, known["title"][:1], lambda: box.press("ArrowDown")).values()):
            break
    expect(page.locator(LIST)).to_be_visible()
    box.press("ArrowDown")
    address = str(options.first.get_attribute("href"))
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


def test_on_a_phone_and_in_the_dark(visit: Any, known: dict[str, str], shoot: Any) -> None:
    """The list keeps within the screen, and its text can be read."""
    page = visit(**PHONE, color_scheme="dark").new_page()
    page.goto("/")
    typed(page, known["title"][:2])
    frame = page.locator(LIST).bounding_box()
    assert frame
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    shoot(page, "suggestions-phone")
