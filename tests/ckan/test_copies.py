"""Files of harvested datasets are copied by their hash, served, checked again, and swept when nobody offers them."""

import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.lib import files as storages
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen import cli, jobs
from ckanext.govopen.harvest import copies, files, recheck
from ckanext.govopen.model import FileCopy, FileScore, FileSource, HarvestedRecord, PortalState, clock

from harvesters.helpers.dates import LOCAL
from tests.ckan import kit
from tests.ckan.kit import only
from tests.harvesters.conftest import Handler, Server, body

pytestmark = pytest.mark.usefixtures("govopen", "storage")

CSV = "学校名称,班级数\n" + "".join(f"昆山市第{n}小学,{n}\n" for n in range(1, 151))
OTHER = "学校名称,班级数\n昆山市第1小学,7\n"
PERSONAL = "学校名称,联系电话\n" + "".join(f"昆山市第{n}小学,13800138000\n" for n in range(1, 31))
PATH = "/学校名录.csv"

Make = Callable[..., dict[str, Any]]


def sha(text: str) -> str:
    """The hash of a text's bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def versioned(text: str, etag: str = '"1"') -> Handler:
    """A handler that answers 304 to whoever has the version."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        known = request.headers.get("If-None-Match") == etag
        body("" if known else text, status=304 if known else 200, ETag=etag)(request)

    return answer


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback with one file, which has a version."""
    server = Server()
    server.on(quote(PATH), versioned(CSV))
    yield server
    server.close()


@pytest.fixture
def make(tmp_path: Path, department: dict[str, Any], server: Server) -> Make:
    """Makes datasets that were harvested from portals whose files lie on the server, scored."""

    def harvested(
        name: str = "xuexiao", *, code: str = "sandbox_example", path: str = PATH, score: bool = True, **terms: Any
    ) -> dict[str, Any]:
        more = {key: terms.pop(key) for key in ("private",) if key in terms}
        portal = kit.portal(tmp_path, code, url=server.url, private=True, **{"aggregation": "physical", **terms})
        jobs.portals.take(tmp_path / f"{portal.code}.yml")
        resource = {"url": server.url + quote(path), "format": "csv", "name": "名录"}
        made: dict[str, Any] = kit.act("package_create", **kit.dataset(department, name=name, resources=[resource], **more))
        ids = {"portal": code, "source_id": name, "package_id": made["id"], "run_id": "1", "first_run": "1"}
        model.Session.add(HarvestedRecord(hash="", raw=b"", **ids))
        model.Session.commit()
        if score:
            kit.work("score")
        return made

    return harvested


def shown(dataset: dict[str, Any]) -> dict[str, Any]:
    """What is told of its file."""
    return dict(kit.act("govopen_file_show", id=only(dataset)["id"]))


def stored(folder: Path) -> list[str]:
    """Hashes of the bytes in the storage."""
    return sorted(path.name for path in (folder / "copies").rglob("*") if path.is_file())


def age(days: float, **values: Any) -> None:
    """Move the last checks of all files back, and set other values."""
    model.Session.execute(sa.update(FileSource).values(checked=FileSource.checked - timedelta(days=days), **values))
    model.Session.commit()


def look_again() -> None:
    """A round of the scheduler and of a worker, in which every file is due."""
    age(40)
    cli.tick()
    kit.work("score")


def score_of(dataset: dict[str, Any]) -> FileScore:
    """The row of the one file's score."""
    row = model.Session.scalars(sa.select(FileScore).where(FileScore.package_id == dataset["id"])).one()
    model.Session.refresh(row)
    return row


def url_of(dataset: dict[str, Any]) -> str:
    """Where the copy is or would be served."""
    return f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}/copy"


class TestKept:
    """What is copied, and how often."""

    def test_physical(self, make: Make, storage: Path) -> None:
        """The bytes of a portal whose files are copied lie in the storage by their hash, and people are told."""
        dataset = make()
        assert stored(storage) == [sha(CSV)]
        resource = only(dataset)
        assert resource["copy_url"].endswith(f"/dataset/{dataset['id']}/resource/{resource['id']}/copy")
        assert (resource["copy_bytes"], resource["copy_sha256"]) == (len(CSV.encode()), sha(CSV))
        assert resource["copy_time"].startswith(str(clock.now().date()))

    def test_logical(self, make: Make, storage: Path) -> None:
        """Of other portals nothing is kept, also where the same bytes lie here already."""
        make("aa")
        dataset = make("bb", code="sandbox_other", aggregation="logical")
        assert stored(storage) == [sha(CSV)]
        assert "copy_url" not in only(dataset)
        assert shown(dataset)["copy"] is None
        assert shown(dataset)["status"] == "ok"

    def test_once(self, make: Make, storage: Path) -> None:
        """Two portals that list the same bytes share one copy."""
        first, second = make("aa"), make("bb", code="sandbox_other")
        assert stored(storage) == [sha(CSV)]
        assert model.Session.query(FileCopy).count() == 1
        assert only(first)["copy_sha256"] == only(second)["copy_sha256"] == sha(CSV)

    def test_searched(self, make: Make) -> None:
        """What is found by searching is told of its copy as well."""
        make()
        (found,) = kit.act("package_search")["results"]
        assert found["resources"][0]["copy_sha256"] == sha(CSV)

    def test_written_back(self, make: Make) -> None:
        """A client that writes back what it read stores nothing of the copy."""
        dataset = make()
        kit.act("package_update", **kit.act("package_show", id=dataset["id"]) | {"title": "改名"})
        (resource,) = model.Package.get(dataset["id"]).resources  # type: ignore[union-attr]
        assert not any(name.startswith("copy_") for name in resource.extras)
        assert only(dataset)["copy_sha256"] == sha(CSV)

    def test_without_storage(self, make: Make, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """A storage that is not there keeps no file from being scored; the copy is made up for at the next check."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.copies.storage", "absent")
        dataset = make()
        assert score_of(dataset).state == "done"
        assert "copy_url" not in only(dataset)
        monkeypatch.setitem(ckan_config, "ckanext.govopen.copies.storage", "")
        look_again()
        assert only(dataset)["copy_sha256"] == sha(CSV)

    def test_half_a_file(self, make: Make, storage: Path) -> None:
        """What a killed process left half-written under a hash is never taken for the file."""
        half = storage / "copies" / copies.place(sha(CSV))
        half.parent.mkdir(parents=True)
        half.write_text(CSV[:10])
        make()
        assert half.read_text() == CSV

    def test_crash(self, make: Make, storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that dies between bytes and row leaves no row; the bytes are swept, and come back with the next."""
        with monkeypatch.context() as patch:
            patch.setattr(FileCopy, "put", killed)
            make(score=False)
            with pytest.raises(SystemExit):
                kit.work("score")
        model.Session.rollback()
        assert stored(storage) == [sha(CSV)]
        assert model.Session.query(FileCopy).count() == 0
        assert copies.sweep() == (0, 1)
        assert stored(storage) == []
        kit.work("score")
        jobs.score_queued()
        assert stored(storage) == [sha(CSV)]

    def test_at_once(self, tmp_path: Path, storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two workers that come upon the same bytes at the same time write them once."""
        file, written, real = tmp_path / "file", [], copies.write
        file.write_text(CSV)

        def slowly(*args: Any) -> None:
            written.append(args)
            assert other_waits()
            real(*args)

        def keep(_: int) -> bool:
            try:
                return copies.keep(file, sha(CSV), file.stat().st_size)
            finally:
                model.Session.remove()

        monkeypatch.setattr(copies, "write", slowly)
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(keep, range(2))) == [True, True]
        assert len(written) == 1
        assert stored(storage) == [sha(CSV)]


class TestServed:
    """The way to people and programs."""

    def test_whole(self, app: Any, make: Make) -> None:
        """Anybody gets the bytes as they were published, under the source's name, never shown in place."""
        dataset = make()
        answer = app.get(url_of(dataset))
        assert answer.body == CSV
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('学校名录.csv')}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["ETag"] == f'"{sha(CSV)}"'
        head = app.test_client().head(url_of(dataset))
        assert (head.data, head.headers["Content-Length"]) == (b"", str(len(CSV.encode())))

    @pytest.mark.parametrize(
        ("span", "expected"),
        [
            pytest.param("bytes=0-2", slice(0, 3), id="beginning"),
            pytest.param("bytes=5-", slice(5, None), id="rest"),
            pytest.param("bytes=-4", slice(-4, None), id="end"),
        ],
    )
    def test_range(self, app: Any, make: Make, span: str, expected: slice) -> None:
        """A part is given where a part is asked for."""
        answer = app.get(url_of(make()), headers={"Range": span}, status=206)
        assert answer.data == CSV.encode()[expected]

    def test_range_beyond(self, app: Any, make: Make) -> None:
        """A part that is not there is refused as HTTP has it."""
        app.get(url_of(make()), headers={"Range": "bytes=999999-"}, status=416)

    def test_conditions(self, app: Any, make: Make) -> None:
        """Who has the bytes gets none; who has others gets the whole for a part."""
        dataset = make()
        assert app.get(url_of(dataset), headers={"If-None-Match": f'"{sha(CSV)}"'}, status=304).data == b""
        other = {"Range": "bytes=0-2", "If-Range": '"other"'}
        assert app.get(url_of(dataset), headers=other, status=200).body == CSV

    def test_name_of_its_own(self, app: Any, make: Make, server: Server) -> None:
        """A file without a name at the source has that of the resource, with the ending of what it is."""
        server.on("/download", body(CSV))
        answer = app.get(url_of(make(path="/download")))
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('名录.csv')}"

    def test_private(self, app: Any, make: Make) -> None:
        """A dataset that is not public gives nothing, and does not tell that it is there."""
        dataset = make()
        kit.act("package_patch", id=dataset["id"], private=True)
        assert app.get(url_of(dataset), status=404)
        token = factories.SysadminWithToken()["token"]
        assert app.get(url_of(dataset), headers={"Authorization": token}).body == CSV

    def test_withdrawn(self, app: Any, make: Make) -> None:
        """A dataset that is gone gives nothing, to nobody."""
        dataset = make()
        kit.act("package_delete", id=dataset["id"])
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        assert app.get(url_of(dataset), status=404)
        assert app.get(url_of(dataset), headers=headers, status=404)

    @pytest.mark.parametrize("part", ["dataset", "resource"])
    def test_wrong_address(self, app: Any, make: Make, part: str) -> None:
        """Another dataset's address, or that of no resource, gives nothing."""
        dataset, other = make("aa"), make("bb", code="sandbox_other", path="/none.csv")
        wrong = {"dataset": {"name": other["name"]}, "resource": {"resources": [{"id": "none"}]}}[part]
        app.get(url_of(dataset | wrong), status=404)
        app.get(url_of(other), status=404)

    def test_another_address(self, make: Make) -> None:
        """The copy of an address that a resource had before is not that of its new one."""
        dataset = make()
        kit.act("resource_patch", id=only(dataset)["id"], url="https://data.example.test/b.csv")
        assert "copy_url" not in only(dataset)

    def test_bytes_lost(self, app: Any, make: Make, storage: Path) -> None:
        """Bytes that somebody took out of the storage are told to be away, and fetched again at the next check."""
        dataset = make()
        (storage / "copies" / copies.place(sha(CSV))).unlink()
        assert app.get(url_of(dataset), status=503)
        look_again()
        assert app.get(url_of(dataset)).body == CSV

    def test_page(self, app: Any, make: Make) -> None:
        """The page of the file offers the copy beside the source's link."""
        dataset = make()
        page = app.get(f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}").body
        assert only(dataset)["copy_url"] in page
        assert only(dataset)["url"] in page


class TestPersonalData:
    """A file with personal data in clear."""

    @pytest.fixture
    def dataset(self, make: Make, server: Server) -> dict[str, Any]:
        """A dataset with such a file."""
        server.on(quote(PATH), body(PERSONAL))
        return make()

    def test_refused(self, app: Any, dataset: dict[str, Any]) -> None:
        """The copy is refused to the public in so many words, and not advertised."""
        page = app.get("/en" + url_of(dataset), status=403).body
        assert "This file holds personal data in clear. Its copy is given to the department alone." in page
        assert "13800138000" not in page
        assert "copy_url" not in only(dataset)
        reader = factories.UserWithToken()["token"]
        app.get(url_of(dataset), headers={"Authorization": reader}, status=403)

    def test_department(self, app: Any, dataset: dict[str, Any], department: dict[str, Any]) -> None:
        """Who may change the dataset gets it, and finds it on the page."""
        editor = factories.UserWithToken()
        kit.act("organization_member_create", id=department["id"], username=editor["name"], role="editor")
        headers = {"Authorization": editor["token"]}
        assert app.get(url_of(dataset), headers=headers).body == PERSONAL
        assert shown(dataset)["copy"]["personal"]


class TestRecheck:
    """Links are looked at again."""

    @pytest.mark.parametrize("aggregation", ["logical", "physical"])
    def test_not_modified(self, make: Make, server: Server, aggregation: str) -> None:
        """A file that its server says is the same is neither fetched nor scored again."""
        dataset = make(aggregation=aggregation)
        before = score_of(dataset).checked
        look_again()
        assert server.asked == [quote(PATH)] * 2
        assert score_of(dataset).checked == before
        assert (shown(dataset)["http_status"], shown(dataset)["status"]) == (304, "ok")
        assert shown(dataset)["checked"].startswith(str(clock.now().date()))

    def test_same_bytes(self, make: Make, server: Server) -> None:
        """Nor is one scored again whose server knows no versions but gives the same bytes."""
        server.on(quote(PATH), body(CSV))
        dataset = make()
        before = score_of(dataset).checked
        look_again()
        assert score_of(dataset).checked == before
        assert shown(dataset)["http_status"] == 200

    @pytest.mark.parametrize("aggregation", ["logical", "physical"])
    def test_changed(self, make: Make, server: Server, storage: Path, aggregation: str) -> None:
        """One that changed is scored again, and the new bytes are kept where the old ones were."""
        dataset = make(aggregation=aggregation)
        server.on(quote(PATH), versioned(OTHER, '"2"'))
        look_again()
        assert (score_of(dataset).sha256, only(dataset)["row_count"]) == (sha(OTHER), 1)
        physical = aggregation == "physical"
        assert only(dataset).get("copy_sha256") == (sha(OTHER) if physical else None)
        assert stored(storage) == (sorted([sha(CSV), sha(OTHER)]) if physical else [])

    def test_moved(self, make: Make, server: Server) -> None:
        """A redirect is followed, and the file is asked for on its conditions there."""
        server.on("/old.csv", body("", status=302, Location=quote(PATH)))
        dataset = make(path="/old.csv")
        look_again()
        assert server.asked == ["/old.csv", quote(PATH)] * 2
        assert shown(dataset)["http_status"] == 304

    def test_dead(self, app: Any, make: Make, server: Server) -> None:
        """A dead link keeps report, rows and copy, says since when and why, and is counted."""
        dataset = make()
        report = score_of(dataset).report
        server.on(quote(PATH), body("", status=404))
        look_again()
        file = shown(dataset)
        assert (file["status"], file["http_status"]) == ("broken", None)
        assert file["error"] == files.REASONS["missing"]
        assert file["broken_since"].startswith(str(clock.now().date()))
        assert score_of(dataset).report == report
        assert only(dataset)["copy_sha256"] == sha(CSV)
        assert kit.act("govopen_portal_show", id="sandbox_example")["broken_links"] == 1
        page = app.get(f"/en/dataset/{dataset['name']}/resource/{only(dataset)['id']}").body
        # Pages tell local time.
        assert f"Link broken since {datetime.now(LOCAL).date()}" in page
        assert file["error"] in page

    def test_dead_for_long(self, make: Make, server: Server) -> None:
        """A link that stays dead is dead since the first check that found it so."""
        dataset = make()
        server.on(quote(PATH), body("", status=404))
        look_again()
        age(0, broken_since=clock.now() - timedelta(days=9))
        since = shown(dataset)["broken_since"]
        look_again()
        assert shown(dataset)["broken_since"] == since

    @pytest.mark.parametrize("back", [CSV, OTHER])
    def test_back(self, make: Make, server: Server, back: str) -> None:
        """A link that works again is no longer told to be dead."""
        dataset = make()
        server.on(quote(PATH), body("", status=404))
        look_again()
        server.on(quote(PATH), versioned(back))
        # Another version would not call itself the old one.
        age(0, etag='"1"' if back == CSV else '"0"')
        look_again()
        assert (shown(dataset)["status"], shown(dataset)["broken_since"]) == ("ok", None)
        assert score_of(dataset).sha256 == sha(back)
        assert kit.act("govopen_portal_show", id="sandbox_example")["broken_links"] == 0

    def test_dead_from_the_start(self, make: Make, server: Server) -> None:
        """A file that was never there is tried again at the portal's rhythm, and scored when it is."""
        dataset = make(path="/late.csv")
        assert score_of(dataset).state == "failed"
        server.on("/late.csv", body(OTHER))
        look_again()
        assert (score_of(dataset).state, only(dataset)["copy_sha256"]) == ("done", sha(OTHER))

    def test_rescored_while_dead(self, make: Make, server: Server) -> None:
        """Scoring again by hand loses nothing of what is known of a dead link."""
        dataset = make()
        server.on(quote(PATH), body("", status=404))
        jobs.enqueue_all([dataset["id"]])
        kit.work("score")
        assert (score_of(dataset).state, score_of(dataset).error) == ("done", None)
        assert score_of(dataset).report
        assert shown(dataset)["status"] == "broken"

    @pytest.fixture
    def opening(self, tmp_path: Path, server: Server) -> Callable[[bool], None]:
        """Opens and closes the portal."""

        def turn(is_open: bool) -> None:
            portal = kit.portal(tmp_path, url=server.url, private=True, aggregation="physical")
            path = tmp_path / f"{portal.code}.yml"
            later = [(datetime.now(LOCAL) + timedelta(hours=number)).strftime("%H:%M") for number in (6, 7)]
            hours = "" if is_open else f', hours: "{later[0]}-{later[1]}"'
            path.write_text(path.read_text().replace("delay: 0", f"delay: 0{hours}"))
            jobs.portals.take(path)

        return turn

    def test_closed_portal(self, make: Make, opening: Callable[[bool], None]) -> None:
        """A portal that is closed now says nothing of its links, and is asked when it is open."""
        dataset = make()
        opening(False)
        age(40)
        assert recheck.due() == {}
        jobs.enqueue_all([dataset["id"]])
        kit.work("score")
        assert (shown(dataset)["status"], score_of(dataset).state) == ("ok", "done")
        assert only(dataset)["copy_sha256"] == sha(CSV)
        age(-40)
        opening(True)
        assert len(recheck.due()) == 1

    def test_closed_from_the_start(self, make: Make, opening: Callable[[bool], None]) -> None:
        """A file that came while its portal was closed is fetched when that is open."""
        dataset = make(score=False)
        opening(False)
        kit.work("score")
        assert (score_of(dataset).state, shown(dataset)["status"]) == ("failed", "ok")
        opening(True)
        jobs.resume_scoring()
        kit.work("score")
        assert (score_of(dataset).state, only(dataset)["copy_sha256"]) == ("done", sha(CSV))

    def test_logical_from_now_on(self, make: Make, storage: Path, tmp_path: Path, server: Server) -> None:
        """The copies of a portal whose files are no longer copied are given up, and its rows are cut."""
        dataset = make()
        kit.portal(tmp_path, url=server.url, private=True, aggregation="logical")
        jobs.portals.take(tmp_path / "sandbox_example.yml")
        look_again()
        assert "copy_url" not in only(dataset)
        assert kit.act("datastore_search", resource_id=only(dataset)["id"])["total"] == 100

    def test_rhythm(self, make: Make) -> None:
        """Files are due at the rhythm of their portal, or at the operators', oldest first."""
        make("aa", path="/a.csv")
        make("bb", path="/b.csv")
        assert recheck.due() == {}
        age(0.9)
        assert recheck.due() == {}
        age(0.2)
        assert len(recheck.due()) == 2
        late = model.Session.scalars(sa.select(FileSource).where(FileSource.url.endswith("/b.csv"))).one()
        late.checked -= timedelta(days=3)
        model.Session.commit()
        assert list(recheck.due(1)) == [late.resource_id]
        PortalState.put("sandbox_example", schedule="monthly")
        model.Session.commit()
        assert recheck.due() == {}

    def test_no_longer_open(self, make: Make, server: Server) -> None:
        """A file that may no longer be fetched by anybody is not asked for again, and its copy is not given."""
        dataset = make()
        kit.act("resource_patch", id=only(dataset)["id"], access="login")
        assert "copy_url" not in only(dataset)
        look_again()
        assert server.asked == [quote(PATH)]
        assert recheck.due() == {}


class TestSwept:
    """What is not offered any more."""

    @pytest.mark.parametrize(
        "away",
        [
            pytest.param(lambda data: kit.act("package_delete", id=data["id"]), id="withdrawn"),
            pytest.param(lambda data: kit.act("dataset_purge", id=data["id"]), id="purged"),
            pytest.param(lambda data: kit.act("resource_delete", id=data["resources"][0]["id"]), id="resource-deleted"),
            pytest.param(lambda data: kit.act("package_patch", id=data["id"], resources=[]), id="no-resources"),
        ],
    )
    def test_after_grace(self, make: Make, storage: Path, away: Callable[[dict[str, Any]], Any]) -> None:
        """A copy that nothing offers is kept for a while and then removed with its row."""
        away(make())
        assert copies.sweep() == (0, 0)
        assert stored(storage) == [sha(CSV)]
        wait()
        assert copies.sweep() == (1, 0)
        assert stored(storage) == []
        assert model.Session.query(FileCopy).count() == 0

    def test_offered_elsewhere(self, make: Make, storage: Path) -> None:
        """A copy that one resource still offers stays, however long."""
        first = make("aa")
        second = make("bb", code="sandbox_other")
        kit.act("package_delete", id=first["id"])
        copies.sweep()
        wait()
        assert copies.sweep() == (0, 0)
        assert only(second)["copy_sha256"] == sha(CSV)
        assert stored(storage) == [sha(CSV)]

    def test_back_in_time(self, make: Make, storage: Path) -> None:
        """A dataset that comes back within that time has its copy, and the time begins anew when it goes again."""
        dataset = make()
        kit.act("package_delete", id=dataset["id"])
        copies.sweep()
        wait()
        kit.act("package_patch", id=dataset["id"], state="active")
        assert copies.sweep() == (0, 0)
        assert only(dataset)["copy_sha256"] == sha(CSV)
        kit.act("package_delete", id=dataset["id"])
        assert copies.sweep() == (0, 0)
        assert stored(storage) == [sha(CSV)]

    def test_changed(self, make: Make, server: Server, storage: Path) -> None:
        """Bytes that were replaced go after a while, their successors stay."""
        make()
        server.on(quote(PATH), versioned(OTHER, '"2"'))
        look_again()
        copies.sweep()
        wait()
        assert copies.sweep() == (1, 0)
        assert stored(storage) == [sha(OTHER)]

    def test_crash(self, make: Make, storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that dies while it removes a copy leaves bytes and no row; the next sweep takes the bytes."""
        kit.act("package_delete", id=make()["id"])
        copies.sweep()
        wait()
        with monkeypatch.context() as patch:
            patch.setattr(type(copies.storage()), "remove", killed)
            with pytest.raises(SystemExit):
                copies.sweep()
        model.Session.rollback()
        assert model.Session.query(FileCopy).count() == 0
        assert copies.sweep() == (0, 1)
        assert stored(storage) == []

    def test_what_is_no_copy(self, make: Make, storage: Path) -> None:
        """Files that lie in the storage for other reasons are left alone."""
        make()
        other = storage / "copies" / "read me.txt"
        other.write_text("notes")
        copies.sweep()
        assert other.exists()

    def test_long_gone(self, make: Make) -> None:
        """What was known of a file that is long gone is forgotten, so that it is fetched anew should it come back."""
        dataset = make()
        kit.act("package_delete", id=dataset["id"])
        age(89)
        copies.sweep()
        assert model.Session.query(FileSource).count() == 1
        age(2)
        copies.sweep()
        assert model.Session.query(FileSource).count() == 0
        assert model.Session.query(FileScore).count() == 0

    def test_by_the_scheduler(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        """The scheduler sweeps when it cleans up, not in every round."""
        kit.act("package_delete", id=make()["id"])
        assert cli.tick()
        assert FileCopy.unused(clock.now() + timedelta(days=1), 9) == []
        assert cli.clean()
        assert FileCopy.unused(clock.now() + timedelta(days=1), 9) == [sha(CSV)]


class TestStorages:
    """Copies lie where the operator says."""

    @pytest.fixture
    def bucket(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        """A storage of another kind than folders, by configuration alone, as one of S3 would be."""
        monkeypatch.setitem(ckan_config, "ckan.files.storage.bucket.type", "file_keeper:memory")
        monkeypatch.setitem(ckan_config, "ckan.files.storage.bucket.path", "govopen")
        monkeypatch.setitem(ckan_config, "ckanext.govopen.copies.storage", "bucket")
        storages.storages.collect()
        yield storages.get_storage("bucket")
        storages.storages.pop("bucket")

    def test_bucket(self, app: Any, make: Make, bucket: Any, storage: Path) -> None:
        """A storage without folders holds copies, serves them and their parts, and is swept."""
        dataset = make()
        make("bb", code="sandbox_other", path="/none.csv")
        assert list(bucket.scan()) == [copies.place(sha(CSV))]
        assert stored(storage) == []
        assert app.get(url_of(dataset)).body == CSV
        assert app.get(url_of(dataset), headers={"Range": "bytes=5-9"}, status=206).data == CSV.encode()[5:10]
        kit.act("package_delete", id=dataset["id"])
        copies.sweep()
        wait()
        assert copies.sweep() == (1, 0)
        assert list(bucket.scan()) == []

    def test_down(self, app: Any, make: Make, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """While the storage is down files are scored, copies are told to be away, and nothing is swept."""
        dataset = make()
        for name in ("upload", "stream", "scan", "remove", "exists"):
            monkeypatch.setattr(type(bucket), name, down)
        assert "The copy cannot be read now." in app.get("/en" + url_of(dataset), status=503).body
        other = make("bb", code="sandbox_other", path="/none.csv")
        assert score_of(other).state == "failed"
        look_again()
        assert score_of(dataset).state == "done"
        assert copies.sweep() == (0, 0)


class TestGovopenFileShow:
    """The action that tells of a file."""

    def test_unchecked(self, department: dict[str, Any]) -> None:
        """Before the first check nothing is known but the address."""
        resource = {"url": "https://data.example.test/a.csv", "format": "csv"}
        made = kit.act("package_create", **kit.dataset(department, resources=[resource]))
        assert shown(made) == dict.fromkeys(("http_status", "error", "broken_since", "checked", "copy")) | {
            "url": resource["url"],
            "status": "unchecked",
        }

    def test_authorized(self, make: Make) -> None:
        """Only who may see the resource is told."""
        resource = only(make())
        kit.act("package_patch", id=resource["package_id"], private=True)
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("govopen_file_show")({"user": "", "ignore_auth": False}, {"id": resource["id"]})


class TestGovopenFileRecheck:
    """The action that has files checked now."""

    @pytest.mark.parametrize("by", ["dataset", "name", "resource"])
    def test_now(self, make: Make, server: Server, by: str) -> None:
        """A file is checked at once, however new its last check, and only once."""
        dataset = make()
        server.on(quote(PATH), versioned(OTHER, '"2"'))
        reference = {"dataset": dataset["id"], "name": dataset["name"], "resource": only(dataset)["id"]}[by]
        assert kit.act("govopen_file_recheck", id=reference) == {"queued": 1}
        kit.work("score")
        assert only(dataset)["copy_sha256"] == sha(OTHER)
        assert recheck.due() == {}

    def test_never_checked(self, make: Make, server: Server) -> None:
        """A file that was never fetched is."""
        dataset = make()
        model.Session.execute(sa.delete(FileSource))
        model.Session.commit()
        assert kit.act("govopen_file_recheck", id=dataset["id"]) == {"queued": 1}
        kit.work("score")
        assert len(server.asked) == 2

    def test_nothing_to_fetch(self, department: dict[str, Any]) -> None:
        """A file that only a sign-in gives is not asked for."""
        resource = {"url": "https://data.example.test/a.csv", "format": "csv", "access": "login"}
        made = kit.act("package_create", **kit.dataset(department, resources=[resource]))
        assert kit.act("govopen_file_recheck", id=made["id"]) == {"queued": 0}

    def test_authorized(self, make: Make) -> None:
        """Only who may change the dataset may ask."""
        dataset, user = make(), factories.User()
        for name in ("", user["name"]):
            with pytest.raises(tk.NotAuthorized):
                tk.get_action("govopen_file_recheck")({"user": name, "ignore_auth": False}, {"id": dataset["id"]})


def other_waits() -> bool:
    """Whether, before long, somebody waits for what another process holds."""
    query = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    end = time.monotonic() + 30
    engine = model.meta.engine
    assert engine is not None
    with engine.connect() as connection:
        while time.monotonic() < end:
            if connection.scalar(query):
                return True
    return False


def wait() -> None:
    """Let the time pass for which unused copies are kept."""
    model.Session.execute(sa.update(FileCopy).values(unused_since=FileCopy.unused_since - copies.GRACE - timedelta(1)))
    model.Session.commit()


def down(*_: Any, **__: Any) -> None:
    """Fails as an adapter does whose service is away."""
    raise RuntimeError("could not connect")


def killed(*_: Any, **__: Any) -> None:
    """Dies like a process that is killed."""
    raise SystemExit
