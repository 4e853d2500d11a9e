"""Files are fetched, scored, laid over what CKAN answers, and loaded as rows."""

import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.lib import search
from ckan.lib.search.index import PackageSearchIndex
from ckan.logic import package_show_default_and_custom_schemas
from ckan.plugins import toolkit as tk
from ckanext.datastore.helpers import is_valid_field_name
from ckanext.govopen import jobs
from ckanext.govopen.bulk import indexing, rows
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.harvest import files
from ckanext.govopen.harvest.reasons import REASONS
from ckanext.govopen.model import FileScore

from harvesters.errors import FAULTS
from tests.ckan import kit
from tests.ckan.kit import only

pytestmark = pytest.mark.usefixtures("govopen")

CSV = "学校名称,联系电话,班级数\n" + "".join(f"昆山市第{n}小学,0512-57{n:06},{n}\n" for n in range(1, 151))


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server on loopback with one file."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "学校.csv").write_text(CSV)
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def uploaded(department: dict[str, Any], storage: Path) -> dict[str, Any]:
    """A dataset whose file, in GB18030 under a Chinese name, a person uploaded."""
    dataset = kit.act("package_create", **kit.dataset(department))
    upload = FileStorage(io.BytesIO(CSV.encode("gb18030")), "学校（2024）名录.csv")
    kit.act("resource_create", package_id=dataset["id"], name="名录", format="csv", upload=upload, url="")
    return dataset


def harvest(tmp_path: Path, source: type[kit.Source], url: str, **settings: Any) -> dict[str, Any]:
    """The dataset of a harvested record whose file lies at an address."""
    source.records = [kit.record(1, files=(kit.file(1, url=url),))]
    portal = kit.portal(tmp_path, url=url.rpartition("/")[0], **settings)
    (tmp_path / "portals").mkdir(exist_ok=True)
    jobs.run_harvest(jobs.portals.take(tmp_path / f"{portal.code}.yml"), lambda run: None)
    kit.work("score")
    return kit.found()["29200/00001"]


class TestUploaded:
    """A publisher's file."""

    def test_removed(self, uploaded: dict[str, Any]) -> None:
        """A file that is taken away takes its score along."""
        kit.work("score")
        assert kit.act("package_show", id=uploaded["id"])["grade"]
        kit.act("resource_delete", id=only(uploaded)["id"])
        assert "grade" not in kit.act("package_show", id=uploaded["id"])
        assert FileScore.of_packages([uploaded["id"]]) == {}

    def test_scored(self, uploaded: dict[str, Any]) -> None:
        """An upload is queued at once and, when a worker was at it, has its report and its score on the dataset."""
        resource = only(uploaded)
        assert kit.act("govopen_score_show", id=resource["id"])["state"] == "queued"
        kit.work("score")
        shown = kit.act("govopen_score_show", id=resource["id"])
        dataset = kit.act("package_show", id=uploaded["id"])
        assert shown["state"] == "done"
        assert shown["report"]["format"]["encoding"] == "gb18030"
        assert dataset["score"] == shown["report"]["score"] == dataset["resources"][0]["score"]
        assert (dataset["resources"][0]["encoding"], dataset["resources"][0]["row_count"]) == ("gb18030", 150)
        assert dataset["resources"][0]["detected_format"] == "csv"

    def test_rows(self, uploaded: dict[str, Any]) -> None:
        """All rows of an upload can be read by Chinese column names."""
        kit.work("score")
        found = kit.act("datastore_search", resource_id=only(uploaded)["id"], filters={"学校名称": "昆山市第7小学"})
        assert found["total"] == 1
        assert kit.act("datastore_search", resource_id=only(uploaded)["id"])["total"] == 150

    def test_units_among_numbers(self, department: dict[str, Any], storage: Path) -> None:
        """A unit in a column of numbers does not lose the rows: they are stored as text."""
        dataset = kit.act("package_create", **kit.dataset(department))
        amounts = [f"{number}.5" for number in range(150)] + ["75.6毫米"]
        content = "站点,雨量\n" + "".join(f"站{number},{amount}\n" for number, amount in enumerate(amounts))
        upload = FileStorage(io.BytesIO(content.encode()), "雨量.csv")
        kit.act("resource_create", package_id=dataset["id"], name="雨量", format="csv", upload=upload, url="")
        kit.work("score")
        found = kit.act("datastore_search", resource_id=only(dataset)["id"], limit=1000)
        assert found["total"] == 151
        assert found["records"][-1]["雨量"] == "75.6毫米"

    def test_preview(self, uploaded: dict[str, Any]) -> None:
        """The preview shows the first rows as they lie in the file."""
        kit.work("score")
        grid = kit.act("govopen_preview_show", id=only(uploaded)["id"])["grid"]
        assert grid["rows"][0]["cells"][0] == "学校名称"

    def test_new_bytes_are_scored_anew(self, uploaded: dict[str, Any]) -> None:
        """Another file under the same resource replaces report and rows."""
        kit.work("score")
        resource = only(uploaded)
        upload = FileStorage(io.BytesIO("年份,数量\n2024,3\n".encode()), "别的.csv")
        kit.act("resource_update", **resource | {"upload": upload, "url": ""})
        kit.work("score")
        assert only(uploaded)["row_count"] == 1
        assert kit.act("datastore_search", resource_id=resource["id"])["total"] == 1

    def test_found_by_its_grade(self, uploaded: dict[str, Any]) -> None:
        """A new score re-indexes the dataset."""
        kit.work("score")
        search.commit()
        grade = kit.act("package_show", id=uploaded["id"])["grade"]
        result = kit.act("package_search", fq=f"grade:{grade}")
        assert [package["score"] for package in result["results"]] == [kit.act("package_show", id=uploaded["id"])["score"]]

    def test_dataset_is_not_modified(self, uploaded: dict[str, Any]) -> None:
        """Scoring changes nothing of the stored dataset."""
        before = stored(uploaded["id"])
        kit.work("score")
        assert stored(uploaded["id"]) == before


class TestWriteBack:
    """A client that writes back what it read stores no score and modifies nothing."""

    @pytest.fixture
    def scored(self, uploaded: dict[str, Any]) -> dict[str, Any]:
        """The dataset with its scores."""
        kit.work("score")
        search.commit()
        shown: dict[str, Any] = kit.act("package_show", id=uploaded["id"])
        assert shown["score"] is not None
        assert shown["resources"][0]["datastore_active"]
        return shown

    def test_unchanged(self, scored: dict[str, Any]) -> None:
        """`package_update` with the answer of `package_show` changes nothing, not even the time."""
        before = stored(scored["id"])
        result = kit.act("package_update", **scored)
        assert stored(scored["id"]) == before
        assert kit.act("package_show", id=scored["id"]) == scored == result
        assert kit.queued("score") == []

    @pytest.mark.parametrize(
        "write",
        [
            pytest.param(lambda data: kit.act("package_update", **data | {"title": "新"}), id="package_update"),
            pytest.param(lambda data: kit.act("package_patch", id=data["id"], title="新"), id="package_patch"),
            pytest.param(
                lambda data: kit.act("package_revise", match={"id": data["id"]}, update={"title": "新"}), id="package_revise"
            ),
            pytest.param(
                lambda data: kit.act("resource_update", **data["resources"][0] | {"name": "新"}), id="resource_update"
            ),
            pytest.param(
                lambda data: kit.act("resource_patch", id=data["resources"][0]["id"], name="新"), id="resource_patch"
            ),
            pytest.param(
                lambda data: kit.act("resource_create", package_id=data["id"], url="https://example.com/b.csv", score=5),
                id="resource_create",
            ),
        ],
    )
    def test_changed(self, scored: dict[str, Any], write: Any) -> None:
        """No way of writing stores what is computed."""
        write(scored)
        kept = stored(scored["id"])
        assert "新" in str(kept) or len(kept["resources"]) == 2
        for name in ("score", "grade", "stars", "detected_format", "encoding", "row_count"):
            assert name not in kept["extras"]
            assert all(name not in extras for extras in kept["resources"])
        assert kit.act("package_show", id=scored["id"])["score"] == scored["score"]

    def test_sent_along(self, department: dict[str, Any]) -> None:
        """Who creates a dataset cannot give it a score."""
        made = kit.act("package_create", **kit.dataset(department, score=100, grade="A"))
        assert "score" not in made
        assert "score" not in stored(made["id"])["extras"]


class TestLinked:
    """Files that stay where they are."""

    def test_logical(self, tmp_path: Path, source: type[kit.Source], address: str) -> None:
        """A portal's linked file is scored whole; its first 100 rows are kept."""
        dataset = harvest(tmp_path, source, f"{address}/学校.csv", private=True)
        assert only(dataset)["row_count"] == 150
        assert kit.act("datastore_search", resource_id=only(dataset)["id"])["total"] == 100

    def test_physical(self, tmp_path: Path, source: type[kit.Source], address: str) -> None:
        """Of a portal whose files are copied all rows are kept."""
        dataset = harvest(tmp_path, source, f"{address}/学校.csv", private=True, aggregation="physical")
        assert kit.act("datastore_search", resource_id=only(dataset)["id"])["total"] == 150

    def test_missing(self, tmp_path: Path, source: type[kit.Source], address: str) -> None:
        """A file that is not there is told in one sentence, without a score."""
        dataset = harvest(tmp_path, source, f"{address}/none.csv", private=True)
        shown = kit.act("govopen_score_show", id=only(dataset)["id"])
        assert (shown["state"], shown["report"]) == ("failed", None)
        assert shown["error"] == tk._(REASONS["missing"])
        assert "score" not in kit.act("package_show", id=dataset["id"])

    def test_private_address_of_a_portal(self, tmp_path: Path, source: type[kit.Source], address: str) -> None:
        """A portal whose configuration opens no private address has none fetched."""
        dataset = harvest(tmp_path, source, f"{address}/学校.csv")
        assert kit.act("govopen_score_show", id=only(dataset)["id"])["state"] == "failed"

    def test_private_address_of_a_person(
        self, tmp_path: Path, source: type[kit.Source], address: str, department: dict[str, Any]
    ) -> None:
        """Nor does a person open one by claiming to be a portal that may."""
        harvest(tmp_path, source, f"{address}/学校.csv", private=True)
        claim = {"source_portal": "sandbox_example", "source_id": "1"}
        resource = {"url": f"{address}/学校.csv", "format": "csv", "name": "名录"}
        made = kit.act("package_create", **kit.dataset(department, resources=[resource], **claim))
        kit.work("score")
        assert kit.act("govopen_score_show", id=only(made)["id"])["state"] == "failed"

    def test_not_fetched(self, tmp_path: Path, source: type[kit.Source]) -> None:
        """Files behind a sign-in and interfaces are not fetched."""
        source.records = [kit.record(1, files=(kit.file(1, access="login"),))]
        jobs.run_harvest(kit.portal(tmp_path), lambda run: None)
        assert kit.queued("score") == []
        resource = only(kit.found()["29200/00001"])
        assert kit.act("govopen_score_show", id=resource["id"])["state"] == "none"

    def test_unchanged_is_not_fetched_again(self, tmp_path: Path, source: type[kit.Source], address: str) -> None:
        """A change of the title does not fetch the file again; a change of the file's date does."""
        url = f"{address}/学校.csv"
        harvest(tmp_path, source, url, private=True)
        portal = jobs.portals.find("sandbox_example")
        source.records = [kit.record(1, title="改名", files=(kit.file(1, url=url),))]
        jobs.run_harvest(portal, lambda run: None)
        assert FileScore.count("queued") == 0
        source.records = [kit.record(1, files=(kit.file(1, url=url, modified="2024-07-08"),))]
        jobs.run_harvest(portal, lambda run: None)
        assert FileScore.count("queued") == 1


def test_every_fault_has_its_sentence() -> None:
    """Whatever keeps a file from being fetched can be told."""
    assert REASONS.keys() == FAULTS.keys()


class TestAccidents:
    """What happens to the queue when checkers die."""

    def test_killed_twice(self, uploaded: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """A file that kills its checker is tried once more and then given up, so that others get their turn."""
        monkeypatch.setattr(files, "score_file", killed)
        resource_id = only(uploaded)["id"]
        for state in ("queued", "failed"):
            with pytest.raises(SystemExit):
                jobs.score_resource(resource_id)
            assert kit.act("govopen_score_show", id=resource_id)["state"] == state
        assert FileScore.waiting("") is None

    def test_lost_queue(self, uploaded: dict[str, Any], reset_queues: Any) -> None:
        """Files whose jobs were lost with the queue's server are taken up again."""
        reset_queues()
        jobs.resume_scoring()
        kit.work("score")
        assert only(uploaded)["row_count"] == 150

    def test_purged_while_it_is_indexed(self, uploaded: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        """A dataset that is purged, or deleted, while its new score is put into the index does not come back with it."""
        made = indexing.document_of

        def purged(index: dict[str, Any]) -> dict[str, Any]:
            monkeypatch.setattr(indexing, "document_of", made)
            document = made(index)
            kit.act("dataset_purge", id=uploaded["id"])
            return document

        monkeypatch.setattr(indexing, "document_of", purged)
        kit.work("score")
        search.commit()
        assert model.Package.get(uploaded["id"]) is None
        assert kit.act("package_search")["count"] == 0

    @pytest.mark.parametrize("action", ["dataset_purge", "package_delete"])
    def test_indexed_before_the_end_is_committed(
        self, uploaded: dict[str, Any], monkeypatch: pytest.MonkeyPatch, action: str
    ) -> None:
        """Between CKAN's word to the index and its commit a score may be told of a dataset that is still there for others."""
        kit.work("score")
        plain, shown = package_show_default_and_custom_schemas({"ignore_auth": True}, uploaded["id"])
        deleted = PackageSearchIndex.delete_package

        def late(index: PackageSearchIndex, package: dict[str, Any]) -> None:
            deleted(index, package)
            index.update_dict({**plain, "with_custom_schema": shown})

        with monkeypatch.context() as patch:
            patch.setattr(PackageSearchIndex, "delete_package", late)
            kit.act(action, id=uploaded["id"])
        search.commit()
        assert kit.act("package_search")["count"] == 1
        drain(seen=True)
        assert kit.act("package_search")["count"] == 0

    def test_deleted_meanwhile(self, uploaded: dict[str, Any]) -> None:
        """A file that is gone when its turn comes leaves nothing behind."""
        resource_id = only(uploaded)["id"]
        kit.act("resource_delete", id=resource_id)
        kit.work("score")
        assert model.Session.get(FileScore, resource_id) is None
        with pytest.raises(tk.ObjectNotFound):
            kit.act("govopen_score_show", id=resource_id)


def killed(*_: Any) -> None:
    """Dies like a process that takes too much memory."""
    raise SystemExit


def stored(package_id: str) -> dict[str, Any]:
    """What the database holds of a dataset that a score could touch."""
    model.Session.expire_all()
    package = model.Package.get(package_id)
    assert package is not None
    return {
        "title": package.title,
        "modified": package.metadata_modified,
        "extras": dict(package.extras),
        "resources": [
            {"name": one.name, **{key: value for key, value in one.extras.items() if key != "datastore_active"}}
            for one in package.resources
        ],
    }


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        pytest.param(["年份", "年份"], ["年份", "年份_2"], id="alike"),
        pytest.param(["", "_id"], ["column_1", "id"], id="blank-or-reserved"),
        pytest.param(["数" * 30, "数" * 30], ["数" * 21, "数" * 20 + "_2"], id="too-long"),
        pytest.param(['a"b', "a%b(c)"], ["ab", "a%b(c)"], id="signs"),
        pytest.param(["编\u200b号", "编号\ufeff", "\u2028"], ["编号", "编号_2", "column_3"], id="unseen"),
        pytest.param(["_ 名称", " _ _名称 "], ["名称", "名称_2"], id="outside"),
        pytest.param(["a" * 62 + " b"], ["a" * 62], id="cut-behind-a-blank"),
        pytest.param(["xmin", "xmax"], ["xmin_2", "xmax_2"], id="of-the-database"),
    ],
)
def test_column_names(labels: list[str], expected: list[str]) -> None:
    """Column names are what CKAN and PostgreSQL take, 63 bytes at most and no two alike."""
    assert rows.names(labels) == expected


PARTS = st.text(st.sampled_from('_ \u3000\u200b\x00\t"a数') | st.characters(codec="utf-8"), max_size=70)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labels=st.lists(PARTS, max_size=4))
def test_any_label_gives_a_column_name(labels: list[str]) -> None:
    """Whatever a header says, CKAN takes the names, and all of them differ."""
    found = rows.names(labels)
    assert all(is_valid_field_name(name) and len(name.encode()) <= rows.LONGEST for name in found)
    assert len(set(found)) == len(found) == len(labels)
