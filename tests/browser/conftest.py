"""A browser in front of the portal that `scripts/test` brought up with the demo in it."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pypinyin import Style, pinyin
from support.client import Portal, brought_up

ARTEFACTS = Path(os.environ.get("GOVOPEN_ARTEFACTS", "build/screenshots"))
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}

PATIENCE = 120_000
"""Milliseconds that a test waits for what a page is to show: the machine may be slow, how slow is no test's business."""
LINES = {"csv", "xls", "xlsx"}
"""Formats whose columns have letters."""
SCREEN = {"viewport": {"width": 1240, "height": 900}, "locale": "zh-CN"}

expect.set_options(timeout=PATIENCE)

Shoot = Callable[[Page, str], None]
Visit = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def portal() -> Portal:
    """That portal."""
    return brought_up()


@pytest.fixture(scope="session")
def url(portal: Portal) -> str:
    """Its address."""
    return os.environ.get("GOVOPEN_TEST_URL") or portal.facts["site_url"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    """Makes visitors who have not signed in: on a wide screen, or with other options of `new_context`."""
    visitors: list[BrowserContext] = []

    def arrive(**options: Any) -> BrowserContext:
        visitor = browser.new_context(base_url=url, **SCREEN | options)
        visitor.set_default_timeout(PATIENCE)
        visitors.append(visitor)
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def context(visit: Visit) -> BrowserContext:
    """A visitor with a wide screen who has not signed in."""
    return visit()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test where a page's script fails."""
    tab = context.new_page()
    broken: list[str] = []
    tab.on("pageerror", lambda error: broken.append(str(error)))
    yield tab
    assert broken == []


@pytest.fixture
def signed_in(page: Page, portal: Portal) -> Page:
    """The same tab after the operator has signed in."""
    page.goto("/user/login")
    page.fill("[name=login]", portal.facts["admin"]["name"])
    page.fill("[name=password]", portal.facts["admin"]["password"])
    page.click("main button[type=submit]")
    page.wait_for_selector("details.menu")
    return page


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Keeps a picture of the whole page among the artefacts."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return take


@pytest.fixture(scope="session")
def demo(portal: Portal) -> dict[str, Any]:
    """The first portal, by its code, of those that the instance itself simulates and read to their end.

    No test changes its datasets, and files of all grades were scored there; not so with portals that tests simulate.
    """
    own = [one for one in portal.api("govopen_portal_list") if one["url"].startswith(portal.facts["sandbox_url"])]
    return next(one for one in own if one["last_run"] and one["last_run"]["state"] == "complete")


@pytest.fixture(scope="session")
def reported(portal: Portal, demo: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The datasets of the demo whose first file is a table of lines with a preview and a report that found something.

    Each with that report. No test changes them, and each says its update cycle and its region.
    """
    found = []
    for dataset in portal.datasets(fq=f"source_portal:{demo['code']} grade:(B OR C OR D)"):
        file = dataset["resources"][0]
        report = portal.api("govopen_score_show", id=file["id"])["report"]
        facts = dataset.get("update_cycle"), dataset.get("region_code"), report and report["findings"]
        if all(facts) and file["detected_format"] in LINES and portal.api("govopen_preview_show", id=file["id"])["grid"]:
            found.append((dataset, report))
    return found


@pytest.fixture(scope="session")
def scored(reported: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, str]:
    """`dataset`, `resource` and `title` of the first of them."""
    dataset, _ = reported[0]
    return {"dataset": dataset["name"], "resource": dataset["resources"][0]["id"], "title": dataset["title"]}


@pytest.fixture(scope="session")
def known(portal: Portal) -> dict[str, Any]:
    """A harvested dataset, which no test takes away, that typing a part of its title surely suggests.

    Its title is Han alone, and each of its characters is read in one way, so that there is one pinyin for it. No other title
    has its first three characters, so that these lead to it; others have the first, so that there is a list to move in.
    """
    found = list(portal.datasets())
    titles = [one["title"] for one in found]
    begun = Counter(title[:3] for title in titles) + Counter(title[:1] for title in set(titles))
    wanted = (one for one in found if one.get("source_portal") and is_plain(one["title"]))
    return next(one for one in wanted if begun[one["title"][:3]] == 1 and begun[one["title"][:1]] > 1)


def is_plain(title: str) -> bool:
    """Whether a title is Han alone, and read in one way."""
    readings = pinyin(title, style=Style.NORMAL, heteronym=True)
    return bool(re.fullmatch("[一-鿿]{6,20}", title)) and all(len(one) == 1 for one in readings)


@pytest.fixture(scope="session")
def addresses(portal: Portal, demo: dict[str, Any], scored: dict[str, str]) -> dict[str, str]:
    """Every public page by a short name."""
    code, run = demo["code"], demo["last_run"]["id"]
    department = portal.api("package_show", id=scored["dataset"])["organization"]["name"]
    dataset = f"/dataset/{scored['dataset']}"
    return {
        "home": "/",
        "search": "/dataset?q=信息",
        "nothing": "/dataset?q=龘靐齉爩",
        "dataset": dataset,
        "file": f"{dataset}/resource/{scored['resource']}",
        "portals": "/portal",
        "portal": f"/portal/{code}",
        "gone": f"/portal/{code}/gone",
        "run": f"/portal/{code}/run/{run}",
        "issues": "/portal/issues",
        "departments": "/organization",
        "department": f"/organization/{department}",
        "rules": "/quality/rules",
        "rule": "/quality/rules/V01",
        "check": "/quality/check",
        "appeals": "/quality/appeals",
        "repair": f"{dataset}/resource/{scored['resource']}/repair",
        "about": "/about",
        "login": "/user/login",
        "missing": "/dataset/there-is-none",
    }
