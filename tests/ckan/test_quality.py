"""Scores of datasets: the best file, misleading siblings, repaired copies, and what the rules about datasets find."""

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html
from werkzeug.datastructures import FileStorage

from ckan import model
from ckanext.govopen import jobs
from ckanext.govopen.harvest import quality
from ckanext.govopen.helpers.files import REPORTS, govopen_files
from ckanext.govopen.model import DatasetScore

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

CSV = "学校名称,班级数\n" + "".join(f"昆山市第{n}小学,{n}\n" for n in range(1, 20))
LIAR = "<html><body><table><tr><td>学校名称</td></tr><tr><td>甲</td></tr></table></body></html>"
ITEMS = [{"name": "学校名称", "type": "C"}, {"name": "班级数", "type": "I"}]


def dataset(department: dict[str, Any], name: str, *files: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A dataset with these files (name and text), scored."""
    made: dict[str, Any] = kit.act("package_create", **kit.dataset(department, name=name, **more))
    for file, text in files:
        add(made, file, text)
    kit.work("score")
    return made


def add(package: dict[str, Any], file: str, text: str, **more: Any) -> dict[str, Any]:
    """One file more."""
    upload = FileStorage(io.BytesIO(text.encode()), file)
    fields = {"package_id": package["id"], "name": file, "format": file.rpartition(".")[2], "url": ""}
    made: dict[str, Any] = kit.act("resource_create", **fields, upload=upload, **more)
    return made


def shown(package: dict[str, Any]) -> dict[str, Any]:
    """Its score as the API shows it."""
    return dict(kit.act("govopen_score_show", id=package["name"]))


def variants(package: dict[str, Any]) -> list[tuple[str, str | None]]:
    """What the rules about datasets found."""
    return [(one["rule"], one["params"].get("variant")) for one in shown(package)["findings"]]


class TestDataset:
    """One number of several files."""

    def test_best_less_misleading(self, department: dict[str, Any], storage: Path) -> None:
        """The best file counts, less two points for the web page that calls itself a workbook."""
        made = dataset(department, "aa", ("a.csv", CSV), ("b.xls", LIAR))
        told = shown(made)
        files = {one["name"]: one for one in told["files"]}
        assert (told["kind"], told["state"], told["best"]) == ("dataset", "done", files["a.csv"]["id"])
        assert told["misleading"] == [files["b.xls"]["id"]]
        assert told["score"] == files["a.csv"]["score"] - 2 == kit.act("package_show", id=made["id"])["score"]
        assert told["penalty"] == 2
        assert told["after_repair"] is None

    def test_one_number_on_the_page(self, app: Any, department: dict[str, Any], storage: Path) -> None:
        """The page of a dataset shows the score that the API and the badge show, and what misleading files cost."""
        made = dataset(department, "aa", ("a.csv", CSV), ("b.xls", LIAR), ("c.csv", CSV))
        told = shown(made)
        page = html.fromstring(app.get(f"/en/dataset/{made['name']}").body)
        (panel,) = page.xpath("//aside//section[h2[starts-with(normalize-space(), 'Machine readability')]]")
        assert f" {told['score']:.0f} " in f"{panel.xpath('string(h2)')} "
        assert "less 2 points" in panel.text_content()

    def test_appealed_liar(self, department: dict[str, Any], storage: Path) -> None:
        """A finding that was appealed misleads nobody."""
        made = dataset(department, "aa", ("a.csv", CSV), ("b.xls", LIAR))
        liar = shown(made)["misleading"][0]
        kit.act("govopen_appeal_create", id=liar, rule="F01", reason="该文件按上级要求以此格式发布。")
        assert shown(made)["penalty"] == 0
        assert [one["rule"] for one in shown(made)["appeals"]] == ["F01"]

    def test_repaired_copy(self, department: dict[str, Any], storage: Path) -> None:
        """A repaired copy is shown beside the publisher's score and does not raise it."""
        made = dataset(department, "aa", ("a.xls", LIAR))
        before = shown(made)
        copy = add(made, "a.csv", CSV, repaired_from=before["best"], repaired_role="table")
        kit.work("score")
        after = shown(made)
        assert after["score"] == before["score"] < after["after_repair"]["score"]
        assert (after["after_repair"]["id"], after["after_repair"]["original"]) == (copy["id"], before["best"])
        assert [one["repaired_from"] for one in after["files"]] == [None, before["best"]]
        original = kit.act("govopen_score_show", id=before["best"])
        assert [one["id"] for one in original["repaired"]] == [copy["id"]]
        assert kit.act("govopen_score_show", id=copy["id"])["repaired_from"] == before["best"]

    def test_words_for_what_a_repair_made(self, department: dict[str, Any], storage: Path) -> None:
        """A scored file has its state though its report is not read; what is not scored waits, or lies beside the table."""
        made = dataset(department, "aa", ("a.xls", LIAR))
        repaired = {"repaired_from": shown(made)["best"]}
        for number in range(REPORTS):
            add(made, f"{number}.csv", CSV, **repaired, repaired_role="table")
        kit.work("score")
        add(made, "datapackage.json", "{}", **repaired, repaired_role="package")
        add(made, "late.csv", CSV, **repaired, repaired_role="table")
        files = govopen_files(kit.act("package_show", id=made["id"]), shown(made))
        assert [one["state"] for one in files] == ["done"] * (1 + REPORTS) + ["beside", "queued"]
        assert files[-3]["report"] is None

    def test_no_files(self, department: dict[str, Any]) -> None:
        """A dataset without a scored file has no score."""
        told = shown(dataset(department, "aa"))
        assert (told["state"], told["score"], told["best"], told["files"], told["findings"]) == ("none", None, None, [], [])


class TestFindings:
    """The rules about datasets."""

    def test_metadata(self, department: dict[str, Any], storage: Path) -> None:
        """Data items that differ from the header are told, and no more when they are corrected."""
        made = dataset(department, "aa", ("a.csv", CSV), data_items=ITEMS[:1], issued="2024-01-02")
        assert variants(made) == [("M01", "names"), ("M01", "licence")]
        assert shown(made)["findings"][0]["message"].startswith("1 names differ")
        assert 0 < shown(made)["metadata_score"] < 100
        assert shown(made)["examined"]
        kit.act("package_patch", id=made["id"], data_items=ITEMS, license_id="CC-BY-4.0")
        jobs.resume_scoring()
        kit.work("score")
        assert variants(made) == []
        assert shown(made)["metadata_score"] == 100

    def test_pieces(self, department: dict[str, Any], storage: Path) -> None:
        """The third year of one list makes all three pieces of one dataset; another department's list is none of them."""
        years = {
            year: dataset(department, f"y{year}", ("a.csv", CSV), title=f"{year}年昆山市学校名录") for year in (2021, 2022)
        }
        assert all(("C01", None) not in variants(one) for one in years.values())
        years[2023] = dataset(department, "y2023", ("a.csv", CSV), title="2023年昆山市学校名录")
        assert all(("C01", None) in variants(one) for one in years.values())
        (finding,) = [one for one in shown(years[2022])["findings"] if one["rule"] == "C01"]
        assert finding["count"] == 3
        assert {example["at"] for example in finding["examples"]} == {"2021年昆山市学校名录", "2023年昆山市学校名录"}

    def test_layout_and_volume(self, department: dict[str, Any], storage: Path) -> None:
        """Another header in another year, and a table of two rows, are told."""
        dataset(department, "y2022", ("a.csv", CSV), title="2022年昆山市学校名录")
        small = dataset(department, "y2023", ("a.csv", "学校名称,电话\n甲,1\n乙,2\n"), title="2023年昆山市学校名录")
        assert {("C01", "layout"), ("C01", "volume")} <= set(variants(small))

    def test_stale(self, department: dict[str, Any], storage: Path) -> None:
        """Data that the metadata call older than their cycle allows are late, until new bytes are seen."""
        made = dataset(department, "aa", ("a.csv", CSV), data_modified="2019-01-02", issued="2018-01-02")
        assert ("C01", "stale") in variants(made)
        (resource,) = kit.act("package_show", id=made["id"])["resources"]
        upload = FileStorage(io.BytesIO((CSV + "昆山市第99小学,4\n").encode()), "a.csv")
        kit.act("resource_update", **resource | {"upload": upload, "url": ""})
        kit.work("score")
        assert ("C01", "stale") not in variants(made)

    def test_stale_without_dates(self, department: dict[str, Any], storage: Path) -> None:
        """Where the metadata say nothing, data are late when their bytes were long seen unchanged."""
        made = dataset(department, "aa", ("a.csv", CSV))
        assert ("C01", "stale") not in variants(made)
        model.Session.execute(sa.text("UPDATE govopen_file_score_history SET checked = '2020-01-01'"))
        model.Session.execute(sa.text("UPDATE govopen_dataset_score SET examined = NULL"))
        model.Session.commit()
        jobs.score_queued()
        assert ("C01", "stale") in variants(made)

    def test_many(self, department: dict[str, Any]) -> None:
        """A publisher's datasets are looked at by few queries, however many there are."""
        counts = [examined_by(department, number) for number in (3, 30)]
        assert counts[0] == counts[1]


def examined_by(department: dict[str, Any], number: int) -> int:
    """Questions to the database for a publisher with so many more datasets, updates left out."""
    for one in range(number):
        made = kit.act("package_create", **kit.dataset(department, name=f"d{number}-{one}", title=f"名录{number}之{one}"))
        model.Session.add(DatasetScore(package_id=made["id"], score=50.0, grade="D"))
    model.Session.commit()
    questions: list[str] = []
    note = lambda *args: questions.append(args[2])  # noqa: E731
    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    assert quality.examine(department["id"]) >= number
    sa.event.remove(model.meta.engine, "before_cursor_execute", note)
    return sum(question.startswith("SELECT") for question in questions)
