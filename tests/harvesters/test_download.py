"""A file is on disk whole, with its hash, or not at all."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from harvesters.client import Client, Request
from harvesters.download import Download, NotModified, download
from harvesters.errors import FetchError
from harvesters.pace import Clock, Pace
from harvesters.portal import Http

DATA = "年份,数量\n2024,1\n".encode("gb18030")


@pytest.fixture
def get(server: Any, tmp_path: Path, clock: Clock) -> Any:
    """Download `/f` of the server to a file."""

    def run(path: str = "/f", max_bytes: int = 1 << 20, **validators: Any) -> Download | NotModified:
        http = Http(delay=0, retries=2, timeout=5, allow_private=True, allow_hosts=("localhost",))
        target = tmp_path / "f"
        return download(server.url + path, target, http=http, max_bytes=max_bytes, clock=clock, pace=Pace(clock), **validators)

    return run


def test_a_file_comes_with_its_facts(server: Any, get: Any, reply: Any, tmp_path: Path) -> None:
    """Bytes as published, their hash, and what the server says of them."""
    server.on("/f", reply(DATA, Content_Type="text/csv; charset=gbk", Content_Disposition='attachment; filename="a.csv"'))
    found = get()
    assert (tmp_path / "f").read_bytes() == DATA
    assert found == Download(len(DATA), hashlib.sha256(DATA).hexdigest(), "text/csv", 200, "a.csv")
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
        ("", {"status": 302, "Location": "http://127.0.0.1:9/"}, "address"),
        ("", {"status": 302, "Location": "http://127.0.0.2/"}, "address"),
        ("", {"status": 304}, "broken"),
        ("<html><form><input type='password'></form></html>", {"Content_Type": "text/html; charset=utf-8"}, "login"),
        ("<html><script>var arg1='';setCookie('acw_sc__v2')</script></html>", {"Content_Type": "text/html"}, "wall"),
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
    """A redirect to another allowed host is followed."""
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.on("/f", reply("", status=302, Location=f"{elsewhere}/g.csv"))
    server.on("/g.csv", reply(DATA))
    found = get()
    assert (found.sha256, found.file_name) == (hashlib.sha256(DATA).hexdigest(), "g.csv")


def test_an_empty_file_is_a_file(server: Any, get: Any, reply: Any) -> None:
    """Nothing published is a fact for the scorer, not a failure."""
    server.on("/f", reply(""))
    assert get().bytes == 0


def test_a_page_may_be_the_file(server: Any, get: Any, reply: Any) -> None:
    """A published page with a form on it is a file like any other, when the server says that it is one."""
    page = "<html><form><input type='password'></form></html>"
    server.on("/f", reply(page, Content_Type="text/html", Content_Disposition="attachment; filename=a.html"))
    assert get().file_name == "a.html"
    server.on("/f", reply("<html><table><tr><td>1</td></tr></table></html>", Content_Type="text/html"))
    assert get().media_type == "text/html"


def test_only_a_changed_file_is_fetched(server: Any, get: Any, reply: Any, tmp_path: Path) -> None:
    """The validators of an answer are told, sent back as they are, and a 304 leaves nothing on disk."""
    asked: list[tuple[str | None, str | None]] = []

    def answer(request: Any) -> None:
        asked.append((request.headers["If-None-Match"], request.headers["If-Modified-Since"]))
        unchanged = asked[-1] == ('W/"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
        validators = {"ETag": 'W/"1"'} if unchanged else {"ETag": 'W/"1"', "Last_Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
        reply(b"" if unchanged else DATA, status=304 if unchanged else 200, **validators)(request)

    server.on("/f", answer)
    first = get()
    assert (first.etag, first.last_modified) == ('W/"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    (tmp_path / "f").unlink()
    again = get(etag=first.etag, last_modified=first.last_modified)
    assert again == NotModified(first.etag, first.last_modified)
    assert list(tmp_path.iterdir()) == []
    assert get(etag='"other"', last_modified=None).sha256 == first.sha256
    assert asked == [(None, None), (first.etag, first.last_modified), ('"other"', None)]


def test_validators_go_along_with_a_redirect(server: Any, get: Any, reply: Any) -> None:
    """The answer that they belong to is the last one."""
    server.on("/f", reply("", status=302, Location="/g"))
    server.on("/g", lambda request: reply("", status=304 if request.headers["If-None-Match"] == '"1"' else 500)(request))
    assert get(etag='"1"', last_modified=None) == NotModified('"1"', None)


@pytest.mark.parametrize("value", ["", "x" * 201, "数".encode().decode("latin-1")])
def test_an_absurd_validator_is_none(server: Any, get: Any, reply: Any, value: str) -> None:
    """What could not be sent back is not remembered."""
    server.on("/f", reply(DATA, ETag=value))
    assert get().etag is None


def test_tokens_stay_at_their_host(server: Any, reply: Any, clock: Any) -> None:
    """A redirect elsewhere takes neither cookies nor the caller's own headers along."""
    seen: dict[str, str | None] = {}

    def remember(request: Any) -> None:
        seen.update({name: request.headers[name] for name in ("Authorization", "Cookie", "Accept-Encoding")})
        reply(DATA)(request)

    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.on("/f", reply("", status=302, Location=f"{elsewhere}/g", Set_Cookie="a=1; Path=/"))
    server.on("/g", remember)
    http = Http(delay=0, allow_private=True, allow_hosts=("localhost",))
    client = Client(http, own=server.url, elsewhere=True, clock=clock, pace=Pace(clock))
    request = Request(server.url + "/f", headers={"Authorization": "Bearer x", "Accept-Encoding": "identity"})
    client.once(request, lambda _: None, max_bytes=1000)
    client.close()
    assert seen == {"Authorization": None, "Cookie": None, "Accept-Encoding": "identity"}
