"""What holds for every page: Chinese to the last word, usable by everybody, on a phone, in the dark."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.steps import PHONE, follow
from playwright.sync_api import BrowserContext, Page, expect

PUBLIC = [
    "home", "search", "nothing", "dataset", "file", "portals", "portal", "gone", "run", "issues", "departments",
    "department", "rules", "rule", "check", "appeals", "repair", "about", "login", "missing",
]  # fmt: skip
SIGNED_IN = ["/dataset/new", "/organization/new", "/dashboard/datasets", "/user/{name}", "/user/edit/{name}"]
SIGNED_IN += [
    "/quality/check",
    "/user/{name}/api-tokens",
    "/portal/preview",
    "/portal/{code}",
    "/portal/{code}/run/{run}/cancel",
]

PROPER = {
    *("api", "ckan", "csv", "curl", "english", "excel", "gbk", "html", "http", "https", "id", "iso", "json", "kb"),
    *("pdf", "pinyin", "python", "sha", "txt", "url", "utf", "wps", "xls", "xlsx", "xml", "zip", "doc", "docx"),
    *("cc", "by", "odc", "db", "ol", "gb", "authorization", "admin", "gjxl", "mb", "oportal", "robots"),
    *("ctrl", "alt", "enter", "replace", "yyyy", "mm", "dd", "yyyymmdd", "gis"),
    *("athena", "beijing", "chongqing", "epoint", "exchangeopengateway", "fujian", "guizhou", "jdop", "odweb"),
    *("openresource", "taiwan", "tyky"),
    *("dqv", "frictionless", "ld", "markdown", "parquet", "turtle", "dnt", "sec", "gpc"),
    *("yaml", "yml", "tsv", "et", "ods", "ofd", "geojson", "xlsm", "rdf", "dbf", "shp"),
}
"""Words of the trade and names; everything else in Latin letters was left behind by somebody."""

WORDS = """() => {
  const data = "pre, code, .sheet, script, style, noscript, [lang=en], template, select[data-module] option";
  const seen = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest(data) && parent.checkVisibility()) seen.push(walk.currentNode.data);
  }
  for (const element of document.querySelectorAll("[title],[aria-label],[placeholder],[alt]")) {
    if (element.closest(data)) continue;
    for (const name of ["title", "aria-label", "placeholder", "alt"]) seen.push(element.getAttribute(name) || "");
  }
  seen.push(document.title);
  return seen;
}"""
NOT_WORDS = re.compile(r"(?<!\S)/\S+|https?://\S+|\S+@\S+|[\w-]*[\d_][\w.-]*|\S+\.\w{2,4}\b", re.ASCII)


def english(page: Page) -> set[str]:
    """The words in Latin letters that a reader sees, that are no proper names, and that no publisher wrote."""
    text = " ".join(NOT_WORDS.sub(" ", part) for part in page.evaluate(WORDS))
    words = {word for word in latin(text) if word.lower() not in PROPER}
    return words - published(page) if words else words


def latin(text: str) -> set[str]:
    """Its words in Latin letters."""
    return set(re.findall(r"[A-Za-z]{2,}", text))


def published(page: Page) -> set[str]:
    """The words in Latin letters in the titles, descriptions and names (ETC, pH) of the datasets that a page leads to."""
    paths = page.evaluate("[location, ...document.links].map((one) => one.pathname)")
    found: set[str] = set()
    for name in {match[1] for path in paths if (match := re.match("/dataset/([^/]+)", path))}:
        answer = page.request.get("/api/3/action/package_show", params={"id": name})
        if answer.ok:
            found |= latin(" ".join(written(answer.json()["result"])))
    return found


def written(dataset: dict[str, Any]) -> list[str]:
    """What its publisher wrote of a dataset and its files."""
    own = [dataset["title"], dataset.get("notes"), (dataset.get("organization") or {}).get("title")]
    own += [tag["display_name"] for tag in dataset["tags"]]
    return [text for text in (*own, *(file.get("name") for file in dataset["resources"])) if text]


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_in_chinese_for_everybody(page: Page, addresses: dict[str, str], shoot, name: str) -> None:
    """The page has one main heading, no English word, no serious obstacle."""
    page.goto(addresses[name])
    shoot(page, name)
    assert english(page) == set()
    assert page.locator("h1").count() == 1
    assert serious(page) == []


@pytest.mark.parametrize("name", PUBLIC)
def test_phone(visit, addresses: dict[str, str], shoot, name: str) -> None:
    """On a phone in the dark nothing is wider than the screen, and contrast holds."""
    page = visit(**PHONE, color_scheme="dark").new_page()
    page.goto(addresses[name])
    shoot(page, f"{name}-phone-dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []


@pytest.mark.parametrize("address", SIGNED_IN)
def test_page_of_a_user(signed_in: Page, portal, demo: dict[str, Any], shoot, address: str) -> None:
    """Pages behind the sign-in are held to the same."""
    signed_in.goto(address.format(name=portal.facts["admin"]["name"], code=demo["code"], run=demo["last_run"]["id"]))
    shoot(signed_in, re.sub(r"\W+", "-", re.sub("{.*?}", "", address)).strip("-"))
    assert english(signed_in) == set()
    assert serious(signed_in) == []


def test_english(page: Page, addresses: dict[str, str]) -> None:
    """One link in the footer leads to the same page in English, and back."""
    page.goto(addresses["dataset"])
    follow(page.locator("footer >> text=English"))
    expect(page).to_have_url(re.compile(f"/en{re.escape(addresses['dataset'])}$"))
    expect(page.locator("nav >> text=Datasets")).to_have_count(1)
    follow(page.locator("footer >> text=中文"))
    expect(page.locator("nav >> text=数据集").first).to_be_visible()


def test_keyboard(page: Page) -> None:
    """The first stop is the skip link; the slash goes to the search box."""
    page.goto("/portal")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#content")
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("name", "q")


def test_nothing_from_elsewhere(context: BrowserContext, page: Page, url: str, addresses: dict[str, str]) -> None:
    """No page asks another host for anything."""
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(request.url))
    for address in addresses.values():
        page.goto(address)
    assert {one for one in asked if not one.startswith((url, "data:"))} == set()
