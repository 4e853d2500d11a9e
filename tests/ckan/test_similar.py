"""What is like a dataset, as the API and its pages tell it."""

import re
from typing import Any

import pytest

from ckan import model
from ckan.lib import search
from ckan.tests import factories
from ckanext.govopen.bulk import indexing
from ckanext.govopen.model import Twin

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")
TITLES = {
    "xuexiao": ("昆山市学校名录", "320583"),
    "youeryuan": ("昆山市幼儿园和学校收费", "320583"),
    "luzhou": ("泸州市学校信息", "510500"),
    "luzhou2": ("泸州市学校一览表", "510500"),
    "chengdu": ("成都市学校名单", "510100"),
    "gongce": ("成都市公共厕所名单", "510100"),
}


@pytest.fixture(autouse=True)
def datasets(department: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Datasets about schools here and elsewhere, and one about another thing."""
    other = factories.Organization(name="other", title="外地教育局")
    found = {}
    for name, (title, code) in TITLES.items():
        owner = department if code == "320583" else other
        found[name] = kit.act("package_create", **kit.dataset(owner, name=name, title=title, region_code=code, theme=["16"]))
    return found


def names(found: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The names of both lists."""
    return [one["name"] for one in found["similar"]], [one["name"] for one in found["elsewhere"]]


class TestGovopenDatasetSimilar:
    """The action."""

    def test_lists(self, app: Any) -> None:
        """Here and elsewhere, one of each region, nothing of another subject; by id and by name, for everybody."""
        answer = app.get("/api/3/action/govopen_dataset_similar", query_string={"id": "xuexiao"}).json["result"]
        here, there = names(answer)
        assert here == ["youeryuan"]
        assert sorted(name.rstrip("2") for name in there) == ["chengdu", "luzhou"]
        assert answer["answered"] is True
        one = next(one for one in answer["elsewhere"] if one["name"] == "chengdu")
        assert (one["organization"], one["region"], one["grade"]) == ("成都市外地教育局", "四川省成都市", None)

    def test_hidden(self, app: Any, datasets: dict[str, Any]) -> None:
        """Private datasets, deleted ones and other portals' listings of a dataset are not shown to anybody."""
        kit.act("package_patch", id="luzhou", private=True)
        kit.act("package_delete", id="luzhou2")
        copy, authority = datasets["chengdu"]["id"], datasets["gongce"]["id"]
        Twin.replace([copy], {copy: authority})
        model.Session.commit()
        indexing.renew(copy)
        search.commit()
        assert names(kit.act("govopen_dataset_similar", id="xuexiao"))[1] == []
        assert names(app.get("/api/3/action/govopen_dataset_similar?id=xuexiao").json["result"])[1] == []

    def test_of_a_private_one(self, app: Any) -> None:
        """Of what the reader may not see nothing is told, not even what it is like."""
        kit.act("package_patch", id="xuexiao", private=True)
        assert app.get("/api/3/action/govopen_dataset_similar?id=xuexiao", status=403).json["error"]["__type"]
        app.get("/dataset/xuexiao/similar", status=404)

    def test_nonsense(self, app: Any) -> None:
        """What is no id is refused by its field, what nothing has is a 404."""
        for body in ({}, {"id": ""}, {"id": []}, {"id": "a\x00b"}):
            assert app.post("/api/3/action/govopen_dataset_similar", json=body, status=409).json["error"]["id"]
        app.post("/api/3/action/govopen_dataset_similar", json={"id": "none"}, status=404)

    def test_index_away(self, app: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the index the lists are empty and say so, and the page stands."""
        monkeypatch.setitem(ckan_config, "solr_url", "http://127.0.0.1:9/solr/none")
        assert kit.act("govopen_dataset_similar", id="xuexiao") == {"similar": [], "elsewhere": [], "answered": False}
        assert "学校名录" in app.get("/dataset/xuexiao").body
        answer = app.get("/dataset/xuexiao/similar")
        assert 'class="empty"' in answer.body
        assert "Cache-Control" not in answer.headers or "max-age=600" not in answer.headers["Cache-Control"]


class TestPages:
    """The dataset's page and the page of the lists."""

    def test_dataset(self, app: Any) -> None:
        """The dataset's page has a link, and where its script finds the lists; it does not ask the index for them."""
        body = app.get("/dataset/xuexiao").body
        assert 'href="/dataset/xuexiao/similar"' in body
        assert 'data-load="/dataset/xuexiao/similar?part=1"' in body
        assert "/dataset/luzhou" not in body

    def test_part(self, app: Any) -> None:
        """The lists alone, with the regions of the counterparts, kept by the browser for a while."""
        answer = app.get("/dataset/xuexiao/similar", query_string={"part": "1"})
        assert "<html" not in answer.body
        assert re.search(
            r'href="/dataset/chengdu">成都市学校名单</a>\s*<span class="muted">四川省成都市 · 成都市外地教育局', answer.body
        )
        assert answer.headers["Cache-Control"] == "private, max-age=600"

    def test_page(self, app: Any) -> None:
        """The same as a page."""
        body = app.get("/dataset/xuexiao/similar").body
        assert len(re.findall("<h1", body)) == 1
        assert "/dataset/youeryuan" in body
        app.get("/dataset/none/similar", status=404)
