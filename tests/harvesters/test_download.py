"""A file is on disk whole, with its hash, or not at all."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from harvesters.download import Download, download
from harvesters.errors import FetchError
from harvesters.pace import Clock, Pace
from harvesters.portal import Http

DATA = "年份,数量\n2024,1\n".encode("gb18030")


@pytest.fixture
def get(server: Any, tmp_path: Path, clock: Clock) -> Any:
    """Download `/f` of the server to a file."""

    def run(path: str = "/f", max_bytes: int = 1 << 20) -> Download:
        http = Http(delay=0, retries=2, timeout=5, allow_private=True)
        return download(server.url + path, tmp_path / "f", http=http, max_bytes=max_bytes, clock=clock, pace=Pace(clock))

    return run


def test_a_file_comes_with_its_facts(server: Any, get: Any, reply: Any, tmp_path: Path) -> None:
    """Bytes as published, their hash, and what the server says of them."""
    server.on("/f", reply(DATA, Content_Type="text/csv; charset=gbk", Content_Disposition='attachment; filename="a.csv"'))
    found = get()
    assert (tmp_path / "f").read_bytes() == DATA
    assert found == Download(len(DATA), hashlib.sha256(DATA).hexdigest(), "text/csv", 200, server.url + "/f", "a.csv")
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E6%95%B0%E6%8D%AE.xlsx", "数据.xlsx"),
        ("attachment;filename=%E6%95%B0%E6%8D%AE.xlsx", "数据.xlsx"),
        ('attachment; filename="数据.xlsx"'.encode().decode("latin-1"), "数据.xlsx"),
        ('attachment; filename="数据.xlsx"'.encode("gb18030").decode("latin-1"), "数据.xlsx"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\a.csv"', "a.csv"),
        ('attachment; filename=".."', None),
        ("attachment", "f"),
    ],
)
def test_file_names(server: Any, get: Any, reply: Any, header: str, name: str | None) -> None:
    """In every way that servers write them, and never with a folder."""
    server.on("/f", reply(DATA, Content_Disposition=header))
    assert get().file_name == name


@pytest.mark.parametrize(
    ("text", "options", "kind"),
    [
        ('{"code": -1, "msg": "无权限下载"}', {}, "refused"),
        ("", {"status": 404}, "missing"),
        ("", {"status": 302, "Location": "https://sso.example.test/login"}, "login"),
        ("", {"status": 302, "Location": "http://169.254.169.254/"}, "address"),
        ("", {"status": 302, "Location": "http://0.0.0.0/"}, "address"),
        ("x" * (2 << 20), {}, "too-large"),
        ("x", {"length": 100}, "broken"),
    ],
)
def test_failures_leave_nothing(server: Any, get: Any, reply: Any, tmp_path: Path, text: str, options: Any, kind: str) -> None:
    """The kind of the failure is told, and neither the file nor a part of it stays."""
    server.on("/f", reply(text, **options))
    with pytest.raises(FetchError) as caught:
        get()
    assert caught.value.kind == kind
    assert list(tmp_path.iterdir()) == []


def test_a_cut_file_is_fetched_again(server: Any, get: Any, reply: Any, tmp_path: Path) -> None:
    """The second try starts from nothing."""
    server.on("/f", reply(DATA, length=100), reply(DATA))
    assert get().sha256 == hashlib.sha256(DATA).hexdigest()
    assert (tmp_path / "f").read_bytes() == DATA


def test_files_may_lie_elsewhere(server: Any, get: Any, reply: Any) -> None:
    """A redirect to another allowed host is followed, and said."""
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.on("/f", reply("", status=302, Location=f"{elsewhere}/g.csv"))
    server.on("/g.csv", reply(DATA))
    found = get()
    assert (found.final_url, found.file_name) == (f"{elsewhere}/g.csv", "g.csv")


def test_an_empty_file_is_a_file(server: Any, get: Any, reply: Any) -> None:
    """Nothing published is a fact for the scorer, not a failure."""
    server.on("/f", reply(""))
    assert get().bytes == 0
