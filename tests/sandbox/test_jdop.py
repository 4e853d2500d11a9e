"""The jdop simulator: the selectors and endpoints that the notes on the platform state."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.sandbox.asking import Family, iso, parts, said

SLUGS = ["jdop", "jdop_colon"]
LIST, DETAIL = "jdop_front/channal/datapubliclist.do", "jdop_front/detail/data.do"
FORMATS = {"接口": "api", "链接": "link", "其他": "file"}


def listed(family: Family, page: int, size: int = 10) -> HTMLParser:
    """A page of the list: HTML in JSON."""
    form = {"pageNumber": page, "pageSize": size, "domainId": 0, "isDownload": 1, "dimensionId": 0}
    answer = family.json("POST", LIST, form=form)
    assert set(answer) == {"data"}
    return HTMLParser(answer["data"])


def ids(found: HTMLParser) -> list[str]:
    """The ids that a page of the list links to."""
    links = [row.css_first("a[href]").attributes["href"] or "" for row in found.css("div.search_result")]
    assert all(re.fullmatch(r"\.\./detail/data\.do\?iid=\d+&searchString=", link) for link in links)
    return [parse_qs(urlsplit(link).query)["iid"][0] for link in links]


def pairs(found: HTMLParser) -> dict[str, str]:
    """The labels and values of a detail, those of hidden rows left out."""
    cells = [
        cell.text().replace("\xa0", " ").strip()
        for row in found.css("div.box1 tr")
        if "style" not in row.attributes
        for cell in row.css("td")
    ]
    return dict(zip(cells[::2], cells[1::2], strict=True))


@pytest.mark.parametrize("slug", SLUGS)
def test_list_is_complete(slug: str) -> None:
    """The total counts the repeated entries; all ids come; a page past the end has none; 600 a page are granted."""
    family = Family(slug)
    total = int(listed(family, 1).css_first("span.onColor").text())
    seen = [ident for page in range(1, -(-total // 10) + 1) for ident in ids(listed(family, page))]
    assert len(seen) == total > len(set(seen))
    assert set(seen) == set(family.truth)
    assert ids(listed(family, -(-total // 10) + 1)) == []
    assert ids(listed(family, 1, 600)) == seen


def test_list_rows() -> None:
    """A row has title, date and formats."""
    family = Family("jdop")
    for row, ident in zip(listed(family, 1).css("div.search_result"), ids(listed(family, 1)), strict=True):
        record = family.truth[ident]
        assert row.css_first("a").text() == record["title"]
        assert iso(row.css_first("span.date").text()) == record["modified"]
        assert [FORMATS.get(link.text(), link.text().lower()) for link in row.css("a.type")] == record["formats"]


@pytest.mark.parametrize("slug", SLUGS)
def test_details_show_what_the_truth_says(slug: str) -> None:
    """Every pair of every detail agrees with the truth; labels may end in a colon; hidden rows say something else."""
    family, colon = Family(slug), "：" if slug == "jdop_colon" else ""
    labels = set()
    for ident, record in family.truth.items():
        assert record["url"] == f"{family.base}/{DETAIL}?iid={ident}"
        found = HTMLParser(family.file(record["url"]).body.decode())
        shown = pairs(found)
        assert all(label.endswith(colon) for label in shown)
        shown = {label.removesuffix("："): value for label, value in shown.items()}
        assert found.css_first("span.sjxqTit1").text() == record["title"]
        assert said(shown["摘要"]) == record["description"]
        assert shown["数源单位"] == record["publisher"]
        assert (parts(shown["数据领域"]), parts(shown["行业分类"])) == (record["theme"], record["industry"])
        assert parts(shown["标签"]) == record["tags"]
        assert (shown["开放条件"], shown["更新周期"]) == (record["open_type"], record["update_cycle"])
        assert (iso(shown["发布日期"]), iso(shown["更新日期"])) == (record["issued"], record["modified"])
        assert [FORMATS.get(one, one.lower()) for one in parts(shown["资源格式"])] == record["formats"]
        assert said(shown["联系方式"]) == record["contact"]["phone"]
        assert shown.get("数据量", shown.get("数据条数")) == str(record["volume"]["rows"])
        assert found.css("div.box1 tr[style]")
        labels |= set(shown)
    assert {"数据量", "数据条数"} <= labels


def test_downloads() -> None:
    """Links with a type give the files of unconditional datasets; the one to earlier versions has no type."""
    family, opened = Family("jdop"), 0
    for record in family.truth.values():
        found = HTMLParser(family.file(record["url"]).body.decode())
        links = [
            urljoin(record["url"], one.attributes["href"] or "") for one in found.css('td.sjxz1 + td a[href*="fileType="]')
        ]
        assert links == [file["url"] for file in record["files"]]
        assert bool(found.css('a[href*="&history="]')) == bool(links)
        assert not links or record["open_type"] == "无条件开放"
        opened += len(links)
    assert opened > 30
    file = next(one for record in family.truth.values() for one in record["files"])
    reply = family.file(file["url"])
    assert reply.status == 200
    assert file["format"] in dict(reply.headers)["Content-Disposition"]
    assert family.file(file["url"].replace(f"fileType={file['format']}", "fileType=exe")).status == 404


def test_missing_page_has_no_title() -> None:
    """A dataset that is not there answers 200 without a title."""
    reply = Family("jdop").ask("GET", DETAIL, {"iid": 1})
    assert reply.status == 200
    assert HTMLParser(reply.body.decode()).css_first("span.sjxqTit1") is None


def test_interfaces_and_cookies() -> None:
    """An interface wants a key; a first visit gets cookies, a second none; a GET of the list is refused."""
    family = Family("jdop")
    ident, record = next(iter(family.truth.items()))
    path = f"jdop_front/interfaces/cata_{ident}"
    assert family.json("GET", f"{path}/get_total.do")["status"] == 0
    assert family.json("GET", f"{path}/get_total.do", {"appsecret": "a"}) == {"status": 1, "data": record["volume"]["rows"]}
    data = family.json("GET", f"{path}/get_data.do", {"appsecret": "a", "pageNum": 1, "pageSize": 500})["data"]
    assert len(data) == min(200, record["volume"]["rows"])
    names = [value.partition("=")[0] for key, value in family.ask("GET", "").headers if key == "Set-Cookie"]
    assert names == ["ZJZWFWSESSIONID", "SERVERID"]
    assert family.ask("GET", "", headers={"cookie": "ZJZWFWSESSIONID=1"}).headers == ()
    assert family.ask("GET", LIST).status == 405
