"""New rules: old scores keep their ruleset, files are judged again when nothing else waits, the history shows all."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen import cli, jobs
from ckanext.govopen.harvest import files, scores, upkeep
from ckanext.govopen.model import DatasetScore, FileScore, FileScoreHistory, FileSource, HarvestedRecord, clock
from ckanext.govopen.scoring.registry import ruleset

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

CSV = "学校名称,班级数\n" + "".join(f"昆山市第{n}小学,{n}\n" for n in range(1, 20))
OLD = "0.9+000000000000"


@pytest.fixture
def resource_id(department: dict[str, Any], storage: Path) -> str:
    """A scored upload."""
    made = kit.act("package_create", **kit.dataset(department))
    upload = FileStorage(io.BytesIO(CSV.encode()), "学校.csv")
    resource = kit.act("resource_create", package_id=made["id"], name="学校", format="csv", upload=upload, url="")
    kit.work("score")
    return str(resource["id"])


def row(resource_id: str) -> FileScore:
    """What is stored of a file."""
    found = model.Session.get(FileScore, resource_id, populate_existing=True)
    assert found is not None
    return found


def age(resource_id: str, score: float = 50.0) -> None:
    """As if older rules had given the file another score."""
    for table in (FileScore, FileScoreHistory):
        old = sa.update(table).where(table.resource_id == resource_id).values(ruleset=OLD, score=score, grade="D")
        model.Session.execute(old)
    model.Session.commit()


class TestBytesAtHand:
    """Uploads, and files of which there is a copy."""

    def test_no_silent_jump(self, resource_id: str) -> None:
        """Until it is judged again a file shows the score of the old rules, and says so."""
        age(resource_id)
        shown = kit.act("govopen_score_show", id=resource_id)
        assert (shown["score"], shown["ruleset"], shown["outdated"], shown["state"]) == (50, OLD, True, "done")

    def test_judged_again(self, resource_id: str) -> None:
        """A round of the scheduler has a worker judge it again; both scores are in the history with their rules."""
        age(resource_id)
        cli.tick()
        kit.work("score")
        shown = kit.act("govopen_score_show", id=resource_id)
        assert (shown["ruleset"], shown["outdated"], shown["state"]) == (ruleset(), False, "done")
        assert [(one["ruleset"], one["score"]) for one in shown["history"]] == [(ruleset(), shown["score"]), (OLD, 50)]
        assert kit.act("package_show", id=row(resource_id).package_id)["score"] == shown["score"]
        cli.tick()
        assert kit.queued("score") == []

    def test_page(self, app: Any, resource_id: str) -> None:
        """The file's page says that its score is to be renewed, and shows the one of the old rules afterwards."""
        age(resource_id, score=51.5)
        address = f"/en/dataset/xuexiao/resource/{resource_id}"
        assert "to be judged by new rules" in app.get(address).body
        jobs.judge_again(resource_id)
        body = app.get(address).body
        assert "to be judged by new rules" not in body
        assert "51.5" in body

    def test_newer_rules_elsewhere(self, resource_id: str) -> None:
        """What another host judged by rules that came after ours is left alone, and what came before ours is not."""
        age(resource_id)
        newer = {"resource_id": "other", "sha256": "0", "score": 1.0, "grade": "E"}
        for name, days in ((ruleset(), -2), (OLD, -1)):
            seen = clock.now() + timedelta(days=days)
            model.Session.add(FileScoreHistory(**newer, ruleset=name, checked=seen))
        moved = sa.update(FileScoreHistory).where(FileScoreHistory.ruleset == OLD).values(checked=clock.now())
        model.Session.execute(moved)
        model.Session.commit()
        assert scores.outdated(10) == []
        first = sa.update(FileScoreHistory).where(FileScoreHistory.ruleset == ruleset())
        model.Session.execute(first.values(checked=clock.now() + timedelta(days=1)))
        model.Session.commit()
        assert scores.outdated(10) == [resource_id]

    def test_after_what_waits(self, resource_id: str, department: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """Files that people wait for come first."""
        age(resource_id)
        order: list[str] = []

        def score(resource: dict[str, Any], package: dict[str, Any]) -> None:
            order.append("new")
            FileScore.put(resource["id"], state="done", source="", package_id=package["id"])
            model.Session.commit()

        monkeypatch.setattr(files, "score_file", score)
        monkeypatch.setattr(files, "score_again", lambda *_: order.append("again"))
        made = kit.act("package_create", **kit.dataset(department, name="ling"))
        upload = FileStorage(io.BytesIO(CSV.encode()), "学校.csv")
        kit.act("resource_create", package_id=made["id"], format="csv", upload=upload, url="")
        kit.work("score")
        assert order == ["new", "again"]

    def test_tried_once(self, resource_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that kills its checker is not tried again under the same rules, and keeps its score."""
        age(resource_id)
        monkeypatch.setattr(files, "score_again", killed)
        with pytest.raises(SystemExit):
            jobs.judge_again(resource_id)
        assert scores.outdated(10) == []
        assert row(resource_id).score == 50

    def test_gone_meanwhile(self, resource_id: str) -> None:
        """A file whose bytes are gone keeps its score with its ruleset."""
        age(resource_id)
        for path in Path(tk.config["ckan.storage_path"]).rglob("*"):
            if path.is_file():
                path.unlink()
        jobs.judge_again(resource_id)
        assert (row(resource_id).score, row(resource_id).ruleset, row(resource_id).state) == (50, OLD, "done")

    def test_new_bytes(self, resource_id: str) -> None:
        """Other bytes are another entry, the same bytes are not."""
        resource = kit.act("resource_show", id=resource_id)
        for text in (CSV + "昆山市第99小学,3\n", CSV):
            kit.act("resource_update", **resource | {"upload": FileStorage(io.BytesIO(text.encode()), "学校.csv"), "url": ""})
            kit.work("score")
        history = kit.act("govopen_score_show", id=resource_id)["history"]
        assert len(history) == len({one["sha256"] for one in history}) == 2


class TestEnd:
    """Judging again comes to an end, and begins for a reason only."""

    def test_one_pass(self, resource_id: str, department: dict[str, Any]) -> None:
        """One job judges all that older rules judged; afterwards no round of the scheduler queues another one."""
        ids = [resource_id]
        for name in ("yi", "er", "san"):
            made = kit.act("package_create", **kit.dataset(department, name=name))
            upload = FileStorage(io.BytesIO(CSV.encode()), "学校.csv")
            ids.append(kit.act("resource_create", package_id=made["id"], format="csv", upload=upload, url="")["id"])
        kit.work("score")
        for one in ids:
            age(one)
        for jobs_run in (1, 0, 0):
            cli.tick()
            assert kit.work("score") == jobs_run
            assert kit.queued("score") == []
        assert {row(one).ruleset for one in ids} == {ruleset()}

    def test_of_a_deleted_dataset(self, resource_id: str) -> None:
        """The files of a dataset that is deleted wake no worker: nobody could judge them."""
        age(resource_id)
        kit.act("package_delete", id=row(resource_id).package_id)
        kit.work("score")
        cli.tick()
        assert kit.queued("score") == []
        assert row(resource_id).ruleset == OLD


class TestLinked:
    """Files that have to be fetched from a portal."""

    def test_at_the_rhythm_of_the_portal(self, resource_id: str) -> None:
        """They are not asked for out of turn: not by the background job, but at their next check."""
        age(resource_id)
        stored = model.Resource.get(resource_id)
        assert stored is not None
        stored.url_type, stored.url = None, "https://data.example.test/files/1.csv"
        ids = {"portal": "p", "source_id": "1", "package_id": stored.package_id, "run_id": "1", "first_run": "1"}
        model.Session.add(HarvestedRecord(hash="", raw=b"", **ids))
        model.Session.commit()
        assert scores.outdated(10) == []
        FileSource.put(resource_id, url=stored.url, sha256=row(resource_id).sha256)
        model.Session.commit()
        resource = {"id": resource_id, "url": stored.url}
        assert files.sources.usable(resource, to_copy=False) is None
        row(resource_id).ruleset = ruleset()
        model.Session.commit()
        assert files.sources.usable(resource, to_copy=False) is not None

    def test_of_a_person(self, resource_id: str) -> None:
        """What a person linked belongs to no portal, and is fetched in the background."""
        age(resource_id)
        stored = model.Resource.get(resource_id)
        assert stored is not None
        stored.url_type = None
        model.Session.commit()
        assert scores.outdated(10) == [resource_id]


class TestCommand:
    """`ckan govopen rescore`."""

    @pytest.mark.parametrize(("option", "old", "new"), [("--outdated", "1 files", "0 files"), ("--all", "1 files", "1 files")])
    def test_queued(self, resource_id: str, option: str, old: str, new: str) -> None:
        """It queues what older rules judged, or everything, and a worker scores that."""
        age(resource_id)
        for expected in (old, new):
            result = CliRunner().invoke(cli.govopen, ["rescore", option])
            assert (result.exit_code, expected in result.output) == (0, True)
            kit.work("score")
            assert row(resource_id).ruleset == ruleset()

    def test_which(self) -> None:
        """It wants to know which."""
        assert CliRunner().invoke(cli.govopen, ["rescore"]).exit_code == 2
        assert CliRunner().invoke(cli.govopen, ["rescore", "--all", "--outdated"]).exit_code == 2


def test_forgotten(resource_id: str) -> None:
    """The history of files that are gone for good goes, and old findings about datasets are looked at again."""
    kit.act("dataset_purge", id=row(resource_id).package_id)
    upkeep.thin(clock.now())
    assert model.Session.query(FileScoreHistory).count() == 0


def test_examined_again(resource_id: str) -> None:
    """What was found of a dataset is looked at anew after a week, as data grow old by themselves."""
    package_id = row(resource_id).package_id
    examined = lambda: model.Session.get(DatasetScore, package_id, populate_existing=True).examined  # type: ignore[union-attr]  # noqa: E731
    assert examined()
    upkeep.thin(clock.now() + timedelta(days=6))
    assert examined()
    upkeep.thin(clock.now() + timedelta(days=8))
    assert examined() is None
    jobs.resume_scoring()
    kit.work("score")
    assert examined()


def killed(*_: Any) -> None:
    """Dies like a process that takes too much memory."""
    raise SystemExit
