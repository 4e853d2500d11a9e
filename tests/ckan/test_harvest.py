"""One harvest after another: what is stored, what is skipped, and what survives accidents."""

import dataclasses
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckanext.govopen import jobs
from ckanext.govopen.bulk import drain as drains
from ckanext.govopen.harvest import batches, content, control, hold, run
from ckanext.govopen.harvest.lease import Busy
from ckanext.govopen.model import Change, HarvestedRecord, Issue, Run
from ckanext.govopen.model.issue import Wanted
from ckanext.govopen.national import data

from harvesters import base
from harvesters.portal import Portal
from harvesters.record import Record, from_json
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """The portal that is harvested."""
    return kit.portal(tmp_path)


def harvest(portal: Portal) -> tuple[Run, int]:
    """One run in this process."""
    return jobs.run_harvest(portal, lambda run: None)


def counts(run: Run) -> dict[str, int]:
    """What a run did, zeros left out."""
    names = ("created", "updated", "unchanged", "failed", "skipped")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


def refuse(monkeypatch: pytest.MonkeyPatch, *ids: str) -> None:
    """Make CKAN refuse the datasets of these records."""
    convert = batches.from_record

    def spoiled(record: Any, portal: Any) -> Any:
        converted = convert(record, portal)
        if record.id in ids:
            converted.dataset["region_code"] = "999999"
        return converted

    monkeypatch.setattr(batches, "from_record", spoiled)


class TestStored:
    """What a run leaves in the catalogue."""

    def test_records_become_datasets(self, portal: Portal, source: type[kit.Source]) -> None:
        """Every record is found by `package_search` under its source's id when the run has ended."""
        source.records = [kit.record(number) for number in range(30)]
        done, code = harvest(portal)
        assert (code, done.state, done.complete, counts(done)) == (0, "complete", True, {"created": 30})
        assert kit.found().keys() == {record.id for record in source.records}

    def test_fields(self, portal: Portal, source: type[kit.Source]) -> None:
        """A dataset tells where it comes from and whom it belongs to, in codes."""
        source.records = [kit.record(1)]
        harvest(portal)
        dataset = kit.found()["29200/00001"]
        assert dataset["source_portal"] == "sandbox_example"
        assert dataset["source_url"] == "https://data.example.test/portal/catalog/1"
        assert (dataset["region_code"], dataset["open_type"]) == ("320583", "1")
        assert dataset["organization"]["title"] == "昆山市教育局"
        assert dataset["name"].isascii()
        assert dataset["resources"][0]["source_file_id"] == "file-1"

    def test_departments_lie_below_their_region(self, portal: Portal, source: type[kit.Source]) -> None:
        """A department's parent is the organization of its region, and so on up to the province."""
        source.records = [kit.record(1)]
        harvest(portal)
        department = kit.found()["29200/00001"]["organization"]["name"]
        chain = []
        while department:
            shown = kit.act("organization_show", id=department, include_datasets=False)
            chain.append(shown["title"])
            department = shown["groups"][0]["name"] if shown["groups"] else None
        assert chain == ["昆山市教育局", "昆山市", "苏州市", "江苏省"]

    def test_record_without_files(self, portal: Portal, source: type[kit.Source]) -> None:
        """A record without files is a dataset all the same."""
        source.records = [kit.record(1, files=())]
        harvest(portal)
        assert kit.found()["29200/00001"]["resources"] == []

    def test_files_that_share_an_address(self, portal: Portal, source: type[kit.Source]) -> None:
        """Files behind a sign-in share the landing page's address and stay resources of their own, run after run."""
        landing = {"url": "https://data.example.test/portal/catalog/1", "id": None, "access": "login"}
        source.records = [kit.record(1, files=(kit.file(1, **landing), kit.file(2, **landing)))]
        harvest(portal)
        before = [resource["id"] for resource in kit.found()["29200/00001"]["resources"]]
        source.records = [kit.record(1, title="改名", files=source.records[0].files)]
        harvest(portal)
        after = [resource["id"] for resource in kit.found()["29200/00001"]["resources"]]
        assert len(set(before)) == 2
        assert after == before

    def test_raw_record_holds_no_mobile_number(self, portal: Portal, source: type[kit.Source]) -> None:
        """The record is kept so that mappings can be run again, its contact masked."""
        source.records = [kit.record(1)]
        harvest(portal)
        row = HarvestedRecord.get(portal.code, "29200/00001")
        kept = from_json(zlib.decompress(row.raw))
        assert kept.title == "昆山市学校名录1"
        assert "13800138000" not in (kept.contact.phone or "")


class TestAgain:
    """The same portal a second time."""

    def test_nothing_changed(self, portal: Portal, source: type[kit.Source]) -> None:
        """A second run creates and updates nothing, and no dataset looks modified."""
        source.records = [kit.record(number) for number in range(5)]
        harvest(portal)
        before = {key: package["metadata_modified"] for key, package in kit.found().items()}
        done, _ = harvest(portal)
        assert counts(done) == {"unchanged": 5}
        assert {key: package["metadata_modified"] for key, package in kit.found().items()} == before

    def test_change_keeps_identity(self, portal: Portal, source: type[kit.Source]) -> None:
        """A changed record changes its dataset alone, which keeps id, name and the ids of its resources."""
        source.records = [kit.record(1), kit.record(2)]
        harvest(portal)
        before = kit.found()
        source.records = [kit.record(1, title="新标题", files=(kit.file("new"), kit.file(1))), kit.record(2)]
        done, _ = harvest(portal)
        after = kit.found()
        assert counts(done) == {"updated": 1, "unchanged": 1}
        old, new = before["29200/00001"], after["29200/00001"]
        assert new["title"] == "新标题"
        assert (new["id"], new["name"]) == (old["id"], old["name"])
        assert new["resources"][1]["id"] == old["resources"][0]["id"]
        assert new["resources"][0]["id"] != old["resources"][0]["id"]
        assert after["29200/00002"]["metadata_modified"] == before["29200/00002"]["metadata_modified"]

    def test_counters_are_no_change(self, portal: Portal, source: type[kit.Source]) -> None:
        """Views and downloads change every day and update nothing."""
        source.records = [kit.record(1)]
        harvest(portal)
        source.records = [kit.record(1, counters=type(source.records[0].counters)(views=5))]
        assert counts(harvest(portal)[0]) == {"unchanged": 1}

    def test_new_mapping_writes_anew(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """When the mapping changes, unchanged records are converted again."""
        source.records = [kit.record(1)]
        harvest(portal)
        monkeypatch.setattr(content, "mapping", lambda: "another")
        assert counts(harvest(portal)[0]) == {"updated": 1}

    def test_portal_settings_reach_unchanged_records(self, portal: Portal, source: type[kit.Source]) -> None:
        """Another operator or another region of the portal changes the datasets that rest on it, unchanged records' too."""
        source.records = [kit.record(1, publisher=None)]
        harvest(portal)
        done, _ = harvest(dataclasses.replace(portal, publisher="苏州市数据局", region="320500"))
        assert counts(done) == {"updated": 1}
        dataset = kit.found()["29200/00001"]
        assert (dataset["organization"]["title"], dataset["region_code"]) == ("苏州市数据局", "320500")

    def test_own_vocabularies_reach_unchanged_records(self, portal: Portal, source: type[kit.Source], tmp_path: Path) -> None:
        """A vocabulary that an operator lays over the project's changes the datasets of unchanged records."""
        source.records = [kit.record(1, theme=("示例主题",))]
        harvest(portal)
        themes = data.locate("vocabularies/themes.yaml").read_text("utf-8")
        own = tmp_path / "own" / "vocabularies" / "themes.yaml"
        own.parent.mkdir(parents=True)
        named = '{code: "16", zh_Hans_CN: '
        own.write_text(themes.replace(named, named.replace("zh", "aliases: [示例主题], zh")), "utf-8")
        data.use(own.parents[1])
        assert counts(harvest(portal)[0]) == {"updated": 1}
        assert kit.found()["29200/00001"]["theme"] == ["16"]

    def test_deleted_by_hand(self, portal: Portal, source: type[kit.Source]) -> None:
        """A dataset that somebody deleted comes back under its id when its record changes."""
        source.records = [kit.record(1)]
        harvest(portal)
        old = kit.found()["29200/00001"]["id"]
        kit.act("package_delete", id=old)
        source.records = [kit.record(1, title="新标题")]
        harvest(portal)
        assert kit.found()["29200/00001"]["id"] == old

    def test_purged_dataset_is_made_anew(self, portal: Portal, source: type[kit.Source]) -> None:
        """A dataset that is gone for good does not stop its record."""
        source.records = [kit.record(1)]
        harvest(portal)
        kit.act("dataset_purge", id=kit.found()["29200/00001"]["id"])
        source.records = [kit.record(1, title="新标题")]
        done, _ = harvest(portal)
        assert counts(done) == {"created": 1}
        assert len(kit.found()) == 1


class TestAccidents:
    """What goes wrong is counted and named, and the next run mends it."""

    def test_refused_dataset(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """A dataset that CKAN refuses takes no other of its batch with it, and is an issue that names the field."""
        source.records = [kit.record(number) for number in range(10)]
        refuse(monkeypatch, "29200/00004", "29200/00007")
        done, code = harvest(portal)
        assert (code, done.state, counts(done)) == (3, "partial", {"created": 8, "failed": 2})
        assert len(kit.found()) == 8
        issues = Issue.find(Wanted(portal=portal.code, run=done.id, kind="refused"), 10, 0)
        assert [issue.where for issue in issues] == ["29200/00007", "29200/00004"]
        assert "region_code" in issues[0].message

    def test_refused_is_tried_again(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """What was refused once is not taken for unchanged later."""
        source.records = [kit.record(1), kit.record(2)]
        with monkeypatch.context() as patch:
            refuse(patch, "29200/00002")
            harvest(portal)
        assert counts(harvest(portal)[0]) == {"created": 1, "unchanged": 1}

    def test_refused_update_keeps_the_old(
        self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A refused change leaves the dataset as it was."""
        source.records = [kit.record(1), kit.record(2)]
        harvest(portal)
        source.records = [kit.record(1, title="新标题1"), kit.record(2, title="新标题2")]
        refuse(monkeypatch, "29200/00002")
        assert counts(harvest(portal)[0]) == {"updated": 1, "failed": 1}
        assert {package["title"] for package in kit.found().values()} == {"新标题1", "昆山市学校名录2"}

    def test_broken_off(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """A run that meets a fault of ours is marked failed; the next one goes on, each record once."""
        monkeypatch.setattr(run, "BATCH", 5)
        source.records = [kit.record(number) for number in range(5 + 2)]
        source.problem = RuntimeError("a fault of ours")
        with pytest.raises(RuntimeError):
            harvest(portal)
        assert len(kit.found()) == 5
        assert Run.latest(portal.code, 1)[0].state == "failed"
        source.problem = None
        source.records = [kit.record(number) for number in range(5 + 4)]
        done, _ = harvest(portal)
        assert counts(done) == {"created": 4, "unchanged": 5}
        assert len(kit.found()) == 5 + 4

    def test_killed_before_the_index(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """Datasets that were stored and never indexed are found after the next run."""
        source.records = [kit.record(number) for number in range(5)]

        def broken(limit: int | None = None, *, seen: bool = False) -> None:
            if model.Session.query(HarvestedRecord).count():
                raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(drains, "drain", broken)
            with pytest.raises(SystemExit):
                harvest(portal)
        assert kit.found() == {}
        assert counts(harvest(portal)[0]) == {"created": 5}
        assert len(kit.found()) == 5

    def test_killed_between_dataset_and_row(self, portal: Portal, source: type[kit.Source]) -> None:
        """A dataset without a record row is recognised by its name, not made twice."""
        source.records = [kit.record(1)]
        harvest(portal)
        model.Session.execute(sa.delete(HarvestedRecord))
        model.Session.commit()
        assert counts(harvest(portal)[0]) == {"updated": 1}
        assert len(kit.found()) == 1

    def test_left_running(self, portal: Portal, source: type[kit.Source]) -> None:
        """A run whose process was killed is taken up by the next one."""
        dead = Run(portal=portal.code, state="running", owner="dead", heartbeat=datetime(2024, 1, 1))  # noqa: DTZ001
        model.Session.add(dead)
        model.Session.commit()
        source.records = [kit.record(1)]
        done, _ = harvest(portal)
        assert (done.id, done.owner) == (dead.id, None)
        assert [one.state for one in Run.latest(portal.code, 5)] == ["complete"]

    def test_one_run_at_a_time(self, portal: Portal, source: type[kit.Source]) -> None:
        """While a portal is being harvested nobody else harvests it, not even one record; when it is free, anybody may."""
        source.records = [kit.record(1)]
        held = hold.begin(control.create(portal.code).id)
        for kind in ("full", "record"):
            with pytest.raises(Busy):
                jobs.run_harvest(portal, str, kind, "29200/00001")
        with held.fenced() as mine:
            mine.owner, mine.state = None, "queued"
        assert harvest(portal)[0].state == "complete"

    @pytest.mark.parametrize(("code", "state"), [(3, "partial"), (4, "failed")])
    def test_exit_code(self, portal: Portal, source: type[kit.Source], code: int, state: str) -> None:
        """A run ends as its crawl does, and what was read is kept."""
        source.records, source.exit = [kit.record(1)], code
        done, result = harvest(portal)
        assert (result, done.state) == (code, state)
        assert len(kit.found()) == 1

    def test_characters_that_no_table_holds(
        self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A character of code zero in a value of the source costs nothing but itself; its name in letters is plain text."""
        read = source.record

        def record(self: kit.Source, ref: base.Ref) -> Record:
            self.date("issued", "soon\0", ref.id)
            return read(self, ref)

        monkeypatch.setattr(source, "record", record)
        source.records = [kit.record(1, extra={"备注": "旧"})]
        harvest(portal)
        source.records = [kit.record(1, extra={"备注": "a\\u0000", "电话\0": "138\x0000138000"})]
        done, _ = harvest(portal)
        assert (done.state, counts(done)) == ("complete", {"updated": 1})
        (change,) = Change.find(done.id, None, 10, 0)[1]
        assert change.fields == {"extra": [{"备注": "旧"}, {"备注": "a\\u0000", "电话": "138****8000"}]}
        (issue,) = Issue.find(Wanted(run=done.id, kind="bad-value"), 10, 0)
        assert (issue.data["value"], "soon" in issue.message, "\0" in issue.message) == ("soon", True, False)

    def test_issues(self, portal: Portal, source: type[kit.Source]) -> None:
        """Issues of the crawl and of the conversion are kept with their run and counted on it."""
        source.records = [kit.record(1, theme=("没有这个主题",))] * 2
        done, _ = harvest(portal)
        issues = Issue.find(Wanted(portal=portal.code, run=done.id), 10, 0)
        kinds = {issue.kind for issue in issues}
        assert {"duplicate", "unmapped-theme"} <= kinds
        assert done.issues == len(issues)
        assert (done.duplicates, done.listed) == (1, 2)
