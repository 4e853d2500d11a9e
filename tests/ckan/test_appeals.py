"""Publishers appeal findings, everybody can read it, operators may overrule them."""

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.lib import search
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.harvest import files
from ckanext.govopen.model import Appeal, FileScore, FileScoreHistory

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

CSV = "区县,户数,日期\n" + "".join(f"甲{n}县,{n}户,2021年3月{n}日\n" for n in range(1, 20))
REASON = "“户”是单元编号的一部分，不是单位。"


@pytest.fixture
def dataset(editor: dict[str, Any], storage: Path) -> dict[str, Any]:
    """A scored dataset of the department."""
    owner = factories.Organization(name="tongjiju", title="统计局", users=[{"name": "bianji", "capacity": "editor"}])
    made: dict[str, Any] = kit.act("package_create", **kit.dataset(owner))
    upload = FileStorage(io.BytesIO(CSV.encode()), "户数.csv")
    kit.act("resource_create", package_id=made["id"], name="户数", format="csv", upload=upload, url="")
    kit.work("score")
    return made


@pytest.fixture
def resource_id(dataset: dict[str, Any]) -> str:
    """Its file."""
    (resource,) = kit.act("package_show", id=dataset["id"])["resources"]
    return str(resource["id"])


def call(app: Any, action: str, who: dict[str, Any] | None, status: int = 200, **body: Any) -> Any:
    """The answer to a call."""
    headers = {"Authorization": who["token"]} if who else {}
    answer = app.post(f"/api/3/action/{action}", json=body, headers=headers, status=status).json
    return answer.get("result", answer.get("error"))


def score(dataset: dict[str, Any]) -> float:
    """The dataset's score as it is shown."""
    return float(kit.act("package_show", id=dataset["id"])["score"])


class TestGovopenAppealCreate:
    """In force at once."""

    def test_counted(
        self, app: Any, dataset: dict[str, Any], resource_id: str, editor: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The finding stays, marked, and costs nothing: in file, dataset, index and history, without reading the file."""
        before = kit.act("govopen_score_show", id=resource_id)
        monkeypatch.setattr(files, "fetch", None)
        made = call(app, "govopen_appeal_create", editor, id=resource_id, rule="V01", column="户数", reason=REASON)
        assert made["state"] == "accepted"
        assert (made["rule"], made["column"], made["user"], made["applies"]) == ("V01", "户数", "bianji", True)
        assert (made["dataset"], made["organization"], made["resource_name"]) == (dataset["name"], "tongjiju", "户数")
        after = kit.act("govopen_score_show", id=resource_id)
        marks = {one["rule"]: (one["appealed"], one["points"]) for one in after["report"]["findings"]}
        assert marks["V01"] == (True, 0)
        assert marks["V03"][0] is False
        assert after["score"] == after["report"]["score"] == score(dataset) > before["score"]
        assert after["history"][0]["score"] == after["score"]
        assert len(after["history"]) == 1
        assert [one["id"] for one in after["appeals"]] == [made["id"]]
        search.commit()
        (found,) = kit.act("package_search")["results"]
        assert found["score"] == after["score"]

    def test_survives(self, dataset: dict[str, Any], resource_id: str) -> None:
        """It holds for new bytes as long as they have the finding, and again when that comes back."""
        kit.act("govopen_appeal_create", id=resource_id, rule="V01", column="户数", reason=REASON)
        for text, applies in ((CSV + "乙县,5户,2021年3月5日\n", True), ("区县,户数\n甲县,5\n乙县,6\n", False), (CSV, True)):
            (resource,) = kit.act("package_show", id=dataset["id"])["resources"]
            upload = FileStorage(io.BytesIO(text.encode()), "户数.csv")
            kit.act("resource_update", **resource | {"upload": upload, "url": ""})
            kit.work("score")
            shown = kit.act("govopen_score_show", id=resource_id)
            assert [one["rule"] for one in shown["report"]["findings"] if one["appealed"]] == (["V01"] if applies else [])
            assert [one["applies"] for one in shown["appeals"]] == [applies]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"rule": "E03"}, "rule"),
            ({"rule": "V01", "column": "区县"}, "rule"),
            ({"rule": ""}, "rule"),
            ({"reason": "太短"}, "reason"),
            ({"reason": "      　　　　   "}, "reason"),
            ({"reason": "字" * 3000}, "reason"),
            ({"reason": "请致电13800138000核实本列内容"}, "reason"),
            ({"reason": {"a": 1}}, "reason"),
            ({"column": "a\x00"}, "column"),
        ],
    )
    def test_refused(self, app: Any, resource_id: str, editor: dict[str, Any], change: dict[str, Any], field: str) -> None:
        """A finding that there is not, and a reason that says nothing or names a person's number, are refused by name."""
        body = {"id": resource_id, "rule": "V01", "column": "户数", "reason": REASON} | change
        error = call(app, "govopen_appeal_create", editor, 409, **body)
        assert field in error
        assert "13800138000" not in str(error)

    def test_whom(self, app: Any, resource_id: str, editor: dict[str, Any]) -> None:
        """Nobody but the department may, once, and there has to be such a file."""
        body = {"id": resource_id, "rule": "V01", "column": "户数", "reason": REASON}
        call(app, "govopen_appeal_create", None, 403, **body)
        call(app, "govopen_appeal_create", factories.UserWithToken(), 403, **body)
        call(app, "govopen_appeal_create", editor, 404, **body | {"id": "none"})
        call(app, "govopen_appeal_create", editor, **body)
        assert "rule" in call(app, "govopen_appeal_create", editor, 409, **body)

    def test_at_once(self, app: Any, resource_id: str, editor: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """Of two that come at the same moment one stands, so that taking it back takes all back."""
        body = {"id": resource_id, "rule": "V01", "column": "户数", "reason": REASON}
        made = call(app, "govopen_appeal_create", editor, **body)
        monkeypatch.setattr(Appeal, "newest", lambda *_: None)
        assert "rule" in call(app, "govopen_appeal_create", editor, 409, **body)
        call(app, "govopen_appeal_withdraw", editor, id=made["id"])
        assert Appeal.standing(resource_id) == set()


class TestGovopenAppealWithdraw:
    """Taken back."""

    def test_as_before(self, app: Any, dataset: dict[str, Any], resource_id: str, editor: dict[str, Any]) -> None:
        """The score is what it was, the log keeps both, and the finding can be appealed again."""
        before = score(dataset)
        body = {"rule": "V01", "column": "户数", "reason": REASON}
        made = call(app, "govopen_appeal_create", editor, id=resource_id, **body)
        call(app, "govopen_appeal_withdraw", factories.UserWithToken(), 403, id=made["id"])
        gone = call(app, "govopen_appeal_withdraw", editor, id=made["id"])
        assert (gone["state"], gone["decided_by"]) == ("withdrawn", "bianji")
        assert gone["decided"]
        assert score(dataset) == before
        assert "id" in call(app, "govopen_appeal_withdraw", editor, 409, id=made["id"])
        call(app, "govopen_appeal_create", editor, id=resource_id, **body)
        states = [one["state"] for one in kit.act("govopen_appeal_list")["results"]]
        assert states == ["accepted", "withdrawn"]

    def test_unknown(self, app: Any, editor: dict[str, Any]) -> None:
        """There has to be such an appeal."""
        call(app, "govopen_appeal_withdraw", editor, 404, id="none")


class TestGovopenAppealDecide:
    """Operators overrule."""

    def test_rejected(self, app: Any, dataset: dict[str, Any], resource_id: str, editor: dict[str, Any]) -> None:
        """A rejected appeal costs its points again and cannot be made anew, until an operator lets it stand."""
        before = score(dataset)
        body = {"rule": "V01", "column": "户数", "reason": REASON}
        made = call(app, "govopen_appeal_create", editor, id=resource_id, **body)
        decision = {"id": made["id"], "decision": "reject", "note": "表中是户数。"}
        call(app, "govopen_appeal_decide", editor, 403, **decision)
        operator = factories.SysadminWithToken()
        told = call(app, "govopen_appeal_decide", operator, **decision)
        assert (told["state"], told["note"], told["decided_by"]) == ("rejected", "表中是户数。", operator["name"])
        assert score(dataset) == before
        assert "rule" in call(app, "govopen_appeal_create", editor, 409, id=resource_id, **body)
        call(app, "govopen_appeal_decide", operator, **decision | {"decision": "accept"})
        assert score(dataset) > before

    def test_refused(self, app: Any, resource_id: str) -> None:
        """A decision that there is not, or without a note, is refused by name; what was withdrawn stays so."""
        operator = factories.SysadminWithToken()
        made = kit.act("govopen_appeal_create", id=resource_id, rule="V01", column="户数", reason=REASON)
        assert "decision" in call(app, "govopen_appeal_decide", operator, 409, id=made["id"], decision="x", note="y")
        assert "note" in call(app, "govopen_appeal_decide", operator, 409, id=made["id"], decision="reject")
        kit.act("govopen_appeal_withdraw", id=made["id"])
        assert "id" in call(app, "govopen_appeal_decide", operator, 409, id=made["id"], decision="accept", note="y")
        call(app, "govopen_appeal_decide", operator, 404, id="none", decision="accept", note="y")


class TestGovopenAppealList:
    """Public."""

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({}, 2),
            ({"rule": "V03"}, 1),
            ({"state": "withdrawn"}, 1),
            ({"dataset": "xuexiao"}, 2),
            ({"dataset": "none"}, 0),
            ({"organization": "tongjiju"}, 2),
            ({"organization": "none"}, 0),
            ({"resource": "none"}, 0),
            ({"limit": 1}, 2),
        ],
    )
    def test_found(self, app: Any, resource_id: str, query: dict[str, Any], count: int) -> None:
        """Anybody finds them by file, dataset, department, rule and state; names of people are for those signed in."""
        first = kit.act("govopen_appeal_create", id=resource_id, rule="V01", column="户数", reason=REASON)
        kit.act("govopen_appeal_create", id=resource_id, rule="V03", column="日期", reason=REASON)
        kit.act("govopen_appeal_withdraw", id=first["id"])
        answer = call(app, "govopen_appeal_list", None, **query)
        assert answer["count"] == count
        assert len(answer["results"]) == min(count, query.get("limit", 100))
        assert all(one["user"] is None and one["reason"] == REASON for one in answer["results"])
        assert answer["publishers"] == [{"organization": "tongjiju", "title": "统计局", "count": 1}]

    def test_private(self, app: Any, dataset: dict[str, Any], resource_id: str) -> None:
        """Appeals about private datasets are not listed."""
        kit.act("govopen_appeal_create", id=resource_id, rule="V01", column="户数", reason=REASON)
        kit.act("package_patch", id=dataset["id"], private=True)
        assert call(app, "govopen_appeal_list", None) == {"count": 0, "results": [], "publishers": []}

    def test_refused(self, app: Any) -> None:
        """Bad input names its field."""
        assert "state" in call(app, "govopen_appeal_list", None, 409, state="x")
        assert "limit" in call(app, "govopen_appeal_list", None, 409, limit="x")


def test_older_rules(resource_id: str) -> None:
    """A file that older rules judged is read again when one of its findings is appealed, so that no number mixes both."""
    row = model.Session.get(FileScore, resource_id)
    assert row is not None
    row.ruleset, row.report = "0.9+old", {**row.report, "ruleset": "0.9+old"}
    model.Session.execute(sa.update(FileScoreHistory).values(ruleset="0.9+old"))
    model.Session.commit()
    kit.act("govopen_appeal_create", id=resource_id, rule="V01", column="户数", reason=REASON)
    model.Session.expire_all()
    assert kit.act("govopen_score_show", id=resource_id)["state"] == "queued"
    jobs.score_queued()
    shown = kit.act("govopen_score_show", id=resource_id)
    assert (shown["state"], shown["outdated"]) == ("done", False)
    assert len(shown["history"]) == 2
