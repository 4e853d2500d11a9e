"""Files are checked and repaired while somebody waits: by upload, by address, by resource."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.bulk import writer
from ckanext.govopen.harvest import checking, files
from ckanext.govopen.model import FileScore
from ckanext.govopen.scoring.registry import rules

from harvesters.errors import FetchError
from harvesters.portal import Http
from tests.ckan import kit
from tests.harvesters.conftest import Server, body

pytestmark = pytest.mark.usefixtures("govopen")

CSV = "某市户数统计表\n区县,户数,日期\n" + "".join(f"甲{n}县,{n}户,2021年3月{n}日\n" for n in range(1, 20))
NUMBER = "11010519491231002X"
PERSONAL = f"编号,身份证号\n1,{NUMBER}\n2,{NUMBER}\n"


@pytest.fixture
def dataset(editor: dict[str, Any], storage: Path) -> dict[str, Any]:
    """A scored dataset of the department."""
    owner = factories.Organization(name="tongjiju", users=[{"name": "bianji", "capacity": "editor"}])
    made: dict[str, Any] = kit.act("package_create", **kit.dataset(owner))
    upload = FileStorage(io.BytesIO(CSV.encode("gb18030")), "户数（2021）.csv")
    kit.act("resource_create", package_id=made["id"], name="户数", format="csv", upload=upload, url="")
    kit.work("score")
    return made


@pytest.fixture
def resource(dataset: dict[str, Any]) -> dict[str, Any]:
    """Its file."""
    (found,) = kit.act("package_show", id=dataset["id"])["resources"]
    return dict(found)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback with one file."""
    server = Server()
    server.on(quote("/户数.csv"), body(CSV))
    yield server
    server.close()


def send(app: Any, action: str, who: dict[str, Any] | None, status: int = 200, **data: Any) -> Any:
    """The answer to a multipart call; `upload` is a name and a text."""
    if "upload" in data:
        name, text = data["upload"]
        data["upload"] = (io.BytesIO(text.encode()), name)
    headers = {"Authorization": who["token"]} if who else {}
    answer = app.post(f"/api/3/action/{action}", data=data, headers=headers, status=status, content_type="multipart/form-data")
    return answer.json.get("result", answer.json.get("error"))


def call(app: Any, action: str, who: dict[str, Any] | None, status: int = 200, **data: Any) -> Any:
    """The answer to a call in JSON."""
    headers = {"Authorization": who["token"]} if who else {}
    answer = app.post(f"/api/3/action/{action}", json=data, headers=headers, status=status).json
    return answer.get("result", answer.get("error"))


def found(report: dict[str, Any]) -> set[str]:
    """The rules that found something."""
    return {one["rule"] for one in report["findings"]}


class TestGovopenFileCheck:
    """A report for whoever is signed in; nothing is stored."""

    def test_upload(self, app: Any) -> None:
        """An upload gets its report in words, under its own name, and leaves nothing behind."""
        report = send(app, "govopen_file_check", factories.UserWithToken(), upload=("户数.csv", CSV))
        assert (report["file"], report["format"]["detected"], report["format"]["declared"]) == ("户数.csv", "csv", "csv")
        assert {"H01", "V01", "V03"} <= found(report)
        assert all(one["message"] and one["title"] for one in report["findings"])
        assert model.Session.query(FileScore).count() == 0

    def test_declared(self, app: Any) -> None:
        """The format can be declared."""
        user = factories.UserWithToken()
        assert "F01" in found(send(app, "govopen_file_check", user, upload=("户数.csv", CSV), format="XLSX"))

    @pytest.mark.parametrize("action", ["govopen_file_check", "govopen_repair_preview"])
    def test_declared_as_nothing_known(self, app: Any, action: str) -> None:
        """A name that no format has is an error of its field, which names those that there are."""
        told = send(app, action, factories.UserWithToken(), 409, upload=("户数.csv", CSV), format="zzz")
        assert "zzz" in told["format"][0]
        assert " xlsx " in told["format"][0]

    def test_resource(self, app: Any, resource: dict[str, Any]) -> None:
        """A file of the portal is read again, with the format that its publisher declares."""
        report = call(app, "govopen_file_check", factories.UserWithToken(), resource_id=resource["id"])
        assert (report["file"], report["format"]["encoding"]) == ("户数（2021）.csv", "gb18030")

    def test_address(self, app: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """An address is fetched; a private one is not, whoever asks."""
        url = server.url + quote("/户数.csv")
        for who in (factories.UserWithToken(), factories.SysadminWithToken()):
            assert "url" in call(app, "govopen_file_check", who, 409, url=url)
        monkeypatch.setattr(checking, "PATIENCE", Http(delay=0, allow_private=True))
        report = call(app, "govopen_file_check", factories.UserWithToken(), url=url)
        assert report["file"] == "户数.csv"
        assert "url" in call(app, "govopen_file_check", factories.UserWithToken(), 409, url=server.url + "/none.csv")

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "upload"),
            ({"url": "https://example.com/a.csv", "resource_id": "x"}, "upload"),
            ({"upload": "text"}, "upload"),
            ({"url": "ftp://example.com/a.csv"}, "url"),
            ({"url": "file:///etc/passwd"}, "url"),
            ({"url": "http://localhost/a.csv"}, "url"),
            ({"url": {"a": 1}}, "url"),
            ({"url": "https://example.com/a\x00.csv"}, "url"),
        ],
    )
    def test_refused(self, app: Any, data: dict[str, Any], field: str) -> None:
        """Nonsense names its field."""
        assert field in call(app, "govopen_file_check", factories.UserWithToken(), 409, **data)

    def test_size(self, app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is too large to wait for is refused, with what to do instead."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.check_megabytes", 1)
        error = send(app, "govopen_file_check", factories.UserWithToken(), 409, upload=("a.csv", "甲,1\n" * 300_000))
        assert "1 MB" in error["upload"][0]

    def test_size_of_what_is_linked(
        self, app: Any, dataset: dict[str, Any], server: Server, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A linked file that is too large to wait for is not fetched to its end first."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.check_megabytes", 1)
        most: list[int] = []

        def download(url: str, target: Path, *, max_bytes: int, **_: Any) -> None:
            most.append(max_bytes)
            raise FetchError("too-large", url)

        monkeypatch.setattr(files, "download", download)
        linked = kit.act("resource_create", package_id=dataset["id"], format="csv", url=server.url + "/a.csv")
        for action, key in (("govopen_file_check", "resource_id"), ("govopen_repair_preview", "id")):
            assert key in call(app, action, factories.UserWithToken(), 409, **{key: linked["id"]})
        assert most == [1_000_000, 1_000_000]

    def test_rate(self, app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """A user has so many checks an hour; another one has them too, and operators have more."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.check_per_hour", 1)
        first, operator = factories.UserWithToken(), factories.SysadminWithToken()
        send(app, "govopen_file_check", first, upload=("a.csv", CSV))
        assert "rate" in send(app, "govopen_file_check", first, 429, upload=("a.csv", CSV))
        send(app, "govopen_file_check", factories.UserWithToken(), upload=("a.csv", CSV))
        for _ in range(2):
            send(app, "govopen_file_check", operator, upload=("a.csv", CSV))

    def test_whom(self, app: Any, dataset: dict[str, Any], resource: dict[str, Any]) -> None:
        """Nobody without an account, and no file that one may not see."""
        send(app, "govopen_file_check", None, 403, upload=("a.csv", CSV))
        call(app, "govopen_file_check", factories.UserWithToken(), 404, resource_id="none")
        kit.act("package_patch", id=dataset["id"], private=True)
        call(app, "govopen_file_check", factories.UserWithToken(), 403, resource_id=resource["id"])

    def test_personal_data(self, app: Any, editor: dict[str, Any], dataset: dict[str, Any]) -> None:
        """No number is shown to anybody; a file that is not shown is checked for its department alone."""
        assert NUMBER not in str(send(app, "govopen_file_check", factories.UserWithToken(), upload=("a.csv", PERSONAL)))
        upload = FileStorage(io.BytesIO(PERSONAL.encode()), "a.csv")
        made = kit.act("resource_create", package_id=dataset["id"], format="csv", upload=upload, url="")
        kit.work("score")
        call(app, "govopen_file_check", factories.UserWithToken(), 403, resource_id=made["id"])
        assert NUMBER not in str(call(app, "govopen_file_check", editor, resource_id=made["id"]))


class TestGovopenRepairPreview:
    """What a repair would do."""

    def test_resource(self, app: Any, resource: dict[str, Any]) -> None:
        """It tells the scores before and after, the repairs in words, and each changed cell; nothing changes."""
        told = call(app, "govopen_repair_preview", factories.UserWithToken(), id=resource["id"])
        assert told["reports"]["before"]["score"] < told["reports"]["after"]["score"]
        assert told["change_count"] >= len(told["changes"]) > 0
        assert told["applied"]
        assert all(one["title"] for one in (*told["applied"], *told["offered"]))
        assert {"before", "after", "notes"} <= set(told)
        assert len(kit.act("package_show", id=resource["package_id"])["resources"]) == 1

    def test_appeals_count(self, app: Any, resource: dict[str, Any], editor: dict[str, Any]) -> None:
        """What was appealed costs nothing before the repair either: the number is that of the file's page."""
        plain = call(app, "govopen_repair_preview", editor, id=resource["id"])["reports"]["before"]
        name = {"rule": "V01", "column": next(one["params"]["column"] for one in plain["findings"] if one["rule"] == "V01")}
        call(app, "govopen_appeal_create", editor, id=resource["id"], reason="这一列是编码，不是数值。", **name)
        told = call(app, "govopen_repair_preview", editor, id=resource["id"])["reports"]["before"]
        assert told["score"] == call(app, "govopen_score_show", editor, id=resource["id"])["score"] > plain["score"]

    def test_without_a_name(self, app: Any, resource: dict[str, Any]) -> None:
        """Who is not signed in is told so, and no more."""
        assert "editor" not in str(call(app, "govopen_repair_apply", None, 403, id=resource["id"])).lower()
        assert resource["package_id"] not in str(call(app, "govopen_repair_apply", None, 403, id=resource["id"]))

    def test_upload(self, app: Any) -> None:
        """It works for an upload too, with the repairs that one accepts as a form sends them."""
        text = CSV + "合计,190户,\n"
        user = factories.UserWithToken()
        plain = send(app, "govopen_repair_preview", user, upload=("户数.csv", text))
        asks = [one["id"] for one in plain["offered"] if one["kind"] == "ask"]
        assert asks
        told = send(app, "govopen_repair_preview", user, upload=("户数.csv", text), accept=" ".join(asks))
        assert {one["id"] for one in told["applied"]} > {one["id"] for one in plain["applied"]}

    @pytest.mark.parametrize(
        ("data", "field"), [({}, "upload"), ({"accept": ["none"]}, "accept"), ({"accept": {"a": 1}}, "accept")]
    )
    def test_refused(self, app: Any, resource: dict[str, Any], data: dict[str, Any], field: str) -> None:
        """An unknown repair, or no file, is refused by name."""
        body = {"id": resource["id"], **data} if data else {}
        assert field in call(app, "govopen_repair_preview", factories.UserWithToken(), 409, **body)

    def test_no_table(self, app: Any) -> None:
        """What has no table cannot be repaired, and that is told."""
        assert "repair" in send(app, "govopen_repair_preview", factories.UserWithToken(), 409, upload=("a.csv", ""))


class TestGovopenRepairApply:
    """Results beside the original."""

    def test_published(self, app: Any, dataset: dict[str, Any], resource: dict[str, Any], editor: dict[str, Any]) -> None:
        """The results are resources that say what they are made from; the original and the publisher's score stay."""
        before = kit.act("package_show", id=dataset["id"])
        told = call(app, "govopen_repair_apply", editor, id=resource["id"])
        kit.work("score")
        after = kit.act("package_show", id=dataset["id"])
        assert told["after"]["score"] > told["before"]["score"] == before["score"] == after["score"]
        made = {one["id"]: one for one in after["resources"] if one.get("repaired_from")}
        assert set(made) == {one["id"] for one in told["resources"]}
        assert {one["repaired_from"] for one in made.values()} == {resource["id"]}
        assert {"csv", "parquet", "json"} <= {one["format"] for one in made.values()}
        shown = kit.act("govopen_score_show", id=resource["id"])
        assert {one["id"] for one in shown["repaired"]} == set(made)
        assert not any(one["outdated"] for one in shown["repaired"])
        assert shown["report"]["sha256"] == kit.act("govopen_score_show", id=resource["id"])["history"][0]["sha256"]
        best = kit.act("govopen_score_show", id=dataset["id"])["after_repair"]
        assert best["score"] == told["after"]["score"]
        (csv,) = [one for one in made.values() if one["format"] == "csv"]
        assert kit.act("datastore_search", resource_id=csv["id"])["total"] == 19
        (package,) = [one for one in made.values() if one["format"] == "json"]
        assert kit.act("govopen_score_show", id=package["id"])["state"] == "none"

    def test_beside_the_table(
        self, app: Any, dataset: dict[str, Any], resource: dict[str, Any], editor: dict[str, Any]
    ) -> None:
        """Rows that a repair took out have their own name and no score, and the publisher's file stays the one to take."""
        upload = FileStorage(io.BytesIO((CSV + "合计,100户,\n").encode()), "户数.csv")
        kit.act("resource_update", **resource | {"upload": upload, "url": ""})
        made = call(app, "govopen_repair_apply", editor, id=resource["id"], accept=["totals"])["resources"]
        kit.work("score")
        assert len({one["name"] for one in made}) == len(made)
        states = [kit.act("govopen_score_show", id=one["id"])["state"] for one in made if "totals" in one["name"]]
        assert states == ["none"]
        heading = re.search(r"<h2>(?:Machine readability|机器可读性) (\d+)", app.get(f"/dataset/{dataset['name']}").body)
        assert heading
        assert int(heading[1]) == round(kit.act("package_show", id=dataset["id"])["score"])

    def test_again(self, app: Any, dataset: dict[str, Any], resource: dict[str, Any], editor: dict[str, Any]) -> None:
        """A second repair replaces the results of the first, under their addresses."""
        first = call(app, "govopen_repair_apply", editor, id=resource["id"])
        second = call(app, "govopen_repair_apply", editor, id=resource["id"])
        assert [one["id"] for one in first["resources"]] == [one["id"] for one in second["resources"]]
        assert len(kit.act("package_show", id=dataset["id"])["resources"]) == 1 + len(first["resources"])

    def test_new_bytes(self, app: Any, resource: dict[str, Any], editor: dict[str, Any]) -> None:
        """Results of earlier bytes say that they are outdated."""
        call(app, "govopen_repair_apply", editor, id=resource["id"])
        upload = FileStorage(io.BytesIO((CSV + "乙县,5户,2021年4月1日\n").encode()), "户数（2021）.csv")
        kit.act("resource_update", **resource | {"upload": upload, "url": ""})
        kit.work("score")
        assert all(one["outdated"] for one in kit.act("govopen_score_show", id=resource["id"])["repaired"])

    def test_refused(self, app: Any, dataset: dict[str, Any], resource: dict[str, Any], editor: dict[str, Any]) -> None:
        """A result is not repaired again, an unknown repair is named, and a file that is not shown is not published anew."""
        made = call(app, "govopen_repair_apply", editor, id=resource["id"])["resources"][0]["id"]
        assert "id" in call(app, "govopen_repair_apply", editor, 409, id=made)
        assert "accept" in call(app, "govopen_repair_apply", editor, 409, id=resource["id"], accept=["none"])
        upload = FileStorage(io.BytesIO(PERSONAL.encode()), "a.csv")
        blocked = kit.act("resource_create", package_id=dataset["id"], format="csv", upload=upload, url="")
        kit.work("score")
        assert "id" in call(app, "govopen_repair_apply", editor, 409, id=blocked["id"])

    def test_whom(self, app: Any, resource: dict[str, Any], editor: dict[str, Any]) -> None:
        """Nobody but the department may."""
        call(app, "govopen_repair_apply", None, 403, id=resource["id"])
        call(app, "govopen_repair_apply", factories.UserWithToken(), 403, id=resource["id"])
        call(app, "govopen_repair_apply", editor, 404, id="none")

    def test_survives_harvests(self, tmp_path: Path, source: type[kit.Source], storage: Path) -> None:
        """A later harvest of the dataset keeps the results, also when it changes the dataset."""
        server = Server()
        try:
            server.on("/a.csv", body(CSV))
            portal = kit.portal(tmp_path, url=server.url, private=True)
            source.records = [kit.record(1, files=(kit.file(1, url=f"{server.url}/a.csv"),))]
            jobs.run_harvest(jobs.portals.take(tmp_path / f"{portal.code}.yml"), lambda run: None)
            kit.work("score")
            original = kit.found()["29200/00001"]["resources"][0]["id"]
            made = kit.act("govopen_repair_apply", id=original)["resources"]
            source.records = [kit.record(1, title="改名", files=(kit.file(1, url=f"{server.url}/a.csv"),))]
            jobs.run_harvest(jobs.portals.find(portal.code), lambda run: None)
        finally:
            server.close()
        writer.commit_index()
        dataset = kit.found()["29200/00001"]
        assert dataset["title"] == "改名"
        assert [one["id"] for one in dataset["resources"]] == [original, *(one["id"] for one in made)]
        assert {one["repaired_from"] for one in dataset["resources"][1:]} == {original}

    def test_gone_with_its_source(self, tmp_path: Path, source: type[kit.Source], storage: Path) -> None:
        """Where the source takes a file back, what was made of it goes too."""
        server = Server()
        try:
            server.on("/a.csv", body(CSV))
            portal = kit.portal(tmp_path, url=server.url, private=True)
            both = [kit.file(n, url=f"{server.url}/{name}.csv") for n, name in ((1, "a"), (2, "b"))]
            source.records = [kit.record(1, files=tuple(both))]
            jobs.run_harvest(jobs.portals.take(tmp_path / f"{portal.code}.yml"), lambda run: None)
            kit.work("score")
            first, second = (one["id"] for one in kit.found()["29200/00001"]["resources"])
            kit.act("govopen_repair_apply", id=first)
            source.records = [kit.record(1, files=(both[1],))]
            jobs.run_harvest(jobs.portals.find(portal.code), lambda run: None)
        finally:
            server.close()
        writer.commit_index()
        assert [one["id"] for one in kit.found()["29200/00001"]["resources"]] == [second]

    def test_gone_with_its_original(
        self, dataset: dict[str, Any], resource: dict[str, Any], editor: dict[str, Any], app: Any
    ) -> None:
        """Who deletes the original deletes what was made of it, and nothing else."""
        other = kit.act("resource_create", package_id=dataset["id"], name="其他", format="csv", url="https://a.example/b.csv")
        call(app, "govopen_repair_apply", editor, id=resource["id"])
        kit.act("resource_patch", id=other["id"], name="其他文件")
        assert len(kit.act("package_show", id=dataset["id"])["resources"]) > 3
        kit.act("resource_delete", id=resource["id"])
        assert [one["id"] for one in kit.act("package_show", id=dataset["id"])["resources"]] == [other["id"]]


class TestGovopenRulesList:
    """The rule book."""

    def test_all(self, app: Any) -> None:
        """Anybody can read every rule, what it is about and what it is worth."""
        answer = app.get("/api/3/action/govopen_rules_list").json["result"]
        assert [one["code"] for one in answer] == sorted(rules())
        about = {one["code"]: one["about"] for one in answer}
        assert (about["V01"], about["M01"], about["C01"]) == ("file", "dataset", "publisher")
        assert all(
            {"title", "message", "help", "description", "group", "weight", "severity", "gate"} <= set(one) for one in answer
        )


def test_nothing_is_left(app: Any, resource: dict[str, Any]) -> None:
    """A check of a stored file stores nothing of it."""
    before = kit.act("govopen_score_show", id=resource["id"])
    tk.get_action("govopen_file_check")(dict(kit.SITE_USER), {"resource_id": resource["id"]})  # type: ignore[arg-type]
    assert kit.act("govopen_score_show", id=resource["id"]) == before
