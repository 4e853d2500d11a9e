"""What the bulk writer leaves behind is what CKAN's own actions would have left: row by row, field by field."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pysolr
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings

from ckan import model
from ckan.lib.search import SearchIndexError, common
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import drain as drains
from ckanext.govopen.bulk import plugins, slowly
from ckanext.govopen.bulk.documents import Documents
from ckanext.govopen.bulk.drain import Draining, drain
from ckanext.govopen.bulk.organizations import Organizations
from ckanext.govopen.bulk.shown import View
from ckanext.govopen.bulk.solr import MANY, Solr
from ckanext.govopen.bulk.writer import Outcome, Write, Writer
from ckanext.govopen.model import Outbox
from ckanext.govopen.national.dataset import from_record

from tests.ckan import kit
from tests.ckan.datasets import STEPS, Dataset
from tests.ckan.ways import PORTAL, SENT, Ours, Theirs, converted, differences, state

pytestmark = pytest.mark.usefixtures("govopen")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Documents as they are sent, by either way."""
    theirs, ours = pysolr.Solr.add, Solr.add

    def add(self: Any, docs: Any, **options: Any) -> Any:
        for one in docs:
            SENT[one["id"]] = {key: value for key, value in one.items() if value is not None and value != ""}
        return theirs(self, docs, **options)

    def add_ours(self: Solr, documents: Any) -> None:
        SENT.update({one["id"]: dict(one) for one in documents})
        ours(self, documents)

    monkeypatch.setattr(pysolr.Solr, "add", add)
    monkeypatch.setattr(Solr, "add", add_ours)
    yield
    SENT.clear()


SETTINGS = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example takes seconds: too much to look for a smaller one
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class TestSame:
    """Both ways lead to the same end."""

    @SETTINGS
    @given(steps=STEPS)
    def test_any_dataset(self, sent: None, steps: list[Any]) -> None:
        """Written, written again, changed, removed and brought back: after each step all is the same."""
        ours, theirs = self.ways()
        ids: dict[Any, str | None] = {ours: None, theirs: None}
        last: Dataset | None = None
        try:
            for step in steps:
                found = {way: self.step(way, step, last, ids) for way in (ours, theirs)}
                last = step if isinstance(step, dict) else last
                assert not list(differences(found[ours], found[theirs]))
        finally:
            self.forget(ids)

    def ways(self) -> tuple[Ours, Theirs]:
        theirs = Theirs()
        Organizations(theirs.context()["user"]).ensure(converted({}).department)
        return Ours(), theirs

    def step(self, way: Any, step: Any, last: Dataset | None, ids: dict[Any, str | None]) -> Any:
        package_id = ids[way]
        if step == "remove":
            if package_id:
                way.remove(package_id)
        elif package := (last if step == "again" else step):
            name = f"{package.get('name')}-{type(way).__name__.lower()}"
            outcome = way.store(package | {"name": name}, package_id)
            if outcome.error is not None:
                return outcome.error
            ids[way] = outcome.package_id
        return None if ids[way] is None else self.unnamed(state(ids[way] or ""))

    def unnamed(self, value: Any) -> Any:
        """The same without the way's own part of the name."""
        text = json.dumps(value, default=str).replace("-ours", "").replace("-theirs", "")
        return json.loads(text)

    def forget(self, ids: dict[Any, str | None]) -> None:
        model.Session.rollback()
        for package_id in filter(None, ids.values()):
            tk.get_action("dataset_purge")({"ignore_auth": True, "user": ""}, {"id": package_id})


def writes(*numbers: int, **changes: Any) -> list[Write]:
    """Datasets of records with these numbers."""
    return [Write(from_record(kit.record(number, **changes), PORTAL), None) for number in numbers]


def changed(number: int, package_id: str | None, **changes: Any) -> Write:
    """A later state of a dataset that is known."""
    return Write(from_record(kit.record(number, **changes), PORTAL), package_id)


def count(table: str) -> int:
    """Rows of a table."""
    return int(model.Session.scalar(sa.text(f'SELECT count(*) FROM "{table}"')) or 0)


def waiting() -> dict[str, int]:
    """What the outbox holds, refused ones too."""
    rows = model.Session.execute(sa.select(Outbox.package_id, Outbox.token)).tuples().all()
    model.Session.commit()
    return dict(rows)


def indexed() -> set[str]:
    """The source's ids of what a search finds."""
    common.make_connection().commit()
    return set(kit.found())


def stored_and_committed(batch: list[Write]) -> list[Outcome]:
    writer = Writer()
    writer.prepare(write.converted.department for write in batch)
    outcomes = writer.store(batch)
    model.Session.commit()
    return outcomes


def elsewhere(app: Any, work: Any) -> threading.Thread:
    """A second process, as far as databases can tell."""

    def run() -> None:
        with app.flask_app.test_request_context():
            try:
                work()
            finally:
                model.Session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def killed(*_: Any) -> None:
    """Where the process ends."""
    raise SystemExit


def killed_by_solr(*_: Any) -> None:
    """Where the index ends."""
    raise SearchIndexError("gone")


class TestBatch:
    """What becomes of the datasets of one batch."""

    def test_a_refused_dataset_takes_nothing_of_its_neighbours(self) -> None:
        """The others are stored; the refused one says which field."""
        batch = writes(1, 2, 3)
        batch[1].converted.dataset["region_code"] = "999999"
        outcomes = stored_and_committed(batch)
        assert [outcome.created for outcome in outcomes] == [True, False, True]
        assert outcomes[1].package_id is None
        assert list(outcomes[1].error or {}) == ["region_code"]
        assert count("package") == 2

    def test_what_the_database_cannot_hold_is_refused(self) -> None:
        """A number that is too large passes CKAN's validators, and breaks the transaction of nobody else."""
        batch = writes(1, 2)
        batch[0].converted.dataset["resources"][0]["size"] = 2**70
        outcomes = stored_and_committed(batch)
        assert outcomes[0].error
        assert outcomes[1].created
        assert count("package") == 1

    def test_one_dataset_again_and_again(self) -> None:
        """Each write after the first is a change of the one before."""
        texts = ("一段摘要。", "另一段摘要。", "第三段摘要。")
        outcomes = stored_and_committed([*(one for text in texts for one in writes(1, description=text)), *writes(2)])
        assert [outcome.created for outcome in outcomes] == [True, False, False, True]
        assert len({outcome.package_id for outcome in outcomes[:3]}) == 1
        drain()
        assert kit.act("package_show", id=outcomes[0].package_id)["notes"] == texts[-1]

    def test_unchanged_content_writes_nothing(self, sent: None) -> None:
        """Neither a date nor a line in the outbox."""
        package_id = stored_and_committed(writes(1))[0].package_id
        before = state(package_id or "") if drain() else None
        modified = model.Package.get(package_id).metadata_modified
        assert stored_and_committed(writes(1)) == [Outcome(package_id)]
        assert waiting() == {}
        assert state(package_id or "") == before
        assert model.Package.get(package_id).metadata_modified == modified

    def test_other_peoples_resources_stay(self) -> None:
        """What a person added is still there after a change of the source, behind the source's own files."""
        package_id = stored_and_committed(writes(1))[0].package_id
        drain()
        kit.act("resource_create", package_id=package_id, url="https://example.test/own.csv", name="补充说明", format="csv")
        stored_and_committed(writes(1, files=(kit.file(7), kit.file(1))))
        found = kit.act("package_show", id=package_id, use_cache=False)["resources"]
        assert [resource["url"].rpartition("/")[2] for resource in found] == ["7.csv", "1.csv", "own.csv"]
        assert [resource["position"] for resource in found] == [0, 1, 2]

    def test_removed_and_brought_back(self) -> None:
        """The same id and name; the index forgets it, and finds it again."""
        package_id = stored_and_committed(writes(1))[0].package_id
        name = model.Package.get(package_id).name
        Writer().remove([str(package_id)])
        model.Session.commit()
        drain()
        assert (indexed(), model.Package.get(package_id).state) == (set(), "deleted")
        assert stored_and_committed([changed(1, package_id, title="改名")]) == [Outcome(package_id)]
        drain()
        assert indexed() == {"29200/00001"}
        assert (model.Package.get(package_id).name, model.Package.get(package_id).state) == (name, "active")

    def test_other_plugins_get_their_say(self, sent: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where others watch, CKAN's own actions write and index; the end is the same."""
        fast = stored_and_committed(writes(1))[0].package_id
        drain()
        before = state(fast or "")
        tk.get_action("dataset_purge")(kit.SITE_USER.copy(), {"id": fast})
        monkeypatch.setattr(plugins, "are_usual", lambda: False)
        slow = stored_and_committed(writes(1))[0].package_id
        drain()
        assert not list(differences(before, state(slow or "")))

    def test_what_is_told_of(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who listens to CKAN's actions, as the activity stream does, hears of each change where the operator wants it."""
        heard: list[tuple[str, Any]] = []

        def listen(action: str, **told: Any) -> None:
            if action in ("package_create", "package_update", "package_delete"):
                heard.append((action, told["result"]))

        stored_and_committed(writes(1))
        monkeypatch.setitem(ckan_config, "ckanext.govopen.harvest_activity", True)
        with tk.signals.action_succeeded.connected_to(listen):
            package_id = stored_and_committed(writes(1, description="改过。"))[0].package_id
            new = stored_and_committed([*writes(1, description="改过。"), *writes(2)])[1].package_id
            Writer().remove([str(new)])
        assert heard == [("package_update", package_id), ("package_create", new), ("package_delete", new)]

    def test_usual_datasets_need_no_action(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What records give is written without CKAN's actions, at first and after a change."""
        monkeypatch.setattr(slowly.Actions, "check", killed)
        package_id = stored_and_committed(writes(1))[0].package_id
        more = {"title": "改过", "tags": ("别的",), "files": (kit.file(1, name="改名"), kit.file(2))}
        assert stored_and_committed([changed(1, package_id, **more)]) == [Outcome(package_id)]
        assert {one["url"][-5:] for one in kit.act("package_show", id=package_id)["resources"]} == {"1.csv", "2.csv"}

    def test_a_new_tag_is_made_once(self, app: Any) -> None:
        """Two processes that need the same new tag wait for each other."""
        writer = Writer()
        writer.prepare([converted({}).department])
        writer.store(writes(1, tags=("崭新标签",)))
        other = elsewhere(app, lambda: stored_and_committed(writes(2, tags=("崭新标签",))))
        other.join(0.3)
        assert other.is_alive()
        model.Session.commit()
        other.join()
        assert model.Session.query(model.Tag).filter_by(name="崭新标签").count() == 1
        assert count("package_tag") == 2


class TestAccidents:
    """Between the tables and the index, nothing is lost and nothing is doubled."""

    def test_rolled_back(self) -> None:
        """A transaction that comes to nothing leaves nothing."""
        Organizations(Theirs().context()["user"]).ensure(converted({}).department)
        members = count("member")
        Writer().store(writes(1, 2))
        model.Session.rollback()
        assert [count(table) for table in ("package", "resource", "tag", "package_tag")] == [0, 0, 0, 0]
        assert (count("member"), waiting(), drain()) == (members, {}, 0)

    def test_killed_before_the_index(self) -> None:
        """What is committed is found after the next call, whoever makes it."""
        stored_and_committed(writes(1, 2, 3))
        assert indexed() == set()
        assert (drain(2), len(waiting())) == (2, 1)
        assert (drain(), drain(), waiting()) == (1, 0, {})
        assert indexed() == {"29200/00001", "29200/00002", "29200/00003"}

    def test_killed_between_index_and_mark(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The index is told again, without harm."""
        stored_and_committed(writes(1, 2))
        with monkeypatch.context() as patch:
            patch.setattr(Outbox, "done", killed)
            with pytest.raises(SystemExit):
                drain()
        assert indexed() == {"29200/00001", "29200/00002"}
        assert len(waiting()) == 2
        assert (drain(), waiting(), len(indexed())) == (2, {}, 2)

    def test_two_at_once(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each takes what the other is not at; together they take all, once."""
        monkeypatch.setattr(drains, "BATCH", 3)
        stored_and_committed(writes(*range(12)))
        done: list[int] = []
        threads = [elsewhere(app, lambda: done.append(drain())) for _ in range(2)]
        for thread in threads:
            thread.join()
        assert (sum(done), waiting(), len(indexed())) == (12, {}, 12)

    def test_a_change_meanwhile_is_not_taken_for_done(self) -> None:
        """A dataset that changes after its document was made waits on."""
        package_id = stored_and_committed(writes(1))[0].package_id
        tokens = Outbox.waiting(10)
        stored_and_committed([changed(1, package_id, title="后来的标题")])
        Outbox.done(tokens)
        model.Session.commit()
        assert len(waiting()) == 1
        drain()
        assert (indexed(), set(kit.found(q="后来的标题"))) == ({"29200/00001"}, {"29200/00001"})

    def test_unreachable(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without an index everything waits."""
        stored_and_committed(writes(1))
        with monkeypatch.context() as patch:
            patch.setitem(ckan_config, "solr_url", "http://127.0.0.1:9/solr/ckan")
            with pytest.raises(SearchIndexError):
                drain()
        assert len(waiting()) == 1
        assert (drain(), indexed()) == (1, {"29200/00001"})

    @pytest.mark.usefixtures("proxied")
    def test_proxy_in_the_environment(self) -> None:
        """The index is a server of the portal's own: no proxy is asked for it."""
        stored_and_committed(writes(1))
        assert (drain(), indexed()) == (1, {"29200/00001"})

    def test_refused_by_the_index(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """One document that Solr cannot take keeps no other one out, and is tried again when its dataset changes."""
        outcomes = stored_and_committed(writes(1, 2, 3))
        theirs = Documents._document

        def broken(self: Documents, one: Any, *rest: Any) -> Any:
            bad = {"metadata_created": "不是时间"} if one.package["id"] == outcomes[1].package_id else {}
            return theirs(self, one, *rest) | bad

        with monkeypatch.context() as patch:
            patch.setattr(Documents, "_document", broken)
            assert drain() == 3
        assert indexed() == {"29200/00001", "29200/00003"}
        assert [token < 0 for token in waiting().values()] == [True]
        assert (drain(), list(waiting())) == (0, [outcomes[1].package_id])
        stored_and_committed([changed(2, outcomes[1].package_id, title="改过的标题")])
        assert (drain(), waiting(), len(indexed())) == (1, {}, 3)

    def test_unreadable(self) -> None:
        """A dataset whose rows make no sense keeps no other one out."""
        outcomes = stored_and_committed(writes(1, 2))
        broken = sa.update(model.package_table).where(model.package_table.c.id == outcomes[0].package_id)
        model.Session.execute(broken.values(extras={"source_portal": "x", "data_items": "[{"}))
        model.Session.commit()
        assert (drain(), indexed()) == (2, {"29200/00002"})
        assert list(waiting()) == [outcomes[0].package_id]

    def test_beside_the_run(self, app: Any) -> None:
        """The index is told while the next batch is stored; when that is settled, nothing waits."""
        with app.flask_app.test_request_context(), closing(Draining()) as draining:
            for number in range(5):
                stored_and_committed(writes(number))
                draining.wake()
            draining.settle()
        assert (waiting(), len(indexed())) == ({}, 5)

    def test_trouble_beside_the_run(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """What goes wrong beside the run is raised in it."""
        monkeypatch.setattr(Solr, "add", killed_by_solr)
        with app.flask_app.test_request_context(), closing(Draining()) as draining:
            stored_and_committed(writes(1))
            draining.wake()
            with pytest.raises(SearchIndexError):
                draining.settle()
        assert len(waiting()) == 1


def organizations() -> list[tuple[Any, ...]]:
    """Rows of all organizations and of their members, without keys and times."""
    query = """
        SELECT g.name, g.title, g.type, g.description, g.image_url, g.is_organization, g.approval_status, g.state, g.extras,
            m.table_name, m.capacity, m.state, coalesce(above.name, u.name)
        FROM "group" g LEFT JOIN member m ON m.group_id = g.id LEFT JOIN "group" above ON above.id = m.table_id
            LEFT JOIN "user" u ON u.id = m.table_id
        ORDER BY 1, m.table_name"""
    return [tuple(row) for row in model.Session.execute(sa.text(query))]


@pytest.mark.parametrize(
    ("unseen", "number", "expected"), [(False, 1, None), (False, MANY, 5000), (True, 1, -1), (True, MANY, -1)]
)
def test_when_updates_are_seen(monkeypatch: pytest.MonkeyPatch, unseen: bool, number: int, expected: int | None) -> None:
    """Soon by themselves, later where others follow, and not at all in an index that nobody asks yet."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(Solr, "_asked", lambda _self, _path, **given: sent.append(given["params"]))
    with Solr(unseen=unseen) as solr:
        solr.add([{}] * number)
    assert sent[0].get("commitWithin") == expected


def test_organizations_are_those_of_ckan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written together, departments and the divisions above them are as `organization_create` makes them."""
    ours = Organizations(Theirs().context()["user"])
    ours.ensure(converted({}).department, converted({}).department)
    together = organizations()
    for table in ("member", '"group"'):
        model.Session.execute(sa.text(f"DELETE FROM {table}"))
    model.Session.commit()
    theirs = Organizations(Theirs().context()["user"])
    monkeypatch.setattr(theirs, "_watched", True)
    theirs.ensure(converted({}).department)
    assert organizations() == together
    assert len({row[0] for row in together}) > 2


def test_organizations_that_are_there_are_renamed(govopen: None) -> None:
    """A department that was made by another run is kept; one whose title changed takes the new one."""
    user = Theirs().context()["user"]
    department = converted({}).department
    Organizations(user).ensure(department)
    Organizations(user).ensure(replace(department, title="改名局"))
    assert model.Group.get(department.name).title == "改名局"
    assert count("member") == len(organizations())


def test_licences_do_not_depend_on_who_asks(app: Any, govopen: None) -> None:
    """The index has the same title of a licence, whether a worker told it or somebody who reads Chinese."""
    alone = View()._licence("notspecified")
    with app.flask_app.test_request_context():
        assert View()._licence("notspecified") == alone
