"""The CKAN simulator: three languages under one host, CKAN's envelopes and errors."""

import pytest

from tests.sandbox.client import Client
from tests.sandbox.family import all_shown, data, entries, truth

ROOTS = ["en-data", "tc-data", "sc-data"]


def action(client: Client, root: str, name: str, **query: object) -> object:
    """The result of an action."""
    answer = data(client.get(f"/hongkong/{root}/api/3/action/{name}", **query))
    assert answer["success"] is True
    return answer["result"]


@pytest.mark.parametrize("root", ROOTS)
def test_search_shows_everything(root: str, families: Client) -> None:
    """Every language pages through every id; `count` is the total."""
    shown: list[str] = []
    while found := action(families, root, "package_search", start=len(shown), rows=30)["results"]:
        shown += [package["id"] for package in found]
    all_shown(families, "hongkong", shown)


def test_languages_differ_in_texts_only(families: Client) -> None:
    """A package has one id and name, and a title and an organization in each language."""
    packages = [action(families, root, "package_search", rows=1)["results"][0] for root in ROOTS]
    assert len({(one["id"], one["name"]) for one in packages}) == 1
    assert len({one["title"] for one in packages}) == 3
    assert packages[0]["title"].isascii()
    assert all(one["organization"]["name"].startswith("hk-") for one in packages)


def test_show_by_id_and_by_name(families: Client) -> None:
    """`package_list` gives names that `package_show` takes, as it takes ids."""
    names = action(families, "sc-data", "package_list")
    assert len(names) == len(entries(families, "hongkong"))
    by_name = action(families, "sc-data", "package_show", id=names[0])
    assert by_name == action(families, "sc-data", "package_show", id=by_name["id"])
    assert by_name["license_id"] is None
    assert families.get(f"/hongkong/sc-data/dataset/{names[0]}").status == 200


def test_packages_say_what_the_truth_says(families: Client) -> None:
    """Files and APIs are told apart by `is_api`, the languages stand beside, files can be fetched."""
    known, cycles = truth(families, "hongkong"), set()
    for package in action(families, "sc-data", "package_search", rows=1000)["results"]:
        one = known[package["id"]]
        files = [resource for resource in package["resources"] if resource["is_api"] == "N"]
        assert [file["id"] for file in one["files"]] == [resource["id"] for resource in files]
        assert len(one["apis"]) == len(package["resources"]) - len(files)
        assert one["title"] == package["title"]
        assert set(one["extra"]) == {"en", "tc"}
        assert all(resource["inLanguage"] == "zh-Hans" for resource in package["resources"])
        cycles.add((package["update_frequency"], one["update_cycle"]))
    assert {("Daily", "每日"), ("Annually", "每年"), ("Quarterly", "每季度"), ("", None)} <= cycles
    file = next(file for one in known.values() for file in one["files"])
    assert families.get(file["url"].removeprefix("http://127.0.0.1")).body


def test_errors_are_ckans(families: Client) -> None:
    """Unknown ids are a 404, missing ones a 409, unknown actions a 400, all with `success: false`."""
    base = "/hongkong/sc-data/api/3/action"
    for path, status in [("package_show?id=x", 404), ("package_show", 409), ("nothing", 400)]:
        reply = families.get(f"{base}/{path}")
        assert (reply.status, data(reply)["success"]) == (status, False)
    assert families.get("/hongkong/xx-data/api/3/action/package_list").status == 404
