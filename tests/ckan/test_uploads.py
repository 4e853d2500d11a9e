"""Uploaded files keep the names that people gave them."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from ckan.plugins import toolkit as tk
from ckanext.govopen.uploads import LONGEST, safe_name

from tests.ckan import kit


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("数据.csv", "数据.csv", id="chinese"),
        pytest.param("学校（2024）名录.xlsx", "学校（2024）名录.xlsx", id="full-width"),
        pytest.param("../../etc/passwd", "passwd", id="folders"),
        pytest.param("C:\\文件\\表.xls", "表.xls", id="windows-folders"),
        pytest.param("a\r\nb:c.csv", "a__b_c.csv", id="control-characters"),
        pytest.param("\u202evsc.表", "vsc.表", id="direction-marks"),
        pytest.param("..", "file", id="only-dots"),
        pytest.param("", "file", id="empty"),
    ],
)
def test_safe_name(name: str, expected: str) -> None:
    """A name loses folders and what file systems refuse, and nothing else."""
    assert safe_name(name) == expected


@given(st.text(max_size=400))
def test_safe_name_holds(name: str) -> None:
    """Whatever the name, what comes out is one file's name of bounded length, and stays as it is."""
    safe = safe_name(name)
    assert 0 < len(safe.encode("utf-8", "surrogatepass")) <= LONGEST
    assert not set(safe) & set('/\\\x00\r\n"')
    assert safe not in {".", ".."}
    assert safe_name(safe) == safe


def test_long_name_keeps_its_ending() -> None:
    """A name that is too long is cut before its ending, between characters."""
    assert safe_name("数" * 300 + ".csv") == "数" * 65 + ".csv"


@pytest.mark.usefixtures("govopen")
class TestDownload:
    """The way back."""

    @pytest.fixture
    def resource(self, department: dict[str, Any], storage: Path) -> dict[str, Any]:
        """An uploaded file with a Chinese name."""
        dataset = kit.act("package_create", **kit.dataset(department))
        upload = FileStorage(io.BytesIO("<script>年份".encode()), "学校 名录.html", content_type="text/html")
        made: dict[str, Any] = kit.act("resource_create", package_id=dataset["id"], name="名录", upload=upload, url="")
        kit.work("score")  # nobody gets an upload before
        return made

    def test_name(self, app: Any, resource: dict[str, Any]) -> None:
        """A download carries the name that was uploaded, as browsers read it."""
        assert resource["url"].endswith("/" + quote("学校 名录.html"))
        assert resource["mimetype"] == "text/html"
        answer = app.get(resource["url"])
        assert answer.body == "<script>年份"
        expected = f"attachment; filename*=UTF-8''{quote('学校 名录.html')}"
        assert answer.headers["Content-Disposition"] == expected

    def test_never_shown_in_place(self, app: Any, resource: dict[str, Any]) -> None:
        """An address without the name saves the file too: shown in place, it could act as the portal."""
        answer = app.get(resource["url"].rpartition("/")[0])
        assert answer.headers["Content-Disposition"] == "attachment"

    def test_form(self, resource: dict[str, Any]) -> None:
        """A form shows the name itself, and what it sends back changes nothing."""
        context = {**kit.SITE_USER, "for_edit": True}
        shown = tk.get_action("package_show")(context, {"id": resource["package_id"]})
        assert shown["resources"][0]["url"] == "学校 名录.html"
        kit.act("package_update", **shown)
        assert kit.act("resource_show", id=resource["id"])["url"] == resource["url"]

    def test_change_keeps_the_name(self, resource: dict[str, Any]) -> None:
        """Another title of the resource leaves the file's name alone; search answers it too."""
        shown = kit.act("resource_show", id=resource["id"])
        kit.act("resource_update", **shown | {"name": "新"})
        assert kit.act("resource_show", id=resource["id"])["url"] == resource["url"]
        (found,) = kit.act("package_search")["results"]
        assert found["resources"][0]["url"] == resource["url"]
