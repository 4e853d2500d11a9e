"""Files with personal data in clear are shown to nobody, their department is told, and no value ever appears."""

import io
import logging
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.harvest import alerts, notify
from ckanext.govopen.model import Appeal, FileScore, FileSource
from ckanext.govopen.national.identifiers import is_id_number

from tests.ckan import kit
from tests.ckan.kit import only

pytestmark = pytest.mark.usefixtures("govopen")

NUMBERS = [f"1101051949123100{n:02}" for n in range(30)]
IDS = [number[:17] + digit for number in NUMBERS for digit in "0123456789X" if is_id_number(number[:17] + digit)]
MOBILES = [f"138001380{n:02}" for n in range(30)]
CSV = "姓名,身份证号,手机号码,金额\n" + "".join(
    f"甲某{n},{number},{mobile},{n}\n" for n, (number, mobile) in enumerate(zip(IDS, MOBILES, strict=False))
)
CLEAN = "街道,人数,金额\n甲街道,12,300\n乙街道,30,400\n"
REASON = "本列是设备编号，不是身份证号码。"


@pytest.fixture
def people() -> dict[str, dict[str, Any]]:
    """An administrator, an editor and a member of the department, and somebody else."""
    return {name: factories.UserWithToken(email=f"{name}@example.gov.cn") for name in ("admin", "editor", "member", "other")}


@pytest.fixture
def department(govopen: None, people: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A department with these people."""
    users = [{"name": people[name]["name"], "capacity": name} for name in ("admin", "editor", "member")]
    made: dict[str, Any] = factories.Organization(name="minzhengju", title="昆山市民政局", users=users)
    return made


@pytest.fixture
def dataset(department: dict[str, Any], storage: Path) -> dict[str, Any]:
    """A published dataset with such a file."""
    made: dict[str, Any] = kit.act("package_create", **kit.dataset(department, title="补贴发放名单"))
    upload = FileStorage(io.BytesIO(CSV.encode()), "补贴名单.csv")
    kit.act("resource_create", package_id=made["id"], name="补贴名单", format="csv", upload=upload, url="")
    return made


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Receiver, subject and text of what is sent."""
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setitem(tk.config, "smtp.mail_from", "portal@example.gov.cn")
    monkeypatch.setattr(mailer, "mail_recipient", lambda _, address, subject, body: sent.append((address, subject, body)))
    return sent


def public(app: Any, action: str, resource_id: str, status: int = 200) -> Any:
    """What anybody is answered."""
    return app.get(f"/api/3/action/{action}", query_string={"id": resource_id}, status=status).json.get("result")


def leaks(text: str) -> list[str]:
    """The numbers that stand in a text."""
    return [number for number in (*IDS, *MOBILES) if number in text]


def replace(resource: dict[str, Any], text: str) -> None:
    """Put another file in the place of one."""
    upload = FileStorage(io.BytesIO(text.encode()), "新.csv")
    kit.act("resource_update", **resource | {"upload": upload, "url": ""})
    kit.work("score")


def appealed(resource_id: str) -> list[str]:
    """Appeal all that blocks a file; the ids of the appeals."""
    body = {"id": resource_id, "rule": "P01", "reason": REASON}
    return [kit.act("govopen_appeal_create", column=column, **body)["id"] for column in ("身份证号", "手机号码")]


def then(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], Any]) -> None:
    """Have something happen once, at the end of a function of `files`."""
    holder, _, last = f"ckanext.govopen.harvest.files.{name}".rpartition(".")
    plain, waiting = getattr(pkgutil.resolve_name(holder), last), [act]

    def slowly(*args: Any, **kwargs: Any) -> Any:
        answer = plain(*args, **kwargs)
        while waiting:
            waiting.pop()()
        return answer

    monkeypatch.setattr(f"{holder}.{last}", slowly)


class TestBlocked:
    """What the public gets of such a file: nothing."""

    def test_nothing_is_shown(self, app: Any, dataset: dict[str, Any]) -> None:
        """There are no rows, no preview and no download; the reason is a neutral one, the score is there."""
        kit.work("score")
        resource = only(dataset)
        shown = public(app, "govopen_score_show", resource["id"])
        assert (shown["state"], shown["blocked"], shown["columns"]) == ("blocked", True, [])
        assert shown["score"] == resource["score"] <= 40
        assert "个人" not in shown["error"]
        assert "personal" not in shown["error"].lower()
        assert public(app, "govopen_preview_show", resource["id"]) == {"grid": None}
        app.get("/api/3/action/datastore_search", query_string={"resource_id": resource["id"]}, status=404)
        assert not resource.get("datastore_active")
        app.get(resource["url"], status=403)
        app.get(resource["url"].rpartition("/")[0], status=403)

    def test_not_before_it_was_checked(self, app: Any, dataset: dict[str, Any], people: dict[str, Any]) -> None:
        """Nobody but the department gets an upload, or a repair of it, until its bytes have been looked into."""
        url, other, editor = only(dataset)["url"], *({"Authorization": people[name]["token"]} for name in ("other", "editor"))
        assert int(app.get(url, status=503).headers["Retry-After"]) > 0
        app.post("/api/3/action/govopen_repair_preview", json={"id": only(dataset)["id"]}, headers=other, status=403)
        app.get(url, headers=editor, status=200)
        replace(only(dataset), CLEAN)
        assert app.get(only(dataset)["url"], status=200).body == CLEAN
        upload = FileStorage(io.BytesIO(CSV.encode()), "新.csv")
        kit.act("resource_update", **only(dataset) | {"upload": upload, "url": ""})
        app.get(only(dataset)["url"], status=503)
        kit.work("score")
        app.get(only(dataset)["url"], status=403)

    def test_where_is_not_told(self, app: Any, dataset: dict[str, Any]) -> None:
        """The public report does not say in which column the numbers stand; who may change the dataset is told."""
        kit.work("score")
        resource_id = only(dataset)["id"]
        report = public(app, "govopen_score_show", resource_id)["report"]
        assert {field["personal"] for table in report["tables"] for field in table["fields"]} == {None}
        found = [one for one in report["findings"] if one["rule"] == "P01"]
        # One finding, headed by what the public is told, however many columns there are.
        assert len(found) == 1
        assert len(kit.act("govopen_score_show", id=resource_id)["columns"]) > 1
        page = html.fromstring(app.get(f"/dataset/{dataset['name']}/resource/{resource_id}").body)
        assert "没有明文个人信息" not in page.xpath("string(//*[@id='rule-P01']/h3)")
        assert all("身份证" not in str((one["message"], one["params"], one["where"], one["examples"])) for one in found)
        (table,) = public(app, "govopen_score_show", resource_id)["report"]["tables"]
        assert {one["personal"] for one in table["fields"]} == {None}
        mine = kit.act("govopen_score_show", id=resource_id)
        assert mine["columns"] == ["身份证号", "手机号码"]
        assert [one["params"]["column"] for one in mine["report"]["findings"] if one["rule"] == "P01"] == mine["columns"]

    def test_for_the_department(self, app: Any, dataset: dict[str, Any], people: dict[str, Any]) -> None:
        """Editors still get their own file; other users do not."""
        kit.work("score")
        url = only(dataset)["url"]
        for name, status in (("editor", 200), ("admin", 200), ("member", 403), ("other", 403)):
            app.get(url, headers={"Authorization": people[name]["token"]}, status=status)

    def test_hidden_datasets(self, app: Any, dataset: dict[str, Any]) -> None:
        """A file of a dataset that the reader may not see is refused by CKAN, and not named."""
        kit.work("score")
        url = only(dataset)["url"]
        kit.act("package_patch", id=dataset["id"], private=True)
        assert only(dataset)["name"] not in app.get(url, status=403).body

    def test_no_value_anywhere(self, app: Any, dataset: dict[str, Any], mails: Any, caplog: pytest.LogCaptureFixture) -> None:
        """Neither logs nor database, API, pages nor mails hold a single number, not even for the department."""
        with caplog.at_level(logging.DEBUG):
            kit.work("score")
            kit.work("harvest")
            resource_id = only(dataset)["id"]
            row = model.Session.get(FileScore, resource_id)
            assert row is not None
            told = [str((row.report, row.preview, row.error)), str(mails)]
            for action in ("govopen_score_show", "govopen_preview_show", "resource_show"):
                told += [str(kit.act(action, id=resource_id)), str(public(app, action, resource_id))]
            told.append(str(kit.act("govopen_score_show", id=dataset["id"])))
            headers = {"Authorization": factories.SysadminWithToken()["token"]}
            for asking in ({}, headers):
                told += [
                    app.get(f"/dataset/{dataset['name']}", headers=asking).body,
                    app.get(f"/dataset/{dataset['name']}/resource/{resource_id}", headers=asking).body,
                ]
        assert len(IDS) == 30
        assert leaks("".join(told) + caplog.text) == []

    def test_replaced(self, app: Any, dataset: dict[str, Any]) -> None:
        """A clean file in its place is shown at once."""
        kit.work("score")
        replace(only(dataset), CLEAN)
        resource = only(dataset)
        assert public(app, "govopen_score_show", resource["id"])["state"] == "done"
        assert kit.act("datastore_search", resource_id=resource["id"])["total"] == 2
        assert public(app, "govopen_preview_show", resource["id"])["grid"]
        app.get(resource["url"], status=200)


class TestUnseen:
    """Uploads that nobody has looked at yet."""

    def test_first_check_first(self, app: Any, dataset: dict[str, Any], people: dict[str, Any]) -> None:
        """Until it was checked the public is asked to come back, also after other bytes came; the department has it."""
        url = only(dataset)["url"]
        answer = app.get(url, status=503)
        assert answer.headers["Retry-After"] == "60"
        app.get(url, headers={"Authorization": people["editor"]["token"]}, status=200)
        call = {"url": "/api/3/action/govopen_repair_preview", "json": {"id": only(dataset)["id"]}}
        app.post(**call, headers={"Authorization": people["other"]["token"]}, status=403)
        replace(only(dataset), CLEAN)
        url = only(dataset)["url"]
        app.get(url, status=200)
        upload = FileStorage(io.BytesIO(CSV.encode()), "新.csv")
        kit.act("resource_update", **only(dataset) | {"upload": upload, "url": ""})
        app.get(url, status=503)
        kit.work("score")
        app.get(url, status=403)

    def test_checked_again(self, app: Any, dataset: dict[str, Any]) -> None:
        """A file that only waits to be judged anew stays available."""
        replace(only(dataset), CLEAN)
        resource_id = only(dataset)["id"]
        stored, row = model.Resource.get(resource_id), model.Session.get(FileScore, resource_id)
        stored.last_modified = stored.last_modified - timedelta(minutes=1)
        row.state = "queued"
        model.Session.commit()
        app.get(only(dataset)["url"], status=200)


class TestAlert:
    """Who is told, and what."""

    def test_editors_are_told(self, dataset: dict[str, Any], mails: Any) -> None:
        """Editors and administrators get a mail with dataset, file and columns, and nobody else does."""
        kit.work("score")
        kit.work("harvest")
        assert sorted(address for address, *_ in mails) == ["admin@example.gov.cn", "editor@example.gov.cn"]
        _, subject, text = mails[0]
        assert "补贴发放名单" in subject
        assert all(word in text for word in ("补贴名单", "身份证号、手机号码", f"/dataset/{dataset['name']}/resource/"))
        assert leaks(subject + text) == []

    def test_once(self, dataset: dict[str, Any], mails: Any) -> None:
        """The same bytes are told once, however often they are checked; others are told again."""
        kit.work("score")
        kit.act("resource_patch", id=only(dataset)["id"], name="补贴名单")
        replace(only(dataset), CSV)
        kit.work("harvest")
        assert len(mails) == 2
        replace(only(dataset), CSV + "乙某,,,5\n")
        kit.work("harvest")
        assert len(mails) == 4

    def test_operators(self, dataset: dict[str, Any], ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The settings add operators and the webhook, which gets the same without a value."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.notify_mail", ["operator@example.gov.cn"])
        monkeypatch.setitem(ckan_config, "ckanext.govopen.notify_webhook", "https://hooks.example.gov.cn/x")
        monkeypatch.setitem(ckan_config, "ckanext.govopen.notify_on", ["personal"])
        kit.work("score")
        jobs = [job.args for job in kit.queued("harvest")]
        assert "operator@example.gov.cn" in [receiver for receiver, *_ in jobs]
        posted = []
        monkeypatch.setattr(notify, "post", lambda url, message: posted.append((url, message)))
        (hook,) = [args for args in jobs if "://" in args[0]]
        notify.deliver(*hook)
        ((_, message),) = posted
        assert set(message) == {"event", "dataset", "title", "resource", "file", "columns", "url", "time"}
        assert (message["event"], message["columns"]) == ("personal", ["身份证号", "手机号码"])

    def test_without_mail(self, dataset: dict[str, Any], ckan_config: Any, caplog: pytest.LogCaptureFixture) -> None:
        """A portal that cannot send mail notes once for each receiver that nobody was told, and fails in nothing."""
        ckan_config.pop("smtp.mail_from", None)
        kit.work("score")
        with caplog.at_level(logging.WARNING):
            for job in kit.queued("harvest"):
                notify.deliver(*job.args)
        told = [one for one in caplog.messages if "smtp.mail_from" in one]
        assert len(told) == 2
        assert not leaks(str(told))

    def test_nobody(self, govopen: None) -> None:
        """A dataset without a department, or a department without editors, breaks nothing."""
        assert alerts.receivers(None) == []


class TestFalseAlarm:
    """A publisher who says that these are no personal data is believed, in public."""

    def test_appealed(self, app: Any, dataset: dict[str, Any], people: dict[str, Any]) -> None:
        """When every such column is appealed the file is shown again, its columns still masked; withdrawn, it goes again."""
        kit.work("score")
        resource = only(dataset)
        headers = {"Authorization": people["editor"]["token"]}
        appeals = []
        for column in ("身份证号", "手机号码"):
            assert kit.act("govopen_score_show", id=resource["id"])["state"] == "blocked"
            body = {"id": resource["id"], "rule": "P01", "column": column, "reason": REASON}
            answer = app.post("/api/3/action/govopen_appeal_create", json=body, headers=headers)
            appeals.append(answer.json["result"]["id"])
        assert public(app, "govopen_score_show", resource["id"])["blocked"] is False
        kit.work("score")
        records = kit.act("datastore_search", resource_id=resource["id"])
        assert records["total"] == 30
        grid = public(app, "govopen_preview_show", resource["id"])["grid"]
        assert grid["rows"]
        assert leaks(str(records) + str(grid)) == []
        app.get(resource["url"], status=200)
        app.post("/api/3/action/govopen_appeal_withdraw", json={"id": appeals[0]}, headers=headers)
        assert public(app, "govopen_score_show", resource["id"])["state"] == "blocked"
        assert public(app, "govopen_preview_show", resource["id"]) == {"grid": None}
        with pytest.raises(tk.ObjectNotFound):
            kit.act("datastore_search", resource_id=resource["id"])

    @pytest.mark.parametrize("slow", ["isolated.call", "load_rows"])
    def test_withdrawn_meanwhile(self, app: Any, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
        """An appeal that is taken back while the file is read, or while its rows are loaded, shows nothing."""
        kit.work("score")
        resource_id = only(dataset)["id"]
        first, _ = appealed(resource_id)
        then(monkeypatch, slow, lambda: kit.act("govopen_appeal_withdraw", id=first))
        kit.work("score")
        assert public(app, "govopen_score_show", resource_id)["state"] == "blocked"
        assert public(app, "govopen_preview_show", resource_id) == {"grid": None}
        with pytest.raises(tk.ObjectNotFound):
            kit.act("datastore_search", resource_id=resource_id)

    @pytest.mark.parametrize("slow", ["isolated.call", "load_rows"])
    def test_appealed_meanwhile(self, app: Any, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
        """A file whose findings are appealed while it is read again is shown, with its rows."""
        kit.work("score")
        resource_id = only(dataset)["id"]
        jobs.enqueue_uploaded(resource_id)
        then(monkeypatch, slow, lambda: appealed(resource_id))
        kit.work("score")
        assert public(app, "govopen_score_show", resource_id)["state"] == "done"
        assert public(app, "govopen_preview_show", resource_id)["grid"]
        assert kit.act("datastore_search", resource_id=resource_id)["total"] == 30

    def test_one_after_the_other(self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever looks which appeals are in force, to store what follows from them, keeps others from it until then."""
        kit.work("score")
        resource_id, standing, free = only(dataset)["id"], Appeal.standing, []

        def looked(resource_id: str) -> Any:
            query = sa.select(FileScore.resource_id).where(FileScore.resource_id == resource_id)
            with model.meta.engine.connect() as other:
                free.extend(other.scalars(query.with_for_update(skip_locked=True)))
            return standing(resource_id)

        monkeypatch.setattr(Appeal, "standing", looked)
        appealed(resource_id)
        kit.work("score")
        assert free == []

    def test_copies_follow(self, dataset: dict[str, Any]) -> None:
        """What is noted of a copy follows the appeal."""
        kit.work("score")
        resource = only(dataset)
        FileSource.put(resource["id"], url=resource["url"], personal=True)
        model.Session.commit()
        for column in ("身份证号", "手机号码"):
            kit.act("govopen_appeal_create", id=resource["id"], rule="P01", column=column, reason=REASON)
        assert model.Session.get(FileSource, resource["id"], populate_existing=True).personal is False  # type: ignore[union-attr]
