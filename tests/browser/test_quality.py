"""A file's defects in their cells: from a finding to its cell, from a cell to its finding, with and without a script."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from browser.steps import follow, purge_department, wait_for_score
from browser.test_every_page import english, serious
from playwright.sync_api import Locator, Page, expect

BAD = "泸州市老旧小区改造清单,,\n序号,小区名称,户数\n1,幸福里一号院,120户\n2,幸福里二号院,86\n3,幸福里三号院,97\n合计,,303\n"
DATASET = {
    "name": "quality-test",
    "title": "泸州市老旧小区改造清单",
    "notes": "纳入改造计划的小区和户数。",
    "theme": ["5"],
    "region_code": "510500",
    "open_type": "1",
    "update_cycle": "7",
    "provider_code": "91350100M000100Y43",
    "contact_unit": "房屋管理科",
    "contact_phone": "0830-3190000",
    "license_id": "notspecified",
}
CELL = re.compile(r"#sheet=\d+&cell=[A-Z]+\d+$")


@pytest.fixture(scope="session")
def marked(reported: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """The page of the first of these files of which two cells at least are marked, and which a repair makes better."""
    for dataset, report in reported:
        examples = [one for finding in report["findings"] for one in finding["examples"]]
        cells = {one["at"] for one in examples if re.fullmatch(r"[A-Z]+\d+", one["at"] or "")}
        if len(cells) > 1 and report["what_if"]:
            return f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}"
    raise AssertionError("no scored file with marked cells in the demo")


def is_seen(cell: Locator) -> bool:
    """Whether a cell lies within its sheet's window."""
    return cell.evaluate(
        """cell => {
          const [inner, outer] = [cell, cell.closest(".sheet")].map((one) => one.getBoundingClientRect());
          const across = inner.left < outer.right && inner.right > outer.left;
          return across && inner.top >= outer.top && inner.bottom <= outer.bottom;
        }"""
    )


def test_from_a_finding_to_its_cell_and_back(page: Page, marked: str, shoot) -> None:
    """A click outlines the cell and says what is wrong there; the address can be passed on; the note leads back."""
    page.goto(marked)
    page.locator("a.jump").first.click()
    expect(page).to_have_url(CELL)
    shared = page.url
    cell = page.locator(f'.sheet td.here[id="{urlsplit(shared).fragment}"]')  # its finding may outline others too
    expect(cell).to_be_visible()
    assert is_seen(cell)
    shoot(page, "file-cell")
    page.goto("/about")
    page.goto(shared)
    expect(page.locator(".sheet td.here")).to_have_count(1)
    expect(page.locator(".cell-note")).to_contain_text(shared.rsplit("=", 1)[1])
    page.locator(".cell-note a").first.click()
    expect(page.locator(".spot:target")).to_be_in_viewport()


def test_from_a_cell_to_its_findings(page: Page, marked: str) -> None:
    """A click on a marked cell names its findings by their rules; arrow keys go on to the next marked cell."""
    page.goto(marked)
    cell = page.locator("td[data-findings]").first
    cell.click()
    numbers = (cell.get_attribute("data-findings") or "").split()
    expect(page.locator(".cell-note li")).to_have_count(len(numbers))
    rule = page.locator(f".find:has(#finding-{numbers[0]})").get_attribute("id")
    expect(page.locator(".cell-note a").first).to_have_text((rule or "").removeprefix("rule-"))
    page.locator("td[data-findings] > a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("td[data-findings]").nth(1).locator("a:focus")).to_have_count(1)


def test_without_script(visit, marked: str) -> None:
    """Both kinds of links are anchors."""
    page = visit(java_script_enabled=False).new_page()
    page.goto(marked)
    page.locator("a.jump").first.click()
    expect(page.locator(".sheet td:target")).to_be_visible()
    page.locator("td[data-findings] > a").first.click()
    expect(page.locator(".spot:target")).to_be_visible()


def test_the_way_ends_at_the_score(page: Page, marked: str) -> None:
    """The last bar is the score that stands beside the name, and what mending would give is more."""
    page.goto(marked)
    shown = float(page.locator(".steps-table tr.score b").inner_text())
    assert round(shown) == int(page.locator(".score.big b").inner_text())
    was, then = (float(text) for text in page.locator(".what-if b").all_inner_texts())
    assert was == shown < then


def test_badge_is_a_picture(page: Page, marked: str) -> None:
    """The dataset's page shows its badge, and the words to put it elsewhere."""
    page.goto(marked.split("/resource/", maxsplit=1)[0])
    badge = page.locator("img.score-badge")
    assert badge.evaluate("image => image.decode().then(() => image.naturalWidth)") > 60
    page.locator("details:has(#embed-html) > summary").click()
    assert badge.get_attribute("src") in page.locator("#embed-html").inner_text()


@pytest.fixture(scope="module")
def uploaded(portal, url: str) -> Iterator[str]:
    """The page of a scored file of a dataset of its own; the dataset is removed in the end."""
    token = portal.facts["admin"]["token"]
    department = portal.api("organization_create", token=token, name="quality-test", title="泸州市住房和城乡建设局")
    made = portal.api("package_create", token=token, owner_org=department["id"], **DATASET)
    answer = httpx.post(
        f"{url}/api/3/action/resource_create",
        data={"package_id": made["id"], "name": "小区清单"},
        files={"upload": ("小区清单.csv", BAD.encode("gb18030"))},
        headers={"Authorization": token},
        timeout=120,
    )
    resource = answer.json()["result"]["id"]
    wait_for_score(portal, resource)
    yield f"/dataset/{made['name']}/resource/{resource}"
    purge_department(portal, department["id"])


def test_repair(signed_in: Page, uploaded: str, shoot) -> None:
    """From the report to the repair: before and after side by side, a decision, and the files beside the original."""
    page = signed_in
    page.goto(uploaded)
    follow(page.locator(".what-if a.btn"))
    before, after = (int(text) for text in page.locator(".what-if .score b").all_inner_texts())
    assert after > before
    assert page.locator(".twins td.changed", has_text="120户").count() == 1
    totals = page.locator(".fix-choice", has_text="T03").locator("input")
    expect(totals).not_to_be_checked()
    totals.check()
    follow(page.locator(".fixes button"))
    expect(page.locator(".fix-choice", has_text="T03").locator("input")).to_be_checked()
    shoot(page, "repair-signed-in")
    assert english(page) == set()
    assert serious(page) == []
    with page.expect_download() as download:
        page.click("a[download] >> text=CSV")
    assert download.value.suggested_filename == "小区清单.csv"
    follow(page.locator(".form-actions button"))
    expect(page.locator(".file").nth(1)).to_be_visible()
    page.goto(uploaded)
    expect(page.locator(".alert-success a").first).to_be_visible()


def test_appeal(signed_in: Page, uploaded: str, shoot) -> None:
    """An appeal leaves the finding in the report, marked and without its points, and stands in the public list."""
    page = signed_in
    page.goto(uploaded)
    follow(page.locator("#rule-V01 a.appeal").first)
    page.fill("[name=reason]", "这一列按规定必须带单位填写。")
    follow(page.locator(".form-actions button"))
    expect(page.locator("#rule-V01 .spot .state").first).to_be_visible()
    page.goto("/quality/appeals?rule=V01")
    shoot(page, "appeals-signed-in")
    expect(page.locator("blockquote").first).to_have_text("这一列按规定必须带单位填写。")
    follow(page.locator("article", has_text="这一列按规定必须带单位填写。").locator("form button").first)
    page.goto(uploaded)
    expect(page.locator("#rule-V01 .spot .state")).to_have_count(0)


def test_check_before_publishing(signed_in: Page, shoot) -> None:
    """A chosen file is shown with its whole report and its cells; the page is one as any other."""
    page = signed_in
    page.goto("/quality/check")
    page.set_input_files("[name=upload]", {"name": "小区清单.csv", "mimeType": "text/csv", "buffer": BAD.encode("gb18030")})
    page.click(".check-form button")
    expect(page.locator(".score.big b")).to_be_visible()
    page.locator("a.jump", has_text="C3").first.click()
    expect(page.locator(".sheet td.here").first).to_have_text(re.compile("120户"))
    shoot(page, "check-report")
    assert english(page) == set()
    assert serious(page) == []
