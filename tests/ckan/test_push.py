"""Records that a portal pushes: stored as if they had been harvested, refused one by one, removed under guard."""

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.harvest import batches, control, hold, portals, push, upkeep
from ckanext.govopen.model import HarvestedRecord, Issue, PortalHealth, Pusher, Run, clock
from ckanext.govopen.views import push as bodies

from harvesters.portal import Portal
from harvesters.record import Api, Contact, Item, Record, Volume
from tests.ckan import kit
from tests.ckan.test_cli import call as command

pytestmark = pytest.mark.usefixtures("govopen")

CODE = "sandbox_cascade"
YAML = """
title: 示例区公共数据开放平台
platform: push
url: https://data.example.test/portal
region: "320583"
publisher: 昆山市数据局
"""
MOBILE = "13800138000"


@pytest.fixture
def portal(govopen: None) -> Portal:
    """A portal that pushes, registered by an operator."""
    kit.act("govopen_portal_register", code=CODE, yaml=YAML)
    return portals.find(CODE)


@pytest.fixture
def token(portal: Portal) -> str:
    """A token of a user who may push for it."""
    user = factories.UserWithToken()
    kit.act("govopen_pusher_grant", user=user["name"], portal=portal.code)
    return str(user["token"])


def plain(record: Record) -> dict[str, Any]:
    """A record as a portal sends it."""
    found: dict[str, Any] = msgspec.to_builtins(record)
    return found


def send(*records: Any, **more: Any) -> dict[str, Any]:
    """One call by the portal itself."""
    sent = [plain(one) if isinstance(one, Record) else one for one in records]
    found: dict[str, Any] = kit.act("govopen_record_push", portal=CODE, **{"records": sent, **more})
    return found


def states(answer: dict[str, Any], key: str = "results") -> list[str]:
    """What became of the records of a call."""
    return [one["state"] for one in answer[key]]


def approve(run: dict[str, Any]) -> None:
    """An operator lets a run remove what it holds back, and the index learns of it."""
    kit.act("govopen_run_approve", id=run["id"])
    drain()


def many(count: int, **changes: Any) -> list[Record]:
    """So many records."""
    return [kit.record(number, **changes) for number in range(count)]


def rich() -> list[Record]:
    """Records in which every field says something."""
    full = kit.record(
        1,
        industry=("教育",),
        open_condition="实名认证",
        formats=("csv", "api"),
        items=(
            Item(name="NF", label="年份", type="字符型", length=4, description="统计年份"),
            Item(name="XXMC", label="学校名称"),
        ),
        files=(kit.file(1, size=1024, rows=12, modified="2024-05-06"), kit.file(2, access="login", id=None)),
        apis=(Api(id="a1", name="学校查询", url="https://data.example.test/api/1", description="按名称查询"),),
        contact=Contact(unit="昆山市教育局", phone=MOBILE, email="open@example.test"),
        volume=Volume(rows=12, files=2, apis=1, bytes=1024),
        region="320500",
        extra={"更新说明": "按年", "层": {"级": [1, 2.5, None, True]}},
    )
    return [full, kit.record(2, theme=("没有的主题",), tags=("学校", "教育")), kit.record(3, files=(), description=None)]


def comparable(package: dict[str, Any]) -> dict[str, Any]:
    """A dataset without what differs from one storing to the next; two copies on two portals are twins besides."""
    own = {"id", "name", "metadata_created", "metadata_modified", "source_portal", "creator_user_id", "duplicate_of"}
    shown = {key: value for key, value in package.items() if key not in own}
    shown["tags"] = [{key: one[key] for key in ("name", "display_name", "state")} for one in package["tags"]]
    shown["resources"] = [
        {key: value for key, value in one.items() if key not in ("id", "package_id", "created", "metadata_modified")}
        for one in package["resources"]
    ]
    return shown


class TestStored:
    """What a push leaves in the catalogue is what a harvest leaves."""

    def test_equals_a_harvest(self, portal: Portal, source: type[kit.Source], tmp_path: Path) -> None:
        """The same records pushed and harvested give the same datasets, field by field."""
        source.records = rich()
        jobs.run_harvest(kit.portal(tmp_path, "sandbox_example"), lambda run: None)
        send(*rich())
        rows = {code: kit.found(fq=f"source_portal:{code}") for code in ("sandbox_example", CODE)}
        assert rows[CODE].keys() == rows["sandbox_example"].keys() == {record.id for record in rich()}
        for key, harvested in rows["sandbox_example"].items():
            shown = [kit.act("package_show", id=one["id"]) for one in (harvested, rows[CODE][key])]
            assert comparable(shown[1]) == comparable(shown[0]), key

    def test_equal_rows(self, portal: Portal, source: type[kit.Source], tmp_path: Path) -> None:
        """What is remembered of a pushed record is what is remembered of a harvested one where the portals' settings are
        the same, its contact masked."""
        source.records = rich()
        alike = dataclasses.replace(kit.portal(tmp_path, "sandbox_example"), title=portal.title)
        jobs.run_harvest(alike, lambda run: None)
        send(*rich())
        for record in rich():
            one, other = (HarvestedRecord.get(code, record.id) for code in ("sandbox_example", CODE))
            assert (one.hash, one.raw, one.twin_key, one.page) == (other.hash, other.raw, other.twin_key, other.page)
        contact = kit.found(fq=f"source_portal:{CODE}")["29200/00001"]["contact_phone"]
        assert MOBILE not in (contact or "")

    def test_results_in_order(self, portal: Portal) -> None:
        """Each record is answered in its place, with the name of its dataset."""
        answer = send(kit.record(2), kit.record(1))
        assert [(one["id"], one["state"], one["errors"]) for one in answer["results"]] == [
            ("29200/00002", "created", None),
            ("29200/00001", "created", None),
        ]
        assert [one["dataset"] for one in answer["results"]] == [kit.found()[one["id"]]["name"] for one in answer["results"]]
        assert answer["totals"] == {"created": 2}

    def test_again(self, portal: Portal) -> None:
        """The same again changes nothing, a changed record is updated, and counters do not matter."""
        send(*many(3))
        before = kit.found()
        first = plain(kit.record(0)) | {"counters": {"views": 7}}
        answer = send(first, kit.record(1, title="昆山市学校名单"), kit.record(2))
        assert states(answer) == ["unchanged", "updated", "unchanged"]
        after = kit.found()
        assert after["29200/00000"]["metadata_modified"] == before["29200/00000"]["metadata_modified"]
        assert (after["29200/00001"]["title"], after["29200/00001"]["id"]) == ("昆山市学校名单", before["29200/00001"]["id"])

    def test_run(self, portal: Portal) -> None:
        """A call is a run on the portal's page, with its counters and its issues."""
        answer = send(*many(2), {"id": "bad"})
        shown = kit.act("govopen_portal_show", id=CODE)
        assert [run["id"] for run in shown["runs"]] == [answer["run"]["id"]]
        assert {name: shown["last_run"][name] for name in ("kind", "state", "created", "skipped", "listed", "complete")} == {
            "kind": "push",
            "state": "partial",
            "created": 2,
            "skipped": 1,
            "listed": 3,
            "complete": False,
        }
        listed = kit.act("govopen_issue_list", portal=CODE, run=answer["run"]["id"], kind="unfit")["results"]
        assert [one["where"] for one in listed] == ["bad"]
        (row,) = [one for one in kit.act("govopen_portal_list") if one["code"] == CODE]
        assert row["last_run"] is not None

    def test_pages(self, app: Any, portal: Portal) -> None:
        """The portal and its run have pages, which offer an operator no harvest of a portal that nothing crawls."""
        headers = {"Authorization": str(factories.SysadminWithToken()["token"])}
        run = send(kit.record(1))["run"]
        for path in (f"/portal/{CODE}", f"/portal/{CODE}/run/{run['id']}"):
            body = app.get(path, headers=headers).body
            assert "平台自行推送" in body
            assert 'value="dry"' not in body

    def test_scored_and_linked(self, portal: Portal, source: type[kit.Source], tmp_path: Path) -> None:
        """Files wait to be scored, and the same dataset of another portal is a twin."""
        source.records = [kit.record(1)]
        jobs.run_harvest(kit.portal(tmp_path, "sandbox_example"), lambda run: None)
        jobs.FileScore.waiting("")
        answer = send(kit.record(1))
        package = model.Package.get(answer["results"][0]["dataset"])
        waiting = sa.select(jobs.FileScore.state).where(jobs.FileScore.package_id == package.id)
        assert list(model.Session.scalars(waiting)) == ["queued"]
        assert len(kit.act("govopen_copy_list", id=package.id)) > 0

    def test_thousand(self, portal: Portal, record_property: Any) -> None:
        """A thousand records are one call."""
        began = clock.now()
        answer = send(*many(1000, files=()))
        record_property("seconds", (clock.now() - began).total_seconds())
        assert answer["totals"] == {"created": 1000}
        assert len(kit.found()) == 1000
        assert send(*many(1000, files=()))["totals"] == {"unchanged": 1000}

    def test_ids_of_another_portal(self, portal: Portal, source: type[kit.Source], tmp_path: Path) -> None:
        """An id that another portal has too is another record: that portal's dataset stays as it is."""
        source.records = [kit.record(1)]
        jobs.run_harvest(kit.portal(tmp_path, "sandbox_example"), lambda run: None)
        before = kit.found()["29200/00001"]
        answer = send(kit.record(1, title="昆山市另一个名录"), remove=["29200/00002"])
        assert states(answer) == ["created"]
        assert kit.act("package_show", id=before["id"])["title"] == before["title"]
        assert answer["results"][0]["dataset"] != before["name"]

    def test_lookups(self, govopen: None) -> None:
        """The lookups of the portal's YAML are laid over what it sends."""
        text = YAML + "lookups: {publisher: [{match: 教育局, value: 昆山市教育局}], tags: [{match: 其他}]}\n"
        kit.act("govopen_portal_register", code=CODE, yaml=text)
        send(kit.record(1, publisher="教育局", tags=("其他", "学校")))
        found = kit.found()["29200/00001"]
        assert found["organization"]["title"] == "昆山市教育局"
        assert [tag["name"] for tag in found["tags"]] == ["学校"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"titel": "x"}, "titel"),
    ({"title": 7}, "title"),
    ({"title": None}, "title"),
    ({"title": " "}, "title"),
    ({"title": "暂无"}, "title"),
    ({"title": "字" * 2001}, "title"),
    ({"title": "a\x00b"}, "title"),
    ({"title": "a\ud800b"}, "title"),
    ({"url": "javascript:alert(1)"}, "url"),
    ({"url": "/catalog/1"}, "url"),
    ({"url": "https://[::1"}, "url"),
    ({"issued": "2024-13-45"}, "issued"),
    ({"modified": "6.5.2024"}, "modified"),
    ({"theme": "教育"}, "theme"),
    ({"theme": ["教育", 1]}, "theme[1]"),
    ({"items": [{"label": "年份"}]}, "items[0].name"),
    ({"items": [{"name": "NF", "typ": "x"}]}, "items[0].typ"),
    ({"files": [{"url": "ftp://x.test/a.csv"}]}, "files[0].url"),
    ({"files": [{"url": "https://x.test/a", "access": "secret"}]}, "files[0].access"),
    ({"files": [{"url": "https://x.test/a", "modified": "gestern"}]}, "files[0].modified"),
    ({"apis": [{"url": ""}]}, "apis[0].url"),
    ({"contact": {"fax": "1"}}, "contact.fax"),
    ({"volume": {"rows": -1}}, "volume.rows"),
    ({"volume": {"rows": 1.5}}, "volume.rows"),
    ({"volume": {"rows": True}}, "volume.rows"),
    ({"volume": {"rows": 10**30}}, "volume.rows"),
    ({"extra": {"a": float("nan")}}, "extra.a"),
    ({"extra": {"a\x00": 1}}, "extra.a"),
    ({"extra": []}, "extra"),
    ({"id": ""}, "id"),
    ({"id": 5}, "id"),
    ({"id": " 5"}, "id"),
    ({"id": "5\n"}, "id"),
    ({"id": "\x00"}, "id"),
    ({"id": "5" * 5000}, "id"),
]


NONSENSE: list[dict[str, Any]] = [
    {"records": None},
    {"records": []},
    {"records": "[]"},
    {"records": {"id": 1}},
    {"records": [{}] * 1001},
    {"remove": "1"},
    {"remove": [1]},
    {"remove": ["5" * 5000]},
    {"remove": ["\x00"]},
    {"remove": ["1"] * 1001},
    {"complete": "yes"},
    {"complete": 1},
    {"push_id": "a\x00"},
    {"push_id": "a" * 201},
    {"push_id": ["a"]},
]


class TestRefused:
    """Wrong records are refused one by one, and told by field."""

    def test_field_is_named(self, portal: Portal) -> None:
        """A wrong field is named with a reason, and the record between two wrong ones is stored."""
        wrong = [plain(kit.record(number, id=str(number))) | changes for number, (changes, _) in enumerate(WRONG)]
        answer = send(*wrong[:10], kit.record(1), *wrong[10:])
        good = answer["results"].pop(10)
        assert (good["state"], good["errors"]) == ("created", None)
        assert states(answer) == ["refused"] * len(WRONG)
        assert [list(one["errors"]) for one in answer["results"]] == [[field] for _, field in WRONG]
        assert all(text for one in answer["results"] for texts in one["errors"].values() for text in texts)
        assert kit.found().keys() == {"29200/00001"}

    def test_missing(self, portal: Portal) -> None:
        """A record without id, title or url is refused under that name."""
        fields = ["id", "title", "url"]
        sent = [{key: value for key, value in plain(kit.record(1)).items() if key != field} for field in fields]
        answer = send(*[one | ({"id": str(number)} if "id" in one else {}) for number, one in enumerate(sent)])
        assert [list(one["errors"]) for one in answer["results"]] == [[field] for field in fields]

    def test_no_object(self, portal: Portal) -> None:
        """What is no object is refused in its place."""
        answer = send(None, 1, "x", [], [[]], kit.record(1))
        assert states(answer) == ["refused"] * 5 + ["created"]
        assert [list(one["errors"]) for one in answer["results"][:5]] == [["record"]] * 5

    def test_twice_in_a_call(self, portal: Portal) -> None:
        """Of two records with one id the first counts, and the second is refused."""
        answer = send(kit.record(1), kit.record(1, title="昆山市另一个名录"))
        assert states(answer) == ["created", "refused"]
        assert list(answer["results"][1]["errors"]) == ["id"]
        assert kit.found()["29200/00001"]["title"] == "昆山市学校名录1"

    def test_deep(self, portal: Portal) -> None:
        """Objects that lie too deep in each other are refused."""
        deep: Any = {}
        for _ in range(200):
            deep = {"a": deep}
        answer = send(plain(kit.record(1)) | {"extra": deep})
        (field,) = answer["results"][0]["errors"]
        assert field.startswith("extra.a.a")

    def test_large(self, portal: Portal) -> None:
        """A record has a largest size."""
        items = [{"name": f"N{number}", "description": "说明" * 1000} for number in range(400)]
        assert states(send(plain(kit.record(1)) | {"items": items})) == ["refused"]

    def test_values_are_not_echoed(self, portal: Portal) -> None:
        """No error and no issue repeats what was sent, be it a word or a number of somebody."""
        secret = f"张三 {MOBILE}"
        changes: list[dict[str, Any]] = [
            {"issued": secret},
            {"url": secret},
            {"files": [{"url": "https://x.test/a", "access": secret}]},
            {secret: 1},
        ]
        answer = send(*[plain(kit.record(number)) | one for number, one in enumerate(changes)])
        assert states(answer) == ["refused"] * 4
        told = str([one["errors"] for one in answer["results"]]) + str(list(model.Session.scalars(sa.select(Issue.message))))
        assert MOBILE not in told

    def test_refused_by_the_catalogue(self, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        """What CKAN's validators refuse is refused with their reasons, alone."""
        convert = batches.from_record

        def spoiled(record: Record, portal: Portal) -> Any:
            converted = convert(record, portal)
            if record.id == "29200/00001":
                converted.dataset["region_code"] = "999999"
            return converted

        monkeypatch.setattr(batches, "from_record", spoiled)
        answer = send(kit.record(1), kit.record(2))
        assert states(answer) == ["refused", "created"]
        assert list(answer["results"][0]["errors"]) == ["region_code"]
        assert answer["run"]["failed"] == 1


class TestGovopenRecordPush:
    """The call itself."""

    def test_nonsense(self, portal: Portal, app: Any) -> None:
        """A wrong parameter is a 409 that names it, and leaves no run."""
        operator = {"Authorization": factories.SysadminWithToken()["token"]}
        for changes in NONSENSE:
            body = {"portal": CODE, "records": [plain(kit.record(1))], **changes}
            answer = app.post("/api/3/action/govopen_record_push", json=body, headers=operator, status=409).json
            assert answer["error"]["__type"] == "Validation Error", changes
            assert answer["error"][next(iter(changes))], changes
        assert Run.latest(CODE, 1) == []

    def test_no_such_portal(self, portal: Portal, app: Any) -> None:
        """A portal that is not there is a 404 for an operator, and a 403 for others."""
        operator = {"Authorization": factories.SysadminWithToken()["token"]}
        for code in ("none", "a" * 5000, "../x"):
            for headers, status in ((operator, 404), ({}, 403)):
                body = {"portal": code, "records": [{}]}
                app.post("/api/3/action/govopen_record_push", json=body, headers=headers, status=status)

    def test_no_portal(self, portal: Portal, app: Any, token: str) -> None:
        """What cannot be a portal's code was granted to nobody."""
        for code in (None, "", "a\x00", 7, ["a"], {"a": 1}, "\ud800"):
            body = {"portal": code, "records": [{}]}
            app.post("/api/3/action/govopen_record_push", json=body, headers={"Authorization": token}, status=403)

    def test_harvested_portal(self, govopen: None, tmp_path: Path) -> None:
        """Nothing is pushed for a portal that is harvested."""
        kit.portal(tmp_path)
        jobs.portals.take(tmp_path / "sandbox_example.yml")
        with pytest.raises(tk.ValidationError) as error:
            kit.act("govopen_record_push", portal="sandbox_example", records=[{}])
        assert list(error.value.error_dict) == ["portal"]

    def test_who_may(self, portal: Portal, app: Any, token: str) -> None:
        """Whom the portal was granted to, and operators; nobody else, and not for another portal."""
        kit.act("govopen_portal_register", code="sandbox_other", yaml=YAML)
        other = factories.UserWithToken()
        kit.act("govopen_pusher_grant", user=other["name"], portal="sandbox_other")
        stranger, operator = factories.UserWithToken()["token"], factories.SysadminWithToken()["token"]
        wanted = [({}, 403), (stranger, 403), (other["token"], 403), (token, 200), (operator, 200)]
        for who, status in wanted:
            body = {"portal": CODE, "records": [plain(kit.record(1))]}
            headers = {"Authorization": who} if who else {}
            answer = app.post("/api/3/action/govopen_record_push", json=body, headers=headers, status=status).json
            assert answer["success"] == (status == 200)

    def test_nothing_else(self, portal: Portal, app: Any, token: str) -> None:
        """Who may push may not touch what was pushed by any other way."""
        name = send(kit.record(1))["results"][0]["dataset"]
        calls: list[tuple[str, dict[str, Any]]] = [
            ("package_patch", {"id": name, "title": "x"}),
            ("package_delete", {"id": name}),
            ("package_create", kit.dataset(factories.Organization())),
            ("govopen_dataset_withdraw", {"id": name, "note": "x"}),
            ("govopen_run_create", {"portal": CODE}),
            ("govopen_pusher_grant", {"user": "x", "portal": CODE}),
            ("govopen_portal_register", {"code": "x", "yaml": YAML}),
        ]
        for action, body in calls:
            app.post(f"/api/3/action/{action}", json=body, headers={"Authorization": token}, status=403)

    def test_get(self, portal: Portal, app: Any, token: str) -> None:
        """A push is a POST."""
        app.get(f"/api/3/action/govopen_record_push?portal={CODE}", headers={"Authorization": token}, status=400)

    def test_body_too_large(self, portal: Portal, app: Any, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A body that is too large is refused in the API's form."""
        monkeypatch.setattr(bodies, "MOST_BYTES", 1000)
        body = {"portal": CODE, "records": [plain(kit.record(number)) for number in range(10)]}
        answer = app.post("/api/3/action/govopen_record_push", json=body, headers={"Authorization": token}, status=409).json
        assert list(answer["error"]) == ["__type", "records"]

    def test_body_too_deep(self, portal: Portal, app: Any, token: str) -> None:
        """A body that no reader of JSON gets to the bottom of is refused in the API's form."""
        body = f'{{"portal": "{CODE}", "records": {"[" * 200_000}'
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"):
            headers = {"Authorization": token, "Content-Type": kind}
            answer = app.post("/api/3/action/govopen_record_push", data=body, headers=headers, status=409).json
            assert list(answer["error"]) == ["__type", "records"], kind

    def test_broken_body(self, portal: Portal, app: Any, token: str) -> None:
        """A body that is no JSON, or no object, is CKAN's 400."""
        headers = {"Authorization": token, "Content-Type": "application/json"}
        for body in ("", "{", "[]", "7", '"x"', "null"):
            answer = app.post("/api/3/action/govopen_record_push", data=body, headers=headers)
            assert answer.status_code in (400, 403), body
            assert "json" in answer.content_type, body

    def test_busy(self, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        """While another call of the portal goes on a call is told to come back, and leaves nothing."""
        monkeypatch.setattr(push, "PATIENCE", 0.0)
        other = hold.begin(push.opened(portal, "other").id)
        with pytest.raises(tk.ValidationError) as error:
            send(kit.record(1))
        assert "10" in error.value.error_dict["portal"][0]
        assert [run.push_id for run in Run.latest(CODE, 5)] == ["other"]
        with other.fenced() as run:
            run.owner = None
        assert states(send(kit.record(1))) == ["created"]

    def test_call_of_a_dead_process(self, portal: Portal) -> None:
        """A call whose process died keeps the portal no longer than its lease, and its push goes on."""
        hold.begin(push.opened(portal, "p").id)
        model.Session.execute(sa.update(Run).values(heartbeat=clock.now() - timedelta(hours=1)))
        model.Session.commit()
        upkeep.recover()
        answer = send(kit.record(1), push_id="p")
        assert (states(answer), answer["run"]["state"]) == (["created"], "running")

    def test_fault_of_ours(self, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        """A call that breaks on a fault of ours stores nothing and frees the portal."""
        with monkeypatch.context() as patch:
            patch.setattr(HarvestedRecord, "put", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                send(kit.record(1))
        assert [run.state for run in Run.latest(CODE, 5)] == ["failed"]
        assert kit.found() == {}
        assert states(send(kit.record(1))) == ["created"]


class TestCorrected:
    """What people did here stands."""

    def test_correction_survives(self, portal: Portal) -> None:
        """A field that a person corrected stays until the portal changes that field."""
        name = send(kit.record(1))["results"][0]["dataset"]
        user = factories.Sysadmin()
        tk.get_action("package_patch")({"user": user["name"]}, {"id": name, "notes": "更正后的摘要。"})
        assert states(send(kit.record(1, tags=("学校", "教育")))) == ["updated"]
        assert kit.act("package_show", id=name)["notes"] == "更正后的摘要。"
        send(kit.record(1, description="新的摘要。"))
        assert kit.act("package_show", id=name)["notes"] == "新的摘要。"

    def test_withdrawn_stays_withdrawn(self, portal: Portal) -> None:
        """A dataset that a person took out does not come back by a push, changed or not."""
        name = send(kit.record(1))["results"][0]["dataset"]
        kit.act("govopen_dataset_withdraw", id=name, note="含有错误")
        assert states(send(kit.record(1), kit.record(2))) == ["withdrawn", "created"]
        assert states(send(kit.record(1, title="昆山市学校名单"))) == ["withdrawn"]
        assert kit.found().keys() == {"29200/00002"}


class TestRemoved:
    """What is taken away, and what is held back."""

    def test_by_name(self, portal: Portal) -> None:
        """Ids that the portal names are gone with a tombstone, and come back under the same dataset."""
        before = send(*many(3))["results"][1]
        answer = send(remove=["29200/00001", "nothing"])
        assert states(answer, "removed") == ["removed", "unknown"]
        assert kit.found().keys() == {"29200/00000", "29200/00002"}
        (stone,) = kit.act("govopen_tombstone_list", portal=CODE)["results"]
        assert (stone["name"], stone["reason"]) == (before["dataset"], "vanished")
        answer = send(kit.record(1))
        assert (states(answer), answer["results"][0]["dataset"]) == (["revived"], before["dataset"])
        assert len(kit.found()) == 3

    def test_named_and_sent(self, portal: Portal) -> None:
        """An id that a call both sends and removes is not removed."""
        send(*many(2))
        answer = send(kit.record(1), remove=["29200/00001"])
        assert (states(answer), states(answer, "removed")) == (["unchanged"], ["refused"])
        assert len(kit.found()) == 2

    def test_too_many_by_name(self, portal: Portal) -> None:
        """More than go unasked are held back until an operator approves them."""
        send(*many(30, files=()))
        answer = send(remove=[f"29200/{number:05}" for number in range(25)])
        assert answer["totals"] == {"held": 25}
        assert (answer["run"]["state"], answer["run"]["held"], len(kit.found())) == ("waiting", 25, 30)
        send(kit.record(3, files=()))
        approve(answer["run"])
        assert kit.found().keys() == {"29200/00003", *(f"29200/{number:05}" for number in range(25, 30))}

    def test_too_many_in_one_push(self, portal: Portal) -> None:
        """Many calls of one push remove no more unasked than one."""
        send(*many(30, files=()))
        ids = [f"29200/{number:05}" for number in range(30)]
        assert send(remove=ids[:15], push_id="p")["totals"] == {"removed": 15}
        assert send(remove=ids[15:], push_id="p")["totals"] == {"held": 15}
        done = send(*many(30, files=())[20:], push_id="p", complete=True)
        assert (done["run"]["state"], done["run"]["held"], len(kit.found())) == ("waiting", 5, 15)

    def test_complete(self, portal: Portal) -> None:
        """A whole catalogue in one call tells what is gone."""
        send(*many(10))
        answer = send(*many(9), complete=True)
        assert (answer["run"]["state"], answer["run"]["complete"], answer["run"]["removed"]) == ("complete", True, 1)
        assert len(kit.found()) == 9
        assert len(list(model.Session.scalars(sa.select(PortalHealth).where(PortalHealth.portal == CODE)))) == 1

    def test_complete_in_calls(self, portal: Portal) -> None:
        """Calls of one push are one run; only its last call removes, and a repeated call counts once."""
        send(*many(10))
        records = many(10)
        first = send(*records[:5], push_id="p")
        send(*records[:5], push_id="p")
        assert (first["run"]["state"], len(kit.found())) == ("running", 10)
        last = send(*records[5:9], push_id="p", complete=True)
        counted = {name: last["run"][name] for name in ("id", "state", "unchanged", "duplicates", "removed", "listed")}
        assert counted == {
            "id": first["run"]["id"],
            "state": "complete",
            "unchanged": 9,
            "duplicates": 5,
            "removed": 1,
            "listed": 14,
        }
        with pytest.raises(tk.ValidationError) as error:
            send(kit.record(1), push_id="p")
        assert list(error.value.error_dict) == ["push_id"]

    def test_guard(self, portal: Portal) -> None:
        """A catalogue that shrinks to a tenth removes nothing: it waits, and an operator decides."""
        send(*many(50, files=()))
        answer = send(*many(5, files=()), complete=True)
        assert (answer["run"]["state"], answer["run"]["held"], answer["run"]["removed"]) == ("waiting", 45, 0)
        assert len(kit.found()) == 50
        approve(answer["run"])
        assert len(kit.found()) == 5

    def test_empty(self, portal: Portal) -> None:
        """A whole catalogue without a record removes nothing."""
        send(*many(3))
        answer = send(complete=True)
        assert (answer["run"]["state"], answer["run"]["held"], len(kit.found())) == ("waiting", 3, 3)

    def test_met_again(self, portal: Portal) -> None:
        """What was pushed again, changed or not, is not removed by an approval given later."""
        send(*many(10, files=()))
        waiting = send(kit.record(0, files=()), complete=True)["run"]
        assert waiting["held"] == 9
        send(kit.record(1, files=()), kit.record(2, files=(), title="昆山市学校名单"))
        approve(waiting)
        assert kit.found().keys() == {"29200/00000", "29200/00001", "29200/00002"}

    def test_later_catalogue(self, portal: Portal) -> None:
        """A later whole catalogue takes the place of one that waits."""
        send(*many(10, files=()))
        waiting = send(kit.record(0, files=()), complete=True)["run"]
        send(*many(10, files=()), complete=True)
        with pytest.raises(tk.ValidationError):
            kit.act("govopen_run_approve", id=waiting["id"])

    def test_refused_is_not_gone(self, portal: Portal) -> None:
        """A record that is refused was sent all the same: its dataset stays."""
        send(*many(10))
        answer = send(*many(9), plain(kit.record(9)) | {"url": "nowhere"}, complete=True)
        assert (answer["run"]["state"], answer["run"]["removed"], len(kit.found())) == ("partial", 0, 10)

    def test_assertions(self, portal: Portal) -> None:
        """The first whole catalogue sets the bounds of later ones."""
        send(*many(40, files=()), complete=True)
        answer = send(*many(19, files=()), complete=True)
        assert answer["run"]["state"] == "waiting"
        assert kit.act("govopen_issue_list", portal=CODE, kind="assertion")["count"] == 1


class TestOpenPush:
    """A push between its calls."""

    def test_paused(self, portal: Portal) -> None:
        """An operator holds a push up and lets it go on; no worker takes it."""
        run = send(kit.record(1), push_id="p")["run"]["id"]
        kit.act("govopen_run_pause", id=run)
        with pytest.raises(tk.ValidationError):
            send(kit.record(2), push_id="p")
        kit.act("govopen_run_resume", id=run)
        assert kit.queued("harvest") == []
        assert states(send(kit.record(2), push_id="p")) == ["created"]

    def test_cancelled(self, portal: Portal) -> None:
        """An operator ends a push: what it brought stays, and no call goes on with it."""
        run = send(kit.record(1), push_id="p")["run"]["id"]
        assert kit.act("govopen_run_cancel", id=run)["state"] == "cancelled"
        with pytest.raises(tk.ValidationError):
            send(kit.record(2), push_id="p")
        assert len(kit.found()) == 1

    def test_wished_meanwhile(self, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        """What an operator wishes during a call is done at its end."""
        take = push.Push.take

        def wished(self: push.Push, entries: Any) -> Any:
            self.run.wish = "cancel"
            return take(self, entries)

        monkeypatch.setattr(push.Push, "take", wished)
        assert send(kit.record(1), push_id="p")["run"]["state"] == "cancelled"

    def test_forsaken(self, portal: Portal) -> None:
        """A push that its portal does not end is ended after a day, and removes nothing."""
        send(*many(3))
        run = send(kit.record(1), push_id="p")["run"]["id"]
        upkeep.recover()
        assert model.Session.get(Run, run).state == "running"
        model.Session.execute(sa.update(Run).where(Run.id == run).values(heartbeat=clock.now() - timedelta(days=2)))
        model.Session.commit()
        upkeep.recover()
        assert model.Session.get(Run, run).state == "failed"
        assert len(kit.found()) == 3


class TestNotHarvested:
    """Nothing crawls a portal that pushes."""

    def test_command(self, portal: Portal, source: type[kit.Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A call that names it fails with the reason, one for all passes over it and says so."""
        monkeypatch.setattr(jobs.portals, "folders", list)
        named = command("harvest", CODE)
        assert (named.exit_code, "pushes its records itself" in named.output) == (2, True)
        everything = command("harvest", "--all", "--wait")
        assert f"{CODE}: passed over" in everything.output
        path = tmp_path / f"{CODE}.yml"
        path.write_text(YAML)
        assert command("harvest", "--portal-file", str(path)).exit_code == 2
        assert Run.latest(CODE, 1) == []

    def test_action(self, portal: Portal) -> None:
        """No run of it can be asked for."""
        for kind in ({"kind": "full"}, {"kind": "dry"}, {"kind": "record", "record": "1"}):
            with pytest.raises(tk.ValidationError) as error:
                kit.act("govopen_run_create", portal=CODE, **kind)
            assert list(error.value.error_dict) == ["portal"]

    def test_push_is_no_kind_to_ask_for(self, portal: Portal) -> None:
        """A run of a push begins with a push alone."""
        with pytest.raises(tk.ValidationError):
            kit.act("govopen_run_create", portal=CODE, kind="push")

    def test_schedule(self, portal: Portal) -> None:
        """Its time never comes, whatever an operator sets."""
        send(kit.record(1))
        model.Session.add(control.Run(portal=CODE, kind="full", state="complete", started=clock.now() - timedelta(days=90)))
        jobs.upkeep.PortalState.put(CODE, schedule="daily")
        model.Session.commit()
        assert CODE not in [one.code for one in upkeep.due(clock.now())]

    def test_worker(self, portal: Portal) -> None:
        """A run that waits from the time when it was harvested is ended."""
        run = control.create(CODE)
        jobs.work_on_run(run.id)
        assert model.Session.get(Run, run.id).state == "cancelled"


class TestGovopenPortalRegister:
    """Portals that operators make known."""

    def test_known(self, portal: Portal) -> None:
        """A registered portal is listed, and registered anew it is replaced."""
        text = YAML.replace("示例区", "另一区")
        assert kit.act("govopen_portal_register", code=CODE, yaml=text)["title"] == "另一区公共数据开放平台"
        assert kit.act("govopen_portal_show", id=CODE)["platform"] == "push"

    def test_strict(self, govopen: None) -> None:
        """The text is read as strictly as a file, and what means nothing to such a portal is an error."""
        for line, word in (("schedule: daily", "schedule"), ("options: {a: b}", "options"), ("title: 二", "stands twice")):
            with pytest.raises(tk.ValidationError) as error:
                kit.act("govopen_portal_register", code=CODE, yaml=f"{YAML}{line}\n")
            assert word in error.value.error_dict["yaml"][0]

    def test_nonsense(self, govopen: None) -> None:
        """A wrong code or text is named."""
        for field, value in (("code", "../x"), ("code", "A"), ("yaml", ""), ("yaml", "a\x00"), ("yaml", "\ud800")):
            with pytest.raises(tk.ValidationError) as error:
                kit.act("govopen_portal_register", **{"code": CODE, "yaml": YAML, field: value})
            assert list(error.value.error_dict) == [field]

    def test_configured(self, govopen: None) -> None:
        """The code of a configured portal is taken."""
        with pytest.raises(tk.ValidationError):
            kit.act("govopen_portal_register", code="110000_beijing", yaml=YAML)


class TestGovopenPusherGrant:
    """Who may push."""

    def test_granted(self, portal: Portal) -> None:
        """A grant names user and portal; granted twice it is one."""
        name = factories.User()["name"]
        for _ in range(2):
            made = kit.act("govopen_pusher_grant", user=name, portal=CODE)
        assert (made["user"], made["portal"]) == (name, CODE)
        assert len(Pusher.find(CODE, None)) == 1

    def test_unknown(self, portal: Portal) -> None:
        """Neither an unknown user nor an unknown portal is granted anything."""
        name = factories.User()["name"]
        for user, code in (("nobody", CODE), (name, "nowhere")):
            with pytest.raises(tk.ObjectNotFound):
                kit.act("govopen_pusher_grant", user=user, portal=code)

    def test_harvested_portal(self, govopen: None) -> None:
        """A portal that is harvested is granted to nobody."""
        with pytest.raises(tk.ValidationError):
            kit.act("govopen_pusher_grant", user=factories.User()["name"], portal="110000_beijing")


class TestGovopenPusherRevoke:
    """Who may no longer push."""

    def test_revoked(self, portal: Portal, app: Any, token: str) -> None:
        """The next call is refused, and what was not granted cannot be revoked."""
        (grant,) = kit.act("govopen_pusher_list", portal=CODE)
        kit.act("govopen_pusher_revoke", user=grant["user"], portal=CODE)
        body = {"portal": CODE, "records": [plain(kit.record(1))]}
        app.post("/api/3/action/govopen_record_push", json=body, headers={"Authorization": token}, status=403)
        with pytest.raises(tk.ObjectNotFound):
            kit.act("govopen_pusher_revoke", user=grant["user"], portal=CODE)


class TestGovopenPusherList:
    """The list of grants."""

    def test_filtered(self, portal: Portal) -> None:
        """Grants are listed by portal, by user, or all."""
        kit.act("govopen_portal_register", code="sandbox_other", yaml=YAML)
        names = [factories.User()["name"] for _ in range(2)]
        for name, code in zip(names, (CODE, "sandbox_other"), strict=True):
            kit.act("govopen_pusher_grant", user=name, portal=code)
        assert [row["user"] for row in kit.act("govopen_pusher_list", portal=CODE)] == names[:1]
        assert [row["portal"] for row in kit.act("govopen_pusher_list", user=names[1])] == ["sandbox_other"]
        assert len(kit.act("govopen_pusher_list")) == 2

    def test_operators_only(self, portal: Portal, app: Any, token: str) -> None:
        """Names of users are not public."""
        for headers in ({}, {"Authorization": token}):
            app.get("/api/3/action/govopen_pusher_list", headers=headers, status=403)
