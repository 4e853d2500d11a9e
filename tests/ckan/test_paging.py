"""Pages of lists whose address names one that cannot be."""

from typing import Any

import pytest

from ckan.tests import factories
from ckanext.govopen.model import clock
from ckanext.govopen.model.search_query import Asked, SearchQuery
from ckanext.govopen.usage.buffer import monday
from ckanext.govopen.views import searches

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

WRONG = ("-1", "0", "x", "", "1e3", "99999999999", "²")
LISTS = (
    *("/dataset/", "/organization/", "/organization/jiaoyuju", "/portal/issues", "/quality/appeals", "/portal/x/gone"),
    *("/feeds/dataset.atom", "/en/dataset/"),
)
FOR_OPERATORS = ("/searches/", "/search/explain", "/user/")


@pytest.fixture
def operator() -> dict[str, str]:
    """What an operator sends."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.mark.parametrize("address", [*LISTS, *FOR_OPERATORS])
def test_there_is_no_such_number(app: Any, department: dict[str, Any], operator: dict[str, str], address: str) -> None:
    """It leads to the first page, with all else that the address says; never to an error, never twice."""
    for wrong in WRONG:
        moved = app.get(
            address, query_string={"q": "a b", "page": wrong}, headers=operator, status=302, follow_redirects=False
        )
        assert moved.location.endswith(f"{address}?q=a+b")
    there = "x" not in address.split("/")
    assert app.get(f"{address}?q=a+b&page=x", headers=operator, status=200 if there else 404)


def test_a_number_in_another_form(app: Any) -> None:
    """Leads to its page."""
    assert app.get("/dataset/?page=007&q=a", follow_redirects=False).location.endswith("/dataset/?q=a&page=7")


def test_a_page_behind_the_last(app: Any, operator: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Leads to the last, of an empty list to the first."""
    monkeypatch.setattr(searches, "PAGE", 2)
    week = monday(clock.now().date())
    for address in ("/searches/", "/portal/issues", "/quality/appeals"):
        assert app.get(f"{address}?page=4", headers=operator, follow_redirects=False).location.endswith(address)
    SearchQuery.put({(week, f"问题{number}"): Asked(number, number, 0, 1) for number in range(1, 6)})
    moved = app.get("/searches/?order=searches&page=4", headers=operator, follow_redirects=False)
    assert moved.location.endswith("/searches/?order=searches&page=3")
    assert "问题1" in app.get(moved.location, headers=operator).body


def test_departments_behind_the_last(app: Any, department: dict[str, Any]) -> None:
    """CKAN's list says that there is no such page, not that there are no departments."""
    body = app.get("/organization/?page=7").body
    assert "还没有部门" not in body
    assert 'href="/organization/' in body.split('class="empty"')[1]


def test_what_is_no_page_stays(app: Any, department: dict[str, Any]) -> None:
    """Actions may take a parameter of this name, and what is not there is not there."""
    assert app.get("/api/3/action/package_search?page=x", status=400, follow_redirects=False).json["error"]["__type"]
    kit.act("package_create", **kit.dataset(department))
    app.get("/nowhere?page=x", status=404)
