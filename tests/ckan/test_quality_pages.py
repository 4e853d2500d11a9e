"""Where people meet the scorer: the file's page, rules, badges, exports, the check before publishing, repairs, appeals."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from lxml import html
from werkzeug.datastructures import FileStorage

from ckan import logic, model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.files.preview import grid
from ckanext.govopen.harvest import files
from ckanext.govopen.helpers.grid import govopen_cell_links, govopen_repaired_sheets, govopen_sheets
from ckanext.govopen.model import FileScore
from ckanext.govopen.scoring.check import check_file
from ckanext.govopen.scoring.exports.shown import example_rows
from ckanext.govopen.scoring.registry import rules
from ckanext.govopen.scoring.report import render
from ckanext.govopen.scoring.samples import workbook

from tests.ckan import kit

ROWS = [
    ["某市户数统计表", None],
    ["区县", "户数"],
    *[[f"第{n}县", "980户" if n in (4, 180) else n] for n in range(1, 201)],
    ["合计", 9],
]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:")
FORMS = {
    "json": "application/json",
    "dqv.jsonld": "application/ld+json",
    "dqv.ttl": "text/turtle; charset=utf-8",
    "frictionless.json": "application/json",
}

Act = Callable[..., Any]


@pytest.fixture(scope="module")
def book() -> bytes:
    """A workbook with a title, units in numbers far apart, and a total."""
    return workbook(ROWS, ["A1:B1"]).content


@pytest.fixture(scope="module")
def checked(book: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Its rendered report, and its preview under `grid`."""
    path = tmp_path_factory.mktemp("book") / "户数.xlsx"
    path.write_bytes(book)
    report = check_file(path, now="2026-01-01T00:00:00Z")
    return render(report, str) | {"grid": grid(path, wanted=example_rows(report))}


@pytest.fixture(scope="module")
def repaired(checked: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `govopen_repair_preview` answers for it, units moved into the header, the total still in question."""
    path = tmp_path_factory.mktemp("repaired") / "户数.csv"
    rows = [["区县", "户数(户)"], *[[name, 980 if number == "980户" else number] for name, number in ROWS[2:]]]
    path.write_text("".join(f"{one},{other}\n" for one, other in rows), encoding="utf-8")
    after = render(check_file(path, now="2026-01-01T00:00:00Z"), str)
    cells = [("1", "A", ROWS[0][0], "", "titles"), ("6", "B", "980户", "980", "units"), ("182", "B", "980户", "980", "units")]
    fixes = [("titles", "lossless", "H01", 1), ("units", "lossless", "V01", 2), ("totals", "ask", "T03", 1)]
    return {
        "reports": {"before": checked, "after": after},
        "applied": [{"id": fix, "kind": kind, "title": fix.title(), "count": n} for fix, kind, _, n in fixes[:2]],
        "offered": [{"id": fix, "kind": kind, "rule": rule, "title": fix.title(), "count": n} for fix, kind, rule, n in fixes],
        "changes": [
            {"file": "户数.csv", "row": int(n), "column": c, "at": f"{c}{n}", "before": old, "after": new, "fix": fix}
            for n, c, old, new, fix in cells
        ],
        "change_count": 3,
        "before": checked["grid"],
        "after": grid(path),
        "notes": [],
    }


@pytest.fixture
def file(department: dict[str, Any], storage: Path, book: bytes) -> dict[str, Any]:
    """The resource of that workbook in a public dataset, scored."""
    dataset = kit.act("package_create", **kit.dataset(department))
    upload = FileStorage(io.BytesIO(book), "户数.xlsx")
    made: dict[str, Any] = kit.act("resource_create", package_id=dataset["id"], name="户数", upload=upload, url="")
    kit.work(jobs.SCORE_QUEUE)
    return made


@pytest.fixture
def address() -> str:
    """The page of that file."""
    return "/dataset/xuexiao/resource/{id}"


@pytest.fixture
def operator(govopen: None) -> dict[str, str]:
    """The headers of somebody who may do everything."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Act], list[dict[str, Any]]]]:
    """Puts a function of the sent data in the place of an action; answers the list of what was sent."""

    def put(name: str, answer: Act) -> list[dict[str, Any]]:
        tk.get_action("status_show")
        sent: list[dict[str, Any]] = []

        def act(context: Any, data: dict[str, Any]) -> Any:
            sent.append(data)
            return answer(data)

        monkeypatch.setitem(logic._actions, name, act)
        return sent

    return put  # type: ignore[return-value]


def tree(body: str) -> Any:
    """A page as a tree."""
    return html.fromstring(body)


class TestGrid:
    """The picture of a sheet."""

    def test_cells_know_their_findings(self, checked: dict[str, Any]) -> None:
        """A named cell carries the mark of its worst finding and the findings' numbers; further rows come after a gap."""
        (sheet,) = govopen_sheets(checked["grid"], checked)
        marked = {cell["ref"]: cell["mark"] for row in sheet["rows"] for cell in row["cells"] if cell["mark"]}
        assert marked == {"A1": "bad", "B1": "bad", "B6": "bad", "B182": "bad", "A203": "warn"}
        assert [row["n"] for row in sheet["rows"] if row["gap"]] == [180, 201]
        assert {row["kind"]: row["n"] for row in sheet["rows"] if row["kind"]} == {"title": 1, "header": 2, "total": 203}
        assert (sheet["first"], sheet["marked"]) == (100, 5)

    def test_findings_know_their_cells(self, checked: dict[str, Any]) -> None:
        """Each example that the preview holds has an address in the grid."""
        sheets = govopen_sheets(checked["grid"], checked)
        finding = next(one for one in checked["findings"] if one["rule"] == "V01")
        links = govopen_cell_links(sheets, finding)
        assert (links["B6"], links["B182"]) == ("#sheet=1&cell=B6", "#sheet=1&cell=B182")
        assert govopen_cell_links([], finding) == {}

    def test_pointers_are_cells(self) -> None:
        """A record of JSON is found by its pointer, whatever is in its key."""
        shown = {
            "member": None,
            "sheet": None,
            "columns": ["区县", "a/b", "c d"],
            "rows": [{"n": 0, "cells": ["甲", "1", "2"]}],
        }
        where = {"member": None, "sheet": None, "range": None, "pointer": "/0/c d"}
        finding = {"severity": "minor", "where": where, "examples": [{"at": "/0/区县"}, {"at": "/0/a~1b"}]}
        report = {"findings": [finding], "tables": []}
        sheets = govopen_sheets({**shown, "more": [], "sheets": []}, report)
        assert [cell["mark"] for cell in sheets[0]["rows"][0]["cells"]] == ["mild", "mild", ""]
        links = {"/0/区县": "#sheet=1&cell=A0", "/0/a~1b": "#sheet=1&cell=B0", "/0/c d": "#sheet=1&cell=C0"}
        assert govopen_cell_links(sheets, finding) == links

    def test_appealed_findings_leave_no_mark(self, checked: dict[str, Any]) -> None:
        """What a department appealed is no longer coloured."""
        appealed = {**checked, "findings": [{**one, "appealed": True} for one in checked["findings"]]}
        assert govopen_sheets(checked["grid"], appealed)[0]["marked"] == 0

    def test_no_grid(self) -> None:
        """A file without a table has no picture."""
        assert govopen_sheets(None, None) == []


@pytest.mark.usefixtures("govopen")
class TestFilePage:
    """What a visitor sees of a file."""

    def test_every_finding_leads_to_its_cell(self, app, file: dict[str, Any], address: str) -> None:
        """Links of examples name cells that are on the page, and cells name findings that are on it, all as anchors.

        The bars lead from 100 by each rule to the score; no script or style stands in the markup, so that a policy can
        forbid them.
        """
        body = app.get(address.format(id=file["id"])).body
        assert INLINE.findall(body) == []
        page = tree(body)
        ids = set(page.xpath("//@id"))
        jumps = page.xpath("//a[@class='jump']/@href")
        assert "#sheet=1&cell=B182" in jumps
        assert {jump[1:] for jump in jumps} <= ids
        cells = page.xpath("//td[@data-findings]/a/@href")
        assert len(cells) == 5
        assert {cell[1:] for cell in cells} <= ids
        report = kit.act("govopen_score_show", id=file["id"])["report"]
        rows = [row.text_content().split() for row in page.xpath("//table[@class='steps-table']//tr")]
        assert (rows[0][-1], float(rows[-1][-1])) == ("100.0", report["score"])
        assert {row[0] for row in rows[1:-1]} == {one["rule"] for one in report["findings"]}


@pytest.mark.usefixtures("govopen")
class TestRulePage:
    """`/quality/rules/<code>`, and the action behind it."""

    def test_examples_are_shown(self, app) -> None:
        """Each rule has a page with its good and its bad examples, and what it says of the bad ones; no other has one."""
        for code in rules():
            page = tree(app.get(f"/quality/rules/{code}").body)
            good, bad = (page.xpath(f"//*[@id='{sort}']") for sort in ("good", "bad"))
            assert (len(good), len(bad), page.xpath("count(//h1)")) == (1, 1, 1), code
            assert bad[0].xpath("count(.//p[@class='said'])") >= 1, code
            assert good[0].xpath("count(.//p[@class='said'])") == 0, code
        assert "On this portal" not in app.get("/en/quality/rules/C01").body
        app.get("/quality/rules/Z99", status=404)

    def test_count(self, file: dict[str, Any]) -> None:
        """The files of public datasets that break a rule are counted, of those that could be read; letters may be small."""
        unread = kit.act("resource_create", package_id=file["package_id"], format="csv", url="https://a.example/a.csv")
        FileScore.put(unread["id"], package_id=file["package_id"], state="failed", source="", **dict.fromkeys(files.FOUND))
        model.Session.commit()
        shown = kit.act("govopen_rule_show", id="v01")
        assert (shown["code"], shown["files"], shown["scored"]) == ("V01", 1, 1)
        assert kit.act("govopen_rule_show", id="F06")["files"] == 0
        with pytest.raises(tk.ObjectNotFound):
            kit.act("govopen_rule_show", id="Z99")

    def test_without_redis(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """A rule is explained whatever is away that it does not need."""
        nowhere = redis.ConnectionPool.from_url("redis://127.0.0.1:9")
        monkeypatch.setattr("ckan.lib.redis._connection_pool", nowhere)
        assert app.get("/quality/rules/V01").status_code == 200
        assert app.get("/api/3/action/govopen_rule_show?id=V01").json["success"]


@pytest.mark.usefixtures("govopen")
class TestBadge:
    """Pictures of scores."""

    def test_score_and_word(self, app, file: dict[str, Any]) -> None:
        """The picture says score and grade, in the language of its address, and is not sent twice to who has it."""
        score = kit.act("package_show", id="xuexiao")["score"]
        for of in ("dataset/xuexiao", "organization/jiaoyuju"):
            answer = app.get(f"/{of}/badge.svg")
            assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
            assert f"机器可读性 {score:.0f} " in answer.body
            assert "Machine readability" in app.get(f"/en/{of}/badge.svg").body
            assert "public" in answer.headers["Cache-Control"]
            app.get(f"/{of}/badge.svg", headers={"If-None-Match": answer.headers["ETag"]}, status=304)
        shown = kit.act("govopen_publisher_show", id="jiaoyuju")
        assert (shown["median"], shown["datasets"], shown["scored"], sum(shown["grades"].values())) == (score, 1, 1, 1)
        with pytest.raises(tk.ObjectNotFound):
            kit.act("govopen_publisher_show", id="xuexiao")

    def test_unscored_or_hidden(self, app, department: dict[str, Any]) -> None:
        """What is not scored says so; a private dataset has no picture, nor has what there is not."""
        assert "未评" in app.get("/organization/jiaoyuju/badge.svg").body
        kit.act("package_create", **kit.dataset(department, private=True))
        app.get("/dataset/xuexiao/badge.svg", status=404)
        app.get("/dataset/none/badge.svg", status=404)
        app.get("/organization/none/badge.svg", status=404)


@pytest.mark.usefixtures("govopen")
class TestExport:
    """The report in the forms of others."""

    def test_forms(self, app, file: dict[str, Any], address: str) -> None:
        """Each form has its media type; the plain one is what the API answers. What they hold is tested where it is made."""
        page = address.format(id=file["id"])
        answers = {form: app.get(f"{page}/quality.{form}") for form in FORMS}
        assert {form: answer.headers["Content-Type"] for form, answer in answers.items()} == FORMS
        assert "dqv:QualityMeasurement" in answers["dqv.ttl"].body
        report = kit.act("govopen_score_show", id=file["id"])["report"]
        assert [one["rule"] for one in answers["json"].json["findings"]] == [one["rule"] for one in report["findings"]]

    def test_what_there_is_not(self, app, file: dict[str, Any], address: str) -> None:
        """No such form, no such file, not of this dataset: 404."""
        app.get(f"{address.format(id=file['id'])}/quality.pdf", status=404)
        app.get(f"{address.format(id='none')}/quality.json", status=404)
        app.get(f"/dataset/other/resource/{file['id']}/quality.json", status=404)


@pytest.mark.usefixtures("govopen")
class TestCheck:
    """A file's report before it is published."""

    def test_strangers_sign_in(self, app) -> None:
        """Without a name there is no form but a way to sign in."""
        page = tree(app.get("/quality/check").body)
        assert page.xpath("count(//main//form)") == 0
        assert page.xpath("boolean(//main//a[contains(@href, '/user/login')])")

    def test_upload(self, app, operator: dict[str, str], book: bytes, checked: dict[str, Any]) -> None:
        """An uploaded file is shown with its whole report and its cells; nothing becomes a dataset."""
        data = {"upload": (io.BytesIO(book), "户数.xlsx")}
        body = app.post("/quality/check", data=data, headers=operator, content_type="multipart/form-data").body
        assert 'id="sheet=1&amp;cell=B182"' in body
        assert body.count('class="find ') == len({one["rule"] for one in checked["findings"]})
        assert kit.act("package_search")["count"] == 0

    def test_upload_repaired(self, app, operator: dict[str, str], book: bytes) -> None:
        """What a repair of an upload would do is shown, and its results can be taken away; the form asks for other repairs."""

        def sent(**data: str) -> Any:
            given = {"upload": (io.BytesIO(book), "户数.xlsx"), **data}
            return app.post("/quality/check", data=given, headers=operator, content_type="multipart/form-data")

        page = tree(sent(want="repair", accept="totals").body)
        assert page.xpath("boolean(//table//td[contains(., '980')])")
        assert page.xpath("count(//form[@id='check'])") == 1
        assert page.xpath("//input[@name='accept'][@value='totals'][@checked]/@form") == ["check"]
        with zipfile.ZipFile(io.BytesIO(sent(want="zip").data)) as archive:
            assert {"datapackage.json", "户数.csv", "户数.parquet"} <= set(archive.namelist())
        assert kit.act("package_search")["count"] == 0

    def test_address_that_cannot_be_fetched(self, app, operator: dict[str, str], action) -> None:
        """What the action refuses is said beside the form, which keeps the address."""

        def refuse(data: dict[str, Any]) -> None:
            raise tk.ValidationError({"url": ["连接不上"]})

        action("govopen_file_check", refuse)
        page = tree(app.post("/quality/check", data={"url": "https://a.test/x.csv"}, headers=operator).body)
        assert page.xpath("string(//*[@role='alert'])").strip() == "连接不上"
        assert page.xpath("string(//input[@name='url']/@value)") == "https://a.test/x.csv"

    def test_nothing_sent(self, app, operator: dict[str, str]) -> None:
        """An empty form says what is missing."""
        assert tree(app.post("/quality/check", headers=operator).body).xpath("string(//*[@role='alert'])").strip()


@pytest.mark.usefixtures("govopen")
class TestRepair:
    """Before and after."""

    def test_changed_cells_on_both_sides(self, repaired: dict[str, Any]) -> None:
        """A changed cell is marked in the original, and in the result where its new value stands."""
        sheets = govopen_repaired_sheets(repaired)
        marked = {
            side: [cell["ref"] for row in sheet["rows"] for cell in row["cells"] if cell["mark"]]
            for side, (sheet,) in sheets.items()
        }
        assert marked == {"before": ["A1", "B6", "B182"], "after": ["B5"]}

    def test_what_is_ticked(self, app, file, address: str, operator: dict[str, str], action, repaired: dict[str, Any]) -> None:
        """Repairs that lose nothing are ticked and fixed, the others as was asked; the score is told before and after."""
        sent = action("govopen_repair_preview", lambda data: repaired)
        page = tree(app.get(address.format(id=file["id"]) + "/repair", headers=operator).body)
        boxes = {
            box.get("value"): ("checked" in box.attrib, "disabled" in box.attrib)
            for box in page.xpath("//input[@name='accept']")
        }
        assert boxes == {"titles": (True, True), "units": (True, True), "totals": (False, False)}
        assert [float(text) for text in page.xpath("//div[@class='what-if']//b/text()")] == [
            round(repaired["reports"][side]["score"]) for side in ("before", "after")
        ]
        page = tree(app.get(address.format(id=file["id"]) + "/repair?accept=totals", headers=operator).body)
        assert [one["accept"] for one in sent] == [[], ["totals"]]
        assert page.xpath("count(//input[@name='accept'][@value='totals'][@checked])") == 1
        assert page.xpath("count(//form[@method='post']//input[@name='accept'][@value='totals'])") == 1

    def test_changes_are_told_as_they_are(self, app, file, address: str, operator: dict[str, str], action, repaired) -> None:
        """Only of changes that are not all shown is said that they are the first."""
        few = {**repaired, "change_count": len(repaired["changes"])}
        for told, word in ((few, "All changes"), ({**few, "change_count": 999}, "The first")):
            action("govopen_repair_preview", lambda data, told=told: told)
            page = tree(app.get("/en" + address.format(id=file["id"]) + "/repair", headers=operator).body)
            assert word in page.xpath("string(//details[contains(@class, 'part')]/summary)")

    def test_apply(self, app, file, address: str, operator: dict[str, str], action) -> None:
        """What was ticked is done, and the dataset is shown."""
        sent = action("govopen_repair_apply", lambda data: {"resources": []})
        answer = app.post(
            address.format(id=file["id"]) + "/repair", data={"accept": "totals"}, headers=operator, follow_redirects=False
        )
        assert answer.headers["Location"].endswith("/dataset/xuexiao#files")
        assert sent == [{"id": file["id"], "accept": ["totals"]}]

    def test_refused(self, app, file, address: str, operator: dict[str, str], action) -> None:
        """A repair that would change a value is refused with the reason, and offers nothing."""

        def refuse(data: dict[str, Any]) -> None:
            raise tk.ValidationError({"repair": ["行数不符"]})

        action("govopen_repair_preview", refuse)
        page = tree(app.get(address.format(id=file["id"]) + "/repair", headers=operator).body)
        assert page.xpath("string(//*[@role='alert'])") == "行数不符"
        assert page.xpath("count(//main//form)") == 0

    def test_take_away(self, app, file, address: str, operator: dict[str, str]) -> None:
        """The repaired file comes in the form that is asked for, tidy; strangers and unknown forms get none."""
        page = address.format(id=file["id"]) + "/repair"
        answer = app.get(f"{page}/csv", headers=operator)
        assert "户数(户)" in answer.body
        assert "980户" not in answer.body
        assert ".csv" in answer.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(app.get(f"{page}/zip", headers=operator).data)) as archive:
            assert {"datapackage.json", "户数.csv", "户数.parquet"} <= set(archive.namelist())
        app.get(f"{page}/csv", status=403)
        app.get(f"{page}/pdf", headers=operator, status=404)

    def test_strangers_sign_in(self, app, file, address: str) -> None:
        """Without a name nothing is computed."""
        page = tree(app.get(address.format(id=file["id"]) + "/repair").body)
        assert page.xpath("boolean(//main//a[contains(@href, '/user/login')])")
        app.get(address.format(id="none") + "/repair", status=404)


APPEAL = {
    "id": "a1",
    "resource_id": "r1",
    "resource_name": "户数",
    "dataset": "xuexiao",
    "organization": "jiaoyuju",
    "rule": "V01",
    "rule_title": "数值不带单位",
    "column": "户数",
    "reason": "这一列是编码，不是数值。",
    "user": "zhang",
    "created": "2026-01-01T00:00:00Z",
    "state": "accepted",
    "decided": None,
    "decided_by": None,
    "note": None,
    "applies": True,
}
LISTED = {"count": 1, "results": [APPEAL], "publishers": [{"organization": "jiaoyuju", "title": "昆山市教育局", "count": 1}]}


@pytest.mark.usefixtures("govopen")
class TestAppeals:
    """What departments say against findings."""

    def test_list_is_public(self, app, department, action) -> None:
        """Everybody reads reason, rule, column and how many each department made; strangers decide nothing."""
        kit.act("package_create", **kit.dataset(department))
        sent = action("govopen_appeal_list", lambda data: LISTED)
        page = tree(app.get("/quality/appeals?rule=V01").body)
        assert sent[0]["rule"] == "V01"
        assert page.xpath("string(//blockquote)") == APPEAL["reason"]
        assert "昆山市教育局" in page.xpath("string(//aside)")
        assert page.xpath("count(//main//form)") == 0

    def test_form_at_a_finding(self, app, file, address: str, operator: dict[str, str], action) -> None:
        """Each finding has a way to the form for those who may change the dataset; what is sent names rule and column."""
        page = address.format(id=file["id"])
        assert tree(app.get(page).body).xpath("count(//a[@class='appeal'])") == 0
        links = tree(app.get(page, headers=operator).body).xpath("//a[@class='appeal']/@href")
        link = next(one for one in links if "rule=V01" in one)
        form = tree(app.get(link, headers=operator).body)
        fields = {one.get("name"): one.get("value") for one in form.xpath("//main//input[@type='hidden']")}
        sent = action("govopen_appeal_create", lambda data: APPEAL)
        data = {"rule": fields["rule"], "column": fields["column"], "reason": "  这一列是编码，不是数值。 "}
        answer = app.post(link, data=data, headers=operator, follow_redirects=False)
        assert answer.headers["Location"].endswith("#rule-V01")
        assert sent == [{"id": file["id"], "rule": "V01", "column": "户数", "reason": "这一列是编码，不是数值。"}]

    def test_only_against_what_was_found(self, app, file, address: str, operator: dict[str, str]) -> None:
        """No form for a finding that is not there, none for strangers."""
        page = address.format(id=file["id"])
        app.get(f"{page}/appeal?rule=V01&column=没有", headers=operator, status=404)
        app.get(f"{page}/appeal?rule=V01&column=户数", status=403)

    def test_mark_on_a_finding(self, app, file, address: str, action) -> None:
        """An appealed finding says that it does not count."""
        known = kit.act("govopen_score_show", id=file["id"])
        known["report"]["findings"] = [{**one, "appealed": True, "points": 0} for one in known["report"]["findings"]]
        action("govopen_score_show", lambda data: known)
        assert tree(app.get(address.format(id=file["id"])).body).xpath("count(//*[@class='spot']//span[@class='state'])") >= 3

    def test_after_it(self, app, operator: dict[str, str], action) -> None:
        """An appeal is taken back, or decided with a note."""
        for act, form in (("withdraw", {}), ("decide", {"decision": "reject", "note": "不成立"})):
            sent = action(f"govopen_appeal_{act}", lambda data: APPEAL)
            answer = app.post(f"/quality/appeals/a1/{act}", data=form, headers=operator, follow_redirects=False)
            assert answer.headers["Location"].endswith("/quality/appeals")
            assert sent == [{"id": "a1", **form}]
