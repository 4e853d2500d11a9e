"""What is taken away says so: 410 on pages, CKAN's 404 with the reason in the API, and it stays away."""

from typing import Any

import pytest

from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.govopen.model import Tombstone

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

NOTE = "数据含有错误，待更正后重新发布。"


@pytest.fixture
def published(department: dict[str, Any], storage: Any) -> dict[str, Any]:
    """A dataset with a file."""
    made = kit.act("package_create", **kit.dataset(department))
    kit.act("resource_create", package_id=made["id"], url="https://data.example.test/a.csv", name="名录", format="csv")
    shown: dict[str, Any] = kit.act("package_show", id=made["id"])
    return shown


def withdraw(package: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Take a dataset out."""
    found: dict[str, Any] = kit.act("govopen_dataset_withdraw", id=package["name"], note=NOTE, **more)
    return found


class TestWithdrawn:
    """A person takes a dataset out."""

    def test_pages(self, app: Any, published: dict[str, Any]) -> None:
        """Its page and its files' pages answer 410 and say why."""
        withdraw(published)
        for address in ("", f"/resource/{published['resources'][0]['id']}"):
            body = app.get(f"/dataset/{published['name']}{address}", status=410).body
            assert NOTE in body
            assert published["title"] in body

    def test_by_whom(self, published: dict[str, Any]) -> None:
        """The tombstone remembers the person, whatever the account is called later."""
        user = factories.Sysadmin()
        kit.tk.get_action("govopen_dataset_withdraw")({"user": user["name"]}, {"id": published["id"], "note": NOTE})
        stone = Tombstone.of(published["id"])
        assert stone is not None
        assert stone.actor == user["id"]

    def test_api(self, app: Any, published: dict[str, Any]) -> None:
        """The API keeps CKAN's 404 and adds reason and successor."""
        withdraw(published)
        for call in (f"package_show?id={published['id']}", f"package_show?id={published['name']}"):
            answer = app.get(f"/api/3/action/{call}", status=404).json
            assert (answer["success"], answer["error"]["__type"]) == (False, "Not Found Error")
            assert (answer["error"]["reason"], answer["error"]["note"]) == ("withdrawn", NOTE)
        resource = published["resources"][0]["id"]
        answer = app.get(f"/api/3/action/resource_show?id={resource}", status=404).json
        assert answer["error"]["reason"] == "withdrawn"

    def test_search(self, published: dict[str, Any]) -> None:
        """No search finds it at once."""
        withdraw(published)
        assert kit.act("package_search", q="")["count"] == 0

    def test_successor(self, app: Any, published: dict[str, Any], department: dict[str, Any]) -> None:
        """The page leads to the dataset that takes its place, which has to exist."""
        with pytest.raises(tk.ValidationError) as error:
            withdraw(published, successor="there-is-none")
        assert "successor" in error.value.error_dict
        other = kit.act("package_create", **kit.dataset(department, name="other", title="昆山市学校名录新版"))
        withdraw(published, successor=other["id"])
        assert "/dataset/other" in app.get(f"/dataset/{published['name']}", status=410).body

    def test_restored(self, app: Any, published: dict[str, Any]) -> None:
        """It comes back under its id, name and address, with its file."""
        withdraw(published)
        kit.act("govopen_dataset_restore", id=published["name"])
        shown = kit.act("package_show", id=published["id"])
        assert [one["id"] for one in shown["resources"]] == [one["id"] for one in published["resources"]]
        app.get(f"/dataset/{published['name']}", status=200)
        assert kit.act("govopen_tombstone_list")["count"] == 0

    def test_listed(self, published: dict[str, Any]) -> None:
        """Everybody can see what was taken away."""
        withdraw(published)
        (row,) = kit.act("govopen_tombstone_list")["results"]
        assert (row["name"], row["reason"], row["note"]) == (published["name"], "withdrawn", NOTE)

    def test_twice(self, published: dict[str, Any]) -> None:
        """What is gone cannot be withdrawn again."""
        withdraw(published)
        with pytest.raises(tk.ObjectNotFound):
            withdraw(published)

    @pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": "a\x00"}])
    def test_needs_a_reason(self, published: dict[str, Any], body: dict[str, str]) -> None:
        """Nothing goes without a reason."""
        with pytest.raises(tk.ValidationError) as error:
            kit.act("govopen_dataset_withdraw", id=published["id"], **body)
        assert "note" in error.value.error_dict


def test_only_who_may_delete(app: Any, published: dict[str, Any]) -> None:
    """A stranger can neither withdraw nor restore."""
    token = factories.APIToken(user=factories.User()["name"])["token"]
    for headers in ({}, {"Authorization": token}):
        body = {"id": published["id"], "note": NOTE}
        app.post("/api/3/action/govopen_dataset_withdraw", json=body, headers=headers, status=403)


def test_nothing_special_about_what_never_was(app: Any) -> None:
    """An address that never was stays a 404."""
    app.get("/dataset/there-is-none", status=404)
    assert "reason" not in app.get("/api/3/action/package_show?id=there-is-none", status=404).json["error"]
