"""What people correct on this portal stands until the source itself changes that field."""

from pathlib import Path
from typing import Any

import pytest

from ckan import model
from ckan.tests import factories
from ckanext.govopen import jobs
from ckanext.govopen.harvest import corrections
from ckanext.govopen.model import Correction
from ckanext.govopen.national.dataset import from_record

from harvesters.portal import Portal
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")


@pytest.fixture
def portal(tmp_path: Path, source: type[kit.Source]) -> Portal:
    """A portal with one record, harvested."""
    kit.portal(tmp_path)
    portal = jobs.portals.take(tmp_path / "sandbox_example.yml")
    again(portal, source)
    return portal


def again(portal: Portal, source: type[kit.Source], **changes: Any) -> dict[str, Any]:
    """The dataset after another harvest of the changed record."""
    source.records = [kit.record(1, **changes)]
    jobs.run_harvest(portal, lambda run: None)
    return kit.found()["29200/00001"]


def edit(**changes: Any) -> dict[str, Any]:
    """What a person changes on the portal."""
    user = factories.Sysadmin()
    found = kit.found()["29200/00001"]
    kit.tk.get_action("package_patch")({"user": user["name"]}, {"id": found["id"], **changes})
    return kit.found()["29200/00001"]


def noted() -> dict[str, tuple[Any, Any]]:
    """Corrections of the dataset: field → value and source's value."""
    found = kit.act("govopen_correction_list", id=kit.found()["29200/00001"]["id"])
    return {row["field"]: (row["value"], row["source_value"]) for row in found}


class TestNoted:
    """What counts as a correction."""

    def test_edited_field(self, portal: Portal) -> None:
        """A field that a person edits is noted with both values, and no other."""
        edit(notes="更正后的摘要。")
        assert noted() == {"notes": ("更正后的摘要。", "全市学校的名称和地址。")}

    def test_by_whom(self, portal: Portal) -> None:
        """A correction remembers the person, whatever the account is called later."""
        package_id = edit(notes="更正后的摘要。")["id"]
        (row,) = Correction.of([package_id])[package_id]
        user = model.User.get(row.user_id)
        assert user is not None
        assert user.id == row.user_id

    def test_taken_back(self, portal: Portal) -> None:
        """A field that is set back to the source's words is no correction any more."""
        edit(notes="更正后的摘要。")
        edit(notes="全市学校的名称和地址。")
        assert noted() == {}

    def test_resource(self, portal: Portal) -> None:
        """The name of a file can be corrected too."""
        resources = kit.found()["29200/00001"]["resources"]
        edit(resources=[{**resources[0], "name": "学校名录（更正）"}])
        assert noted() == {"resources/file-1/name": ("学校名录（更正）", "学校名录.csv")}

    def test_dataset_of_a_person(self, department: dict[str, Any]) -> None:
        """A dataset that was never harvested has no corrections."""
        made = kit.act("package_create", **kit.dataset(department))
        kit.act("package_patch", id=made["id"], notes="别的摘要内容。")
        assert Correction.of([made["id"]]) == {}


class TestMerged:
    """What a harvest does with corrections."""

    def test_source_changes_another_field(self, portal: Portal, source: type[kit.Source]) -> None:
        """A correction stands when the source changes something else."""
        edit(notes="更正后的摘要。", theme=["1"])
        found = again(portal, source, title="昆山市学校名录（2025）")
        assert (found["title"], found["notes"], found["theme"]) == ("昆山市学校名录（2025）", "更正后的摘要。", ["1"])
        assert noted().keys() == {"notes", "theme"}

    def test_source_changes_the_field(self, portal: Portal, source: type[kit.Source]) -> None:
        """Where the source changes the corrected field itself, it wins, and the correction is gone."""
        edit(notes="更正后的摘要。")
        found = again(portal, source, description="源平台的新摘要。")
        assert found["notes"] == "源平台的新摘要。"
        assert noted() == {}

    def test_overtaken_is_told(self, portal: Portal) -> None:
        """A correction that the source has overtaken is an issue of the run that names the field."""
        package_id = edit(notes="更正后的摘要。")["id"]
        changed = from_record(kit.record(1, description="源平台的新摘要。"), portal)
        (merged,) = corrections.merge(portal, [(package_id, changed)])
        assert [(issue.kind, issue.data) for issue in merged.issues][-1] == (
            "correction-superseded",
            {"field": "notes", "fault": "record"},
        )

    def test_tags(self, portal: Portal, source: type[kit.Source]) -> None:
        """Corrected tags stand as well, whatever form CKAN gives them."""
        edit(tags=[{"name": "小学"}, {"name": "中学"}])
        found = again(portal, source, title="昆山市学校名录（2025）")
        assert {tag["name"] for tag in found["tags"]} == {"小学", "中学"}


def test_page_shows_both_values(portal: Portal, app: Any) -> None:
    """The dataset's page shows what was corrected beside what the source says."""
    name = edit(notes="更正后的摘要。")["name"]
    body = app.get(f"/dataset/{name}").body
    assert "本平台已更正" in body
    assert "全市学校的名称和地址。" in body
