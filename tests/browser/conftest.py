"""A browser in front of the portal that `scripts/test` brought up with the demo in it."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from support.client import Portal

ARTEFACTS = Path(os.environ.get("GOVOPEN_ARTEFACTS", "build/screenshots"))
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}

expect.set_options(timeout=30_000)

Shoot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def portal() -> Portal:
    """That portal."""
    file = Path(os.environ["GOVOPEN_TEST_INSTANCE"])
    return Portal(file, json.loads(file.read_text()))


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
def context(browser: Browser, url: str) -> Iterator[BrowserContext]:
    """A visitor with a wide screen who has not signed in."""
    visitor = browser.new_context(base_url=url, viewport={"width": 1240, "height": 900}, locale="zh-CN")
    yield visitor
    visitor.close()


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
def scored(portal: Portal) -> dict[str, str]:
    """`dataset` and `resource`: a file with a report that found something."""
    found = portal.api("package_search", fq="grade:(B OR C OR D)", rows=20)["results"]
    for dataset in found:
        for resource in dataset["resources"]:
            report = portal.api("govopen_score_show", id=resource["id"])["report"]
            if report and report["findings"]:
                return {"dataset": dataset["name"], "resource": resource["id"], "title": dataset["title"]}
    raise AssertionError("no scored file with findings in the demo")


@pytest.fixture(scope="session")
def addresses(portal: Portal, scored: dict[str, str]) -> dict[str, str]:
    """Every public page by a short name."""
    code, run = next((one["code"], one["last_run"]["id"]) for one in portal.api("govopen_portal_list") if one["sandbox"])
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
