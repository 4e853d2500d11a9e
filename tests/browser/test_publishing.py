"""A department publishes a file through the form; a contest team reads its rows with a token."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from browser.steps import follow, purge_department, wait_for_score
from playwright.sync_api import Page, expect

NAME = "居民信息表.csv"
ROWS = "序号,小区名称,户数,建成日期\n" + "".join(f"{n},幸福里{n}号院,{n * 12},2019-0{n % 9 + 1}-15\n" for n in range(1, 40))


@pytest.fixture
def department(portal) -> Iterator[str]:
    """A department of its own; what was published under it is removed in the end."""
    token = portal.facts["admin"]["token"]
    made = portal.api("organization_create", token=token, name="browser-test", title="泸州市住房和城乡建设局")
    yield made["id"]
    purge_department(portal, made["id"])


@pytest.fixture(scope="session")
def table(portal, demo: dict[str, Any]) -> str:
    """The id of a file of the demo whose rows can be called."""
    found = portal.datasets(fq=f"source_portal:{demo['code']} grade:[A TO C]")
    return next(file["id"] for dataset in found for file in dataset["resources"] if file["datastore_active"])


def uscc() -> str:
    """A 统一社会信用代码 of a public body with its right check character (GB 32100)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "11510500008590335"
    total = sum(letters.index(letter) * 3**place for place, letter in enumerate(body))
    return body + letters[-total % 31]


def describe(page: Page, department: str) -> None:
    """Fill in the Chinese form; the region by its pinyin."""
    page.fill("[name=title]", "泸州市老旧小区改造清单")
    page.fill("[name=notes]", "纳入改造计划的老旧小区名称、户数与建成日期，按年更新。")
    page.check("[name=theme][value='5']")
    region = page.locator("[name=region_code]")
    region.press_sequentially("luzhou")
    first = page.locator(".suggest li").first
    expect(first).to_contain_text("510500")  # what was typed before the last letter may mean another place
    first.click()
    expect(region).to_have_value("510500")
    page.select_option("[name=owner_org]", department)
    page.fill("[name=provider_code]", uscc())
    page.fill("[name=contact_unit]", "房屋管理科")
    page.fill("[name=contact_phone]", "0830-3190000")
    page.check("[name=open_type][value='1']")
    page.select_option("[name=update_cycle]", "7")
    page.fill("[name=issued]", "2026-01-05")
    page.fill("[name=data_modified]", "2026-03-05")
    page.select_option("[name=private]", "False")


def test_a_refused_form_says_in_chinese_what_to_mend(signed_in: Page, department: str, shoot) -> None:
    """An empty form comes back with a Chinese sentence at each required field."""
    signed_in.goto("/dataset/new")
    follow(signed_in.locator("button[name=save].btn-primary"))
    expect(signed_in.locator(".error-block").first).to_be_visible()
    shoot(signed_in, "publish-refused")
    words = " ".join(signed_in.locator(".error-block, .error-explanation").all_inner_texts())
    assert "必填" in words
    assert re.findall(r"[A-Za-z]{3,}", words) == []


def test_publish_and_read(signed_in: Page, portal, department: str, shoot) -> None:
    """Describe, upload a GB18030 file with a Chinese name, see its score; then rows come out in Chinese."""
    page = signed_in
    page.goto("/dataset/new")
    describe(page, department)
    shoot(page, "publish-describe")
    follow(page.locator("button[name=save].btn-primary"))
    page.set_input_files("[name=upload]", {"name": NAME, "mimeType": "text/csv", "buffer": ROWS.encode("gb18030")})
    expect(page.locator("[name=name]")).to_have_value(NAME)
    shoot(page, "publish-file")
    follow(page.locator("button[value=go-metadata]"))
    expect(page.locator(".file h3")).to_have_text(NAME)
    dataset = portal.api("package_show", id=page.url.rsplit("/", 1)[1])
    resource = dataset["resources"][0]
    wait_for_score(portal, resource["id"])
    page.goto(f"/dataset/{dataset['name']}/resource/{resource['id']}")
    assert page.locator(".score b").first.inner_text().isdigit()
    assert "GB18030" in page.inner_text("main")
    assert "幸福里1号院" in page.inner_text("#preview")
    shoot(page, "publish-report")
    rows = portal.api("datastore_search", resource_id=resource["id"], filters={"小区名称": "幸福里1号院"})["records"]
    assert [row["户数"] for row in rows] == [12]
    with page.expect_download() as download:
        page.click("main .btn.p")
    assert download.value.suggested_filename == NAME


def test_a_token_reads_rows(signed_in: Page, portal, url: str, table: str, shoot) -> None:
    """A token made on the page calls `datastore_search`; Chinese comes back intact."""
    page, name = signed_in, f"队伍-{int(time.time())}"
    page.goto(f"/user/{portal.facts['admin']['name']}/api-tokens")
    page.fill("[name=name]", name)
    page.click("button[value=create]")
    made = page.locator("#api-tokens-table tbody tr", has_text="已生成")
    expect(made).to_be_visible()
    shoot(page, "token")
    token = made.locator("code").last.inner_text().strip()
    answer = httpx.post(
        f"{url}/api/3/action/datastore_search", json={"resource_id": table}, headers={"Authorization": token}, timeout=120
    ).json()["result"]
    assert answer["total"] > 0
    assert re.search("[\u4e00-\u9fff]{2}", json.dumps(answer["records"], ensure_ascii=False))
