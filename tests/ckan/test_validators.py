"""The national schema in CKAN: what harvests bring is taken as it is, what people enter must be complete."""

import copy
import uuid
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action
from ckanext.govopen.model import Run
from ckanext.govopen.national.dataset import Converted, from_record

from harvesters.portal import Portal
from harvesters.record import Api, Contact, File, Item, Record, Volume

RECORD = Record(
    id="29200/13812345678",
    url="https://data.example.test/catalog/1",
    title="泸州市公共停车场信息",
    description="停车场名称\n和车位数",
    publisher="市城管局",
    theme=("交通出行", "国土资源、能源"),
    industry=("交通运输、仓储和邮政业",),
    open_type="有条件开放",
    update_cycle="每天",
    issued="2022-09-03",
    modified="2022-10-01",
    tags=("停车场", "国土资源、能源"),
    formats=("xls", "api"),
    items=tuple(Item(name=f"L{n}", label=f"列{n}", type="字符型", length=20, description="说明") for n in range(200)),
    files=(
        File(id="1", name="停车场.xls", url="https://data.example.test/1.xls", format="xls", size=10, rows=5),
        File(id="2", name="网页", url="https://data.example.test/2.htm", access="login"),
    ),
    apis=(Api(id="3", name="接口", url="https://data.example.test/3"),),
    contact=Contact(unit="信息科", phone="13812345678", email="xxk@example.test"),
    volume=Volume(rows=120, bytes=2048),
)
BY_HAND = {
    "title": "泸州市公共停车场信息",
    "notes": "名称和车位数",
    "provider_code": "91350100M000100Y43",
    "theme": ["交通运输"],
    "region_code": "泸州市江阳区",
    "open_type": "无条件开放",
    "update_cycle": "每天",
    "contact_phone": "0830-1234567",
}

REQUIRED = ("title", "notes", "provider_code", "theme", "region_code", "open_type", "update_cycle")
BAD: list[tuple[dict[str, Any], str]] = [
    ({"contact_phone": None}, "contact_phone"),
    ({"contact_phone": "无人"}, "contact_phone"),
    ({"contact_email": "x"}, "contact_email"),
    ({"open_type": "2"}, "open_condition"),
    ({"open_type": "3"}, "open_basis"),
    ({"open_type": "无条件共享"}, "open_type"),
    ({"theme": ["空"]}, "theme"),
    ({"region_code": "朝阳"}, "region_code"),
    ({"provider_code": "91350100M000100Y44"}, "provider_code"),
    ({"issued": "去年"}, "issued"),
    ({"title": "张某11010519491231002X"}, "title"),
    ({"notes": "联系13812345678"}, "notes"),
    ({"data_items": "NF\t年份\t几何型"}, "data_items"),
    ({"terms_url": "javascript:alert(1)"}, "terms_url"),
    ({"security_level": "涉密"}, "security_level"),
    ({"record_count": "-1"}, "record_count"),
    ({"registration": "DJ-1\t再次"}, "registration"),
]


@pytest.fixture(autouse=True)
def tables(with_plugins: None, non_clean_db: None, migrate_db_for: Callable[[str], None]) -> None:
    """Our own tables are there, whatever ran before; datasets of other tests may be there too."""
    if not sa.inspect(model.meta.engine).has_table(Run.__tablename__):
        migrate_db_for("govopen")


def converted(**changes: Any) -> Converted:
    """What the record above becomes, at a portal of its own so that no other test has its name."""
    portal = Portal(
        code=f"p{uuid.uuid4().hex}", title="泸州", platform="oportal", url="https://data.example.test", region="510500"
    )
    return from_record(msgspec.structs.replace(RECORD, **changes), portal)


def harvested(found: Converted) -> dict[str, Any]:
    """The dataset of a record, stored with a department."""
    owner = factories.Organization(title=found.department.title)["id"]
    return call_action("package_create", **copy.deepcopy(found.dataset) | {"owner_org": owner})


def by_hand(**changes: Any) -> dict[str, Any]:
    """A complete dataset as a form sends it, with some fields changed; `None` takes a field away."""
    fields = BY_HAND | {"owner_org": factories.Organization(title="市城管局")["id"]} | changes
    return {key: value for key, value in fields.items() if value is not None}


def refused(**changes: Any) -> dict[str, Any]:
    """The errors of a dataset that is not accepted."""
    with pytest.raises(tk.ValidationError) as caught:
        call_action("package_create", **by_hand(**changes))
    return caught.value.error_dict


class TestHarvested:
    """Datasets that carry a source_portal."""

    def test_every_field_is_stored(self) -> None:
        """What a record became is shown again field by field; lists are lists, counts are numbers."""
        found = converted()
        shown = harvested(found)
        assert [tag["name"] for tag in shown["tags"]] == sorted(tag["name"] for tag in found.dataset["tags"])
        for given, stored in zip(found.dataset["resources"], shown["resources"], strict=True):
            assert {key: stored.get(key) or None for key in given} == given
        apart = ("owner_org", "tags", "resources")
        wanted = {key: value for key, value in found.dataset.items() if key not in apart}
        assert {key: shown.get(key) for key in wanted} == wanted

    def test_writing_back_changes_nothing(self) -> None:
        """package_update with what package_show gave leaves every field as it was."""
        shown = harvested(converted())
        call_action("package_update", **copy.deepcopy(shown))
        again = call_action("package_show", id=shown["id"])
        changed = {key for key in {*shown, *again} if shown.get(key) != again.get(key)}
        assert changed <= {"metadata_modified", "resources"}
        for before, after in zip(shown["resources"], again["resources"], strict=True):
            assert {key for key in {*before, *after} if before.get(key) != after.get(key)} <= {"metadata_modified"}

    def test_little_is_enough(self) -> None:
        """Title, department and the source's id make a dataset; nothing is assumed for the rest."""
        empty = {field: Record.__struct_defaults__[n] for n, field in enumerate(Record.__struct_fields__[3:])}
        shown = harvested(converted(**empty, title="人口"))
        assert shown["license_id"] == "notspecified"
        assert (shown["theme"], shown["industry"], shown["data_items"]) == ([], [], [])
        assert "open_type" not in shown

    def test_the_source_id_is_needed(self) -> None:
        """A portal without the source's id is refused."""
        errors = refused(source_portal="510500_luzhou")
        assert "source_id" in errors

    def test_an_editor_cannot_change_the_source(self) -> None:
        """What a harvest wrote of the source stays when a member of the department edits the dataset."""
        shown = harvested(converted())
        editor = factories.User()
        call_action("organization_member_create", id=shown["owner_org"], username=editor["name"], role="editor")
        context = {"user": editor["name"], "ignore_auth": False}
        edited = copy.deepcopy(shown) | {"title": "改名", "source_portal": "", "source_id": "2"}
        call_action("package_update", context, **edited)
        again = call_action("package_show", id=shown["id"])
        assert (again["title"], again["source_portal"], again["source_id"]) == (
            "改名",
            shown["source_portal"],
            RECORD.id,
        )

    def test_scores_are_never_stored(self) -> None:
        """Overlay fields that a client writes back leave no trace in the stored dataset."""
        shown = harvested(converted())
        shown |= {"score": 88, "grade": "B", "stars": 3}
        shown["resources"][0] |= {"score": 88, "grade": "B", "stars": 3, "encoding": "utf-8", "row_count": 5}
        call_action("package_update", **shown)
        again = call_action("package_show", id=shown["id"])
        assert not {"score", "grade", "stars"} & {key for key, value in again.items() if value is not None}
        resource = again["resources"][0]
        assert not {"score", "encoding", "row_count"} & {key for key, value in resource.items() if value is not None}


class TestByHand:
    """Datasets that a person enters."""

    def test_labels_become_codes(self) -> None:
        """Labels, names, loose dates and pasted lines are stored in national form; defaults fill in."""
        shown = call_action(
            "package_create",
            **by_hand(
                industry="金融业",
                issued="2022-1-2",
                temporal_start="2020年",
                record_count="1,200",
                tag_string="国土资源、能源，停车",
                data_items="NF\t年份\t字符型\t4",
                related_codes="a/1\nb/2",
                resources=[{"url": "https://x.test/a.CSV"}, {"url": "https://x.test/b", "delivery_mode": "接口"}],
            ),
        )
        wanted = {
            "theme": ["6"],
            "industry": ["J"],
            "region_code": "510502",
            "open_type": "1",
            "update_cycle": "2",
            "issued": "2022-01-02",
            "temporal_start": "2020",
            "record_count": 1200,
            "data_items": [{"name": "NF", "label": "年份", "type": "C", "length": 4}],
            "related_codes": ["a/1", "b/2"],
            "provider_name": "市城管局",
            "license_id": "cn-portal-terms",
        }
        assert {key: shown[key] for key in wanted} == wanted
        assert [tag["name"] for tag in shown["tags"]] == ["停车", "国土资源", "能源"]
        assert [(one["format"], one["delivery_mode"]) for one in shown["resources"]] == [("csv", "file"), ("", "api")]
        assert shown["name"].startswith("luzhoushi-")

    def test_required(self) -> None:
        """Each field with a star is missed by its own name, and nothing else is."""
        assert {field: [*refused(**{field: None})] for field in REQUIRED} == {field: [field] for field in REQUIRED}

    def test_refused(self) -> None:
        """A bad value is named by its field, with one message."""
        found = [(changes, field, refused(**changes)) for changes, field in BAD]
        wrong = [(changes, errors) for changes, field, errors in found if [*errors] != [field] or len(errors[field]) != 1]
        assert wrong == []

    def test_condition_is_enough(self) -> None:
        """Conditional opening with its condition is accepted, and a mobile number is masked."""
        shown = call_action("package_create", **by_hand(open_type="2", open_condition="签订协议", contact_phone="13812345678"))
        assert shown["contact_phone"] == "138****5678"

    def test_file_of_another_scheme_is_refused(self) -> None:
        """A link that a browser would run is no file."""
        assert "resources" in refused(resources=[{"url": "javascript:alert(1)"}])

    def test_writing_back_changes_nothing(self) -> None:
        """What was entered in any form is stored in one, and that stays."""
        shown = call_action("package_create", **by_hand(tags=[{"name": "国土资源、能源"}]))
        call_action("package_update", **copy.deepcopy(shown))
        again = call_action("package_show", id=shown["id"])
        assert {key for key in {*shown, *again} if shown.get(key) != again.get(key)} <= {"metadata_modified"}

    def test_only_harvests_name_a_source(self) -> None:
        """A person cannot pass a dataset off as harvested to leave fields empty."""
        organization = factories.Organization()
        editor = factories.User()
        call_action("organization_member_create", id=organization["id"], username=editor["name"], role="editor")
        with pytest.raises(tk.ValidationError) as caught:
            call_action(
                "package_create",
                {"user": editor["name"], "ignore_auth": False},
                title="人口",
                owner_org=organization["id"],
                source_portal="510500_luzhou",
                source_id="1",
            )
        assert "theme" in caught.value.error_dict
