"""`ckan govopen reindex`: a new core, filled while everything goes on, compared, and put in the old one's place."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from ckan import model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import cli as commands
from ckanext.govopen.bulk import compare
from ckanext.govopen.bulk import fill as filling
from ckanext.govopen.bulk import reindex as indexes
from ckanext.govopen.bulk.cores import Cores
from ckanext.govopen.bulk.documents import Document, Documents
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.bulk.solr import RefusedError, Solr
from ckanext.govopen.bulk.telling import Teller
from ckanext.govopen.bulk.writer import Write, Writer
from ckanext.govopen.harvest.lease import lease
from ckanext.govopen.national.dataset import from_record

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen", "quick")


@pytest.fixture
def quick(govopen: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is on its way is not waited for, since in a test nothing is; no core is left."""
    monkeypatch.setattr(indexes, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(compare, "MARGIN", timedelta(0))
    yield
    with Cores() as cores:
        if cores.is_left():
            cores.drop()


@pytest.fixture
def stored(tmp_path: Any) -> list[str]:
    """Ids of three harvested datasets that are stored and indexed."""
    writer, portal = Writer(), kit.portal(tmp_path)
    found = [from_record(kit.record(number), portal) for number in range(3)]
    writer.prepare(one.department for one in found)
    ids = [str(outcome.package_id) for outcome in writer.store([Write(one, None) for one in found])]
    model.Session.commit()
    drain(seen=True)
    return ids


def call(*arguments: str) -> Any:
    """What a call answers."""
    return CliRunner().invoke(commands.govopen, ["reindex", *arguments])


def indexed() -> set[str]:
    """Ids of all documents in the index."""
    with Solr() as solr:
        solr.commit(soft=True)
        return set(solr.ids(compare.site()))


def folder() -> str:
    """Where the core in use lies."""
    with Cores() as cores:
        return str(cores._status(cores.name)["instanceDir"])


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None], *, when: str) -> None:
    """Have something happen before or after a step of a reindex: before the exchange, or right after it."""
    swap = Cores.swap

    def swapped(cores: Cores) -> None:
        if when == "before":
            act()
        swap(cores)
        if when == "after":
            act()

    monkeypatch.setattr(Cores, "swap", swapped)


def test_differences(stored: list[str]) -> None:
    """Which datasets an index lacks, and which it should not have."""
    with Solr() as solr:
        assert compare.differences(solr) == (set(), set())
        ghosts = {f"ghost-{digit}" for digit in "0af"}
        site = tk.config["ckan.site_id"]
        solr.add([{"index_id": one[-1] * 32, "id": one, "site_id": site} for one in ghosts])
        solr.delete([Documents().index_id(stored[1])])
        solr.commit(soft=True)
        assert compare.differences(solr) == ({stored[1]}, ghosts)


class TestWhole:
    """A reindex that nothing disturbs."""

    def test_replaces_the_core(self, stored: list[str]) -> None:
        """All datasets are in another core, under the same name, and the old one is gone with its files."""
        before = folder()
        answer = call()
        assert (answer.exit_code, "3 datasets indexed" in answer.output) == (0, True)
        assert (indexed(), folder() != before) == (set(stored), True)
        with Cores() as cores:
            assert not cores.is_left()

    def test_documents_are_the_same(self, stored: list[str]) -> None:
        """A document is what it was before."""
        before = [search.show(one) for one in stored]
        assert call().exit_code == 0
        for old, new in zip(before, (search.show(one) for one in stored), strict=True):
            own = {"indexed_ts", "_version_"}
            assert {key: old[key] for key in old.keys() - own} == {key: new[key] for key in new.keys() - own}

    def test_mends_a_wrong_index(self, stored: list[str]) -> None:
        """A document without a dataset goes, and a dataset without a document gets one."""
        with Solr() as solr:
            solr.add([{"index_id": "x", "id": "ghost", "site_id": tk.config["ckan.site_id"]}])
        search.clear(stored[0])
        assert call().exit_code == 0
        assert indexed() == set(stored)

    def test_odd_datasets(self, department: dict[str, Any]) -> None:
        """Private datasets, drafts and other types are there too, for those who may see them; deleted ones are not."""
        private = factories.Dataset(type="dataset", private=True, **kit.dataset(department))
        deleted = factories.Dataset(**kit.dataset(department, name="weg"))
        tk.get_action("package_delete")(kit.SITE_USER.copy(), {"id": deleted["id"]})
        assert call().exit_code == 0
        assert indexed() == {private["id"]}
        asked = {"include_private": True, "q": "学校名录"}
        assert tk.get_action("package_search")({"ignore_auth": True}, asked)["count"] == 1
        assert tk.get_action("package_search")({"user": "", "auth_user_obj": None}, asked)["count"] == 0

    def test_several_batches(self, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """However many batches and processes there are, each dataset is told once."""
        monkeypatch.setattr("ckanext.govopen.bulk.fill.BATCH", 1)
        seen: list[int] = []
        assert indexes.reindex(lambda _what, done, _total: seen.append(done)).documents == 3
        assert seen[:3] == [1, 2, 3]

    def test_order(self, stored: list[str], department: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """Each dataset comes once, those of one department after each other, however many ids are read at once."""
        monkeypatch.setattr(filling, "READ", 2)
        between = sorted(stored)[1]
        model.Package.get(between).owner_org = department["id"]
        model.Session.commit()
        found = [package_id for batch in filling.ids() for package_id in batch]
        assert sorted(found) == sorted(stored)
        assert found.index(between) != 1

    def test_empty(self) -> None:
        """A portal without datasets gets an empty index."""
        assert "0 datasets indexed" in call().output


class TestMeanwhile:
    """What changes while an index is made."""

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_changes_are_not_lost(
        self, stored: list[str], department: dict[str, Any], monkeypatch: pytest.MonkeyPatch, when: str
    ) -> None:
        """A dataset that is changed, one that is new and one that is deleted are so in the new index too."""
        made: list[str] = []

        def change() -> None:
            context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
            tk.get_action("package_patch")(context.copy(), {"id": stored[0], "notes": "昨日改动"})
            tk.get_action("package_delete")(context.copy(), {"id": stored[1]})
            made.append(factories.Dataset(**kit.dataset(department))["id"])

        meanwhile(monkeypatch, change, when=when)
        assert call().exit_code == 0
        assert indexed() == {stored[0], stored[2], *made}
        assert search.show(stored[0])["notes"] == "昨日改动"

    def test_withdrawn_datasets_do_not_come_back(self, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A dataset that is withdrawn between being read and being told is taken out again."""
        add = Solr.add

        def slow(solr: Solr, documents: Any) -> None:
            writer.remove([stored[0]])
            model.Session.commit()
            add(solr, documents)

        writer = Writer()
        search.clear(stored[0])
        with Solr() as solr, monkeypatch.context() as patch:
            patch.setattr(Solr, "add", slow)
            compare.tell(solr, [stored[0]])
        assert indexed() == set(stored[1:])

    def test_purged_while_its_document_is_made(self, department: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """A dataset that is purged before CKAN's own code reads it ends no reindex, and is not in the index."""
        purged = factories.Dataset(**kit.dataset(department))["id"]

        def unsure(_documents: Documents, found: Mapping[str, Any]) -> tuple[dict[str, Document], list[str]]:
            for package_id in found:
                tk.get_action("dataset_purge")(kit.SITE_USER.copy(), {"id": package_id})
            return {}, list(found)

        with Solr() as solr, monkeypatch.context() as patch:
            patch.setattr(Documents, "of", unsure)
            compare.tell(solr, [purged])
        assert indexed() == set()

    def test_old_core_still_told(self, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A change that was sent to the old core in the moment of the exchange is told to the new one."""

        def late() -> None:
            with Cores() as cores, Solr(cores.url) as old:
                model.Session.query(model.Package).filter_by(id=stored[0]).update({"notes": "交换之际"})
                model.Session.commit()
                compare.tell(old, [stored[0]])

        meanwhile(monkeypatch, late, when="after")
        assert call().exit_code == 0
        assert search.show(stored[0])["notes"] == "交换之际"


class TestTrouble:
    """What does not go as it should leaves the index in use as it is."""

    def test_unequal(self, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A dataset that the new core refuses is named, and the old core stays."""
        before = folder()

        def refusing(solr: Solr, documents: Any) -> None:
            if any(one["id"] == stored[1] for one in documents):
                raise RefusedError("no")
            add(solr, documents)

        add = Solr.add
        monkeypatch.setattr(Solr, "add", refusing)
        answer = call()
        assert (answer.exit_code, stored[1] in answer.output, folder()) == (1, True, before)
        assert "3 datasets, the new index 2" in answer.output
        assert indexed() == set(stored)

    def test_killed_process(self, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that is killed with work before it is told of as such, and the old core stays."""
        before, parent = folder(), os.getpid()

        def die(*_: Any) -> list[str]:
            assert os.getpid() != parent
            os.kill(os.getpid(), signal.SIGKILL)
            return []

        monkeypatch.setattr(filling, "BATCH", 1)
        monkeypatch.setattr(filling, "PROCESSES", 1)
        monkeypatch.setattr(Teller, "tell", die)
        answer = call()
        assert (answer.exit_code, answer.output, folder()) == (1, "Error: a process that indexes was ended\n", before)

    def test_broken_off_before_the_exchange(self, stored: list[str]) -> None:
        """A core that a killed call left is removed by the next one."""
        before = folder()
        with Cores() as cores:
            cores.create()
            assert (cores.is_left(), cores.is_swapped(), folder()) == (True, False, before)
        assert call().exit_code == 0
        assert indexed() == set(stored)

    def test_broken_off_after_the_exchange(self, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """The scheduler tells the new core what the old one was told last, and removes that."""
        monkeypatch.setattr(indexes, "_settle", lambda _cores, _since: 0)
        assert call().exit_code == 0
        with Cores() as cores, Solr(cores.url) as old:
            model.Session.query(model.Package).filter_by(id=stored[0]).update({"notes": "交换之际"})
            model.Session.commit()
            compare.tell(old, [stored[0]])
            monkeypatch.undo()
            monkeypatch.setattr(indexes, "SETTLE_SECONDS", 0.0)
            assert (cores.is_left(), cores.is_swapped()) == (True, True)
            commands.tidy()
            assert not cores.is_left()
        with Solr() as solr:
            solr.commit(soft=True)
        assert search.show(stored[0])["notes"] == "交换之际"

    def test_one_at_a_time(self, stored: list[str]) -> None:
        """A second call says that one is at work, and does nothing."""
        with lease(commands.REINDEX):
            answer = call()
        assert (answer.exit_code, "Another process makes an index now" in answer.output) == (1, True)

    def test_another_portals_documents(self, stored: list[str]) -> None:
        """An index that two portals share is not replaced by one of only one of them."""
        with Solr() as solr:
            solr.add([{"index_id": "other", "id": "other", "site_id": "other"}])
            solr.commit()
            answer = call()
            solr.delete(["other"])
            solr.commit()
        assert (answer.exit_code, "1 documents of another portal" in answer.output) == (1, True)

    def test_no_core_of_its_own(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the address is no core's, as an alias of SolrCloud, the call says what to do instead."""
        with monkeypatch.context() as patch:
            patch.setitem(ckan_config, "solr_url", ckan_config["solr_url"].rsplit("/", 1)[0] + "/alias")
            answer = call()
        assert (answer.exit_code, "--into" in answer.output, answer.exception.__class__) == (1, True, SystemExit)

    @pytest.mark.parametrize("status", [401, 404, 200])
    def test_no_core_administration(self, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
        """A server without core administration is named, without a traceback; the scheduler goes on."""
        page = httpx.MockTransport(lambda _request: httpx.Response(status, text="<html>"))
        with monkeypatch.context() as patch:
            patch.setattr("ckanext.govopen.bulk.cores.client", lambda: httpx.Client(transport=page))
            answer = call()
            commands.tidy()
        assert (answer.exit_code, "core administration" in answer.output) == (1, True)

    def test_no_configuration_on_the_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A configset that Solr does not have is named; nothing is left."""
        monkeypatch.setattr("ckanext.govopen.bulk.cores.configset", lambda _folder: "govopen-nowhere")
        answer = call()
        assert (answer.exit_code, "configsets/govopen-nowhere" in answer.output) == (1, True)
        with Cores() as cores:
            assert not cores.is_left()


class TestElsewhere:
    """An index that somebody else puts in place, as SolrCloud's aliases want it."""

    def test_into(self, stored: list[str]) -> None:
        """An empty index elsewhere is filled, and the one in use stays."""
        before = folder()
        with Cores() as cores:
            cores.create()
            answer = call("--into", cores.url)
            with Solr(cores.url) as solr:
                assert set(solr.ids("*:*")) == set(stored)
            assert call("--into", cores.url).exit_code == 1  # it is not empty any more
        assert (answer.exit_code, folder()) == (0, before)

    def test_catch_up(self, stored: list[str]) -> None:
        """What the other index was told after this one was filled is told to this one."""
        with Cores() as cores:
            cores.create()
            model.Session.query(model.Package).filter_by(id=stored[0]).update({"notes": "别处已知"})
            model.Session.commit()
            with Solr(cores.url) as old:
                compare.tell(old, [stored[0]])
            assert call("--catch-up", cores.url).exit_code == 0
        assert search.show(stored[0])["notes"] == "别处已知"
