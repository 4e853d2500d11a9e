"""odweb: codes as text or numbers, two ways of paging, what a list of files that fails means, and how real values look."""

import ast
import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from support import real

from harvesters.platforms.odweb import UPDATE_CYCLES

PAGE = '<div class="info-list"></div>'
Crawled = tuple[list[Any], list[Any], Any]


@pytest.fixture
def crawl(crawl_answers: Callable[..., Crawled]) -> Callable[..., Crawled]:
    """Crawl a portal of some rows; `files`, `apis` and `page` answer for every record, `asked` gets the list's forms."""

    def run(rows: list[Any], *, dialect: str = "default", cap: int = 100, asked: Any = None, **answers: Any) -> Crawled:
        listed = [{"cata_id": f"c{at}", "cata_title": "x", **row} for at, row in enumerate(rows)]

        def respond(request: httpx.Request) -> Any:
            if request.url.path.endswith(".htm"):
                return answers.get("page", PAGE)
            method = request.url.params["method"]
            if method != "GetCatalog":
                part = {"getDownLoadPageInfo": "files", "GetDownLoadInfo": "files", "GetApi": "apis"}[method]
                return answers.get(method, answers.get(part, {"data": []}))
            form = {name: value[0] for name, value in parse_qs(request.content.decode()).items()}
            if asked is not None:
                asked.append(form)
            at = int(form["start"]) if "start" in form else (int(form["page"]) - 1) * int(form["pageSize"])
            return {"recordsTotal": len(listed), "data": listed[at : at + cap]}

        options = {} if dialect == "default" else {"dialect": dialect}
        return crawl_answers(respond, url="http://a.test/odweb", platform="odweb", region="640100", options=options)

    return run


def test_codes(crawl: Callable[..., Crawled]) -> None:
    """Cycles and open types by their tables, as numbers and as text; text stays text; unknown codes are issues."""
    rows = [{"conf_update_cycle": code} for code in [*UPDATE_CYCLES, 7, "每年", None, "", 9]]
    records, issues, _ = crawl(rows)
    assert [record.update_cycle for record in records] == [*UPDATE_CYCLES.values(), "每年", "每年", None, None, None]
    assert [(issue.kind, issue.data["value"]) for issue in issues] == [("bad-value", "9")]
    records, issues, _ = crawl([{"open_type": code} for code in (1, "1", 3, "3", "无条件开放", "授权开放", 2)])
    assert [record.open_type for record in records] == ["无条件开放"] * 2 + ["有条件开放"] * 2 + [
        "无条件开放",
        "授权开放",
        None,
    ]
    assert [issue.data["value"] for issue in issues] == ["2"]


@pytest.mark.parametrize(
    ("row", "formats"),
    [
        ({"conf_catalog_format": "1,2,3,4,"}, ("xls", "xml", "json", "csv")),
        ({"conf_catalog_format": 4}, ("csv",)),
        ({"suffixes": "XLS, csv"}, ("xls", "csv")),
        ({"catalogStatistic": {"file_count": 2}}, ("file",)),
        ({"conf_use_type": "3"}, ()),
        ({}, ()),
    ],
)
def test_formats(crawl: Callable[..., Crawled], row: dict[str, Any], formats: tuple[str, ...]) -> None:
    """Formats by their codes or endings; files of which nothing is said are `file`."""
    (record,), _, _ = crawl([row])
    assert record.formats == formats


def test_dates(crawl: Callable[..., Crawled]) -> None:
    """Text comes before milliseconds, which stand in for it; an earlier change than the issue stays as it is."""
    rows: list[dict[str, Any]] = [
        {"update_time": "2019-01-02 03:04:05", "released_time": "2021-12-13"},
        {"conf_update_time": 1656295200000, "conf_released_time": "1656295200000"},
        {"update_time": "", "released_time": "2022-3-24"},
        {"update_time": "Dec 15, 2019 3:00:49 PM"},
        {"update_time": "最近"},
    ]
    records, issues, _ = crawl(rows)
    assert [(record.issued, record.modified) for record in records] == [
        ("2021-12-13", "2019-01-02T03:04:05"),
        ("2022-06-27T10:00:00", "2022-06-27T10:00:00"),
        ("2022-03-24", None),
        (None, "2019-12-15T15:00:49"),
        (None, None),
    ]
    assert [issue.kind for issue in issues] == ["bad-value"]


@pytest.mark.parametrize(
    ("dialect", "cap", "places"),
    [("default", 100, ["0", "100", "200"]), ("default", 90, ["0", "90", "180"]), ("wuxi", 100, ["1", "2", "3"])],
)
def test_paging(crawl: Callable[..., Crawled], dialect: str, cap: int, places: list[str]) -> None:
    """Pages by row offset, also of a server that gives less than is wanted, and by number in Wuxi."""
    asked: list[Any] = []
    records, issues, made = crawl([{"catalogStatistic": {"file_count": 0}}] * 230, dialect=dialect, cap=cap, asked=asked)
    assert [form["start" if dialect == "default" else "page"] for form in asked] == places
    assert (len({record.id for record in records}), issues, made.exit_code) == (230, [], 0)


def test_which_lists_are_asked(crawl: Callable[..., Crawled]) -> None:
    """Files are asked for unless the list says that there are none, APIs where it counts any."""
    files, apis = (
        {"data": [{"fileId": 1, "fileName": "a.csv"}]},
        {"data": [{"open_service_id": 2, "service_uri": "http://b.test/api"}]},
    )
    none, some = {"file_count": 0, "api_count": 0}, {"file_count": 3, "api_count": 1}
    records, _, _ = crawl(
        [{"catalogStatistic": none}, {"catalogStatistic": some}, {}, {"conf_use_type": "3"}], files=files, apis=apis
    )
    assert [(len(record.files), len(record.apis)) for record in records] == [(0, 0), (1, 1), (1, 0), (1, 1)]
    assert records[1].apis[0].url == "http://b.test/api"
    assert records[1].formats == ("csv", "api")


def test_another_build_names_its_lists_otherwise(crawl: Callable[..., Crawled]) -> None:
    """A list that is missing under one of its two names is asked for under the other."""
    found = {"GetDownLoadInfo": {"data": [{"fileId": 1, "fileFormat": "CSV"}]}, "getDownLoadPageInfo": httpx.Response(404)}
    (record,), issues, _ = crawl([{}], **found)
    assert ([file.format for file in record.files], issues) == (["csv"], [])


def test_a_conditional_file_is_applied_for(crawl: Callable[..., Crawled]) -> None:
    """A file is downloaded by a GET where the record is open, else its address is the landing page."""
    records, _, _ = crawl([{"open_type": "无条件开放"}, {"open_type": "有条件开放"}], files={"data": [{"fileId": "f/1"}]})
    download = "http://a.test/odweb/catalog/CatalogDetailDownload.do?method=getFileDownloadAddr&fileId=f%2F1"
    assert [(file.access, file.url) for record in records for file in record.files] == [
        ("open", download),
        ("apply", records[1].url),
    ]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"code": "0008", "msg": "未登录"}, True),
        ({"code": "0009"}, True),
        (httpx.Response(403), True),
        (httpx.Response(404), True),
        (httpx.Response(302, headers={"Location": "http://a.test/sso/login"}), True),
        ({"code": "9999"}, False),
        ({"data": "error"}, False),
        ("<html></html>", False),
    ],
)
def test_refused_files_leave_the_record(crawl: Callable[..., Crawled], answer: Any, kept: bool) -> None:
    """What the portal refuses leaves the record without files; what breaks skips it, so that no files vanish."""
    records, issues, made = crawl([{}], files=answer)
    assert (len(records), [issue.kind for issue in issues]) == ((1, ["incomplete-record"]) if kept else (0, ["skipped"]))
    assert made.exit_code == (0 if kept else 3)


@pytest.mark.parametrize(
    "page",
    ["", "<html><body>系统繁忙</body></html>", httpx.Response(404), httpx.Response(302, headers={"Location": "/login"})],
)
def test_a_page_that_fails_skips_its_record(crawl: Callable[..., Crawled], page: Any) -> None:
    """A record without its page is skipped."""
    records, issues, made = crawl([{}], page=page)
    assert (records, [issue.kind for issue in issues], made.exit_code) == ([], ["skipped"], 3)


@pytest.mark.parametrize(
    ("table", "items"),
    [
        (
            "<tr><th>字段名</th><th>中文名称</th><th>数据类型</th></tr><tr><td>NF</td><td>年份</td><td>数值</td></tr>",
            [("NF", "年份", "数值")],
        ),
        ("<tr><td>信息项中文名</td><td>信息项英文名</td></tr><tr><td>年份</td><td>NF</td></tr>", [("NF", "年份", None)]),
        (
            "<tr><th>信息项名称</th><th>类型</th></tr><tr><td>年份</td><td>N</td></tr><tr><td></td><td></td></tr>",
            [("年份", "年份", "N")],
        ),
        ("<tr><th>字段</th><th>名称</th></tr><tr><td>NF</td><td>年份</td></tr>", [("NF", "年份", None)]),
        ("<tr><th>字段名</th></tr><tr><td>年份</td></tr><tr><td>NF</td></tr>", [("年份", "年份", None), ("NF", None, None)]),
        ("<tr><td>来源部门：</td><td>市司法局</td></tr>", [("XM", None, None), ("执业证号", "执业证号", None)]),
    ],
)
def test_items(crawl: Callable[..., Crawled], table: str, items: list[Any]) -> None:
    """The table of the page by its headings, in any order; else the names that the list gives."""
    page = f'<div class="detail-table"><table>{table}</table></div>'
    (record,), _, _ = crawl([{"cata_items": "XM,执业证号"}], page=page)
    assert [(item.name, item.label, item.type) for item in record.items] == items


@pytest.mark.real
def test_real_values(crawl: Callable[..., Crawled]) -> None:
    """The 1,005 real records of a portal come out as they stand, whichever of the two places says them."""
    lines = [json.loads(line) for line in real.need("640100_yinchuan").read_text("utf-8").splitlines()]
    codes = {label: code for code, label in UPDATE_CYCLES.items()}
    formats = {"xls": "1", "xml": "2", "json": "3", "csv": "4"}
    rows = [
        {
            "cata_title": one["标题"],
            "open_type": one["开放状态"],
            "cataLogGroups": [{"group_name": one["所属主题"]}],
            "cataLogIndustrys": [{"group_name": one["所属行业"]}],
            "update_time": one["最后更新"],
            "released_time": one["发布时间"],
            "org_name": one["来源部门"],
            "cata_tags": one["标签"],
            "conf_update_cycle": codes.get(one["更新频率"], one["更新频率"]),
            "description": one["描述"],
            "conf_catalog_format": ",".join(formats[name] for name in ast.literal_eval(one["数据格式"]) if name != "file"),
            "conf_use_type": "2",
        }
        for one in lines
    ]
    records, issues, made = crawl(rows)
    assert (len(records), Counter(issue.kind for issue in issues), made.exit_code) == (len(lines), Counter(), 0)
    for record, one in zip(records, lines, strict=True):
        assert "，".join(record.theme) == one["所属主题"]
        assert "，".join(record.industry) == one["所属行业"]
        assert list(record.formats) == ast.literal_eval(one["数据格式"])
        assert (record.open_type, record.publisher, record.update_cycle or "") == (
            one["开放状态"],
            one["来源部门"],
            one["更新频率"],
        )
        assert bool(record.modified) == bool(one["最后更新"])
