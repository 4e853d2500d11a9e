"""A portal's YAML is read strictly, and whatever is wrong is named with its file, key, reason and remedy."""

import dataclasses
import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvesters.base import open_platform
from harvesters.issues import Issues
from harvesters.portal import Assertions, Http, Portal, PortalError, load, load_folder

CONFIG = Path(__file__).parents[2] / "config" / "portals"
GOOD: dict[str, Any] = {
    "title": "示例市公共数据开放平台",
    "platform": "oportal",
    "url": "https://data.example.test/portal/",
    "region": "000000",
}
DESIGN = """
title: 示例市公共数据开放平台
platform: oportal
url: https://data.example.test/portal      # everything below is joined to this
region: "000000"                           # GB/T 2260
publisher: 示例市数据局                      # the portal's operator
schedule: weekly                           # daily | weekly | monthly | manual
aggregation: logical                       # logical: link only; physical: copy files
http: {delay: 0.5, concurrency: 2, timeout: 60, retries: 4, verify: true, allow_private: false, hours: "20:00-07:00"}
options: {}                                # per platform, documented in its docstring
expected: {datasets: 1987, on: 2023-08}      # what was once seen: a large difference warns
assertions: {min: {datasets: 800}, max: {datasets: 3000}}   # a breach stops removals
lookups: {update_cycle: [{match: [每年, 年], value: 每年}]}
"""


def write(folder: Path, content: Any, name: str = "000000_test.yml") -> Path:
    path = folder / name
    text = content if isinstance(content, str | bytes) else yaml.safe_dump(content, allow_unicode=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("path", sorted(CONFIG.glob("*")), ids=lambda path: path.name)
def test_every_configured_portal_loads(path: Path) -> None:
    """Each file of config/portals is a portal whose name begins with its region."""
    portal = load(path)
    assert re.fullmatch(rf"{portal.region}_[a-z0-9_]+", portal.code)
    assert path.suffix == ".yml"


def test_the_example_of_the_design(tmp_path: Path) -> None:
    """The YAML that the design shows is read in every key, `on` included, which YAML 1.1 takes for true."""
    portal = load(write(tmp_path, DESIGN))
    assert portal.url == "https://data.example.test/portal"
    assert portal.http == Http(hours="20:00-07:00")
    assert portal.expected
    assert (portal.expected.datasets, portal.expected.on) == (1987, "2023-08")
    assert portal.assertions == Assertions(minimum=800, maximum=3000)
    assert portal.lookups == {"update_cycle": {"每年": "每年", "年": "每年"}}


def test_only_four_keys_are_required(tmp_path: Path) -> None:
    """Everything else has a default."""
    portal = load(write(tmp_path, GOOD))
    assert portal == Portal(code="000000_test", title=GOOD["title"], platform="oportal", url=portal.url, region="000000")
    assert (portal.schedule, portal.aggregation, portal.http) == ("weekly", "logical", Http())
    for key in GOOD:
        with pytest.raises(PortalError, match=f"000000_test.yml: {key}: is missing"):
            load(write(tmp_path, {name: value for name, value in GOOD.items() if name != key}))


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("unknown key", {"titel": "x"}, "titel"),
    ("key that is no text", {7: "x"}, "7"),
    ("blank title", {"title": " "}, "title"),
    ("title with a line break", {"title": "a\nb"}, "title"),
    ("number as title", {"title": 5}, "title"),
    ("null title", {"title": None}, "title"),
    ("unknown platform", {"platform": "oprotal"}, "platform"),
    ("list as platform", {"platform": ["oportal"]}, "platform"),
    ("region as number", {"region": 640000}, "region"),
    ("region too short", {"region": "64000"}, "region"),
    ("region in full-width digits", {"region": "６４００００"}, "region"),
    ("relative url", {"url": "/portal"}, "url"),
    ("url of another kind", {"url": "ftp://data.example.test"}, "url"),
    ("url of a file", {"url": "file:///etc/passwd"}, "url"),
    ("url without host", {"url": "http:///portal"}, "url"),
    ("url with a bad port", {"url": "http://a.test:99999/"}, "url"),
    ("url with a password", {"url": "http://me:secret@a.test/"}, "url"),
    ("url with a query", {"url": "http://a.test/?x=1"}, "url"),
    ("url with a space", {"url": "http://a.test/a b"}, "url"),
    ("url with half a bracket", {"url": "http://[::1/"}, "url"),
    ("unknown schedule", {"schedule": "hourly"}, "schedule"),
    ("unknown aggregation", {"aggregation": True}, "aggregation"),
    ("http as text", {"http": "fast"}, "http"),
    ("unknown key of http", {"http": {"dealy": 1}}, "http.dealy"),
    ("negative delay", {"http": {"delay": -1}}, "http.delay"),
    ("endless delay", {"http": {"delay": float("inf")}}, "http.delay"),
    ("delay that is no number", {"http": {"delay": float("nan")}}, "http.delay"),
    ("delay as truth", {"http": {"delay": True}}, "http.delay"),
    ("no concurrency", {"http": {"concurrency": 0}}, "http.concurrency"),
    ("half a concurrency", {"http": {"concurrency": 1.5}}, "http.concurrency"),
    ("too many retries", {"http": {"retries": 15}}, "http.retries"),
    ("no time", {"http": {"timeout": 0}}, "http.timeout"),
    ("verify as text", {"http": {"verify": "no"}}, "http.verify"),
    ("legacy TLS as text", {"http": {"legacy_tls": "yes"}}, "http.legacy_tls"),
    ("hosts as truth", {"http": {"allow_hosts": True}}, "http.allow_hosts"),
    ("no hosts", {"http": {"allow_hosts": []}}, "http.allow_hosts"),
    ("an address as host", {"http": {"allow_hosts": ["http://a.test/"]}}, "http.allow_hosts"),
    ("all hosts", {"http": {"allow_hosts": ["*"]}}, "http.allow_hosts"),
    ("a network as host", {"http": {"allow_hosts": ["10.0.0.0/8"]}}, "http.allow_hosts"),
    ("a host that is none", {"http": {"allow_hosts": ["10.0.0.999"]}}, "http.allow_hosts"),
    ("a host in digits", {"http": {"allow_hosts": ["2130706433"]}}, "http.allow_hosts"),
    ("half an IPv6 address", {"http": {"allow_hosts": ["[::1"]}}, "http.allow_hosts"),
    ("an IPv6 address without brackets", {"http": {"allow_hosts": ["fd00::1"]}}, "http.allow_hosts"),
    ("a host with a bad port", {"http": {"allow_hosts": ["a.test:70000"]}}, "http.allow_hosts"),
    ("a link-local host", {"http": {"allow_hosts": ["169.254.169.254"]}}, "http.allow_hosts"),
    ("a host of metadata", {"http": {"allow_hosts": ["[fd00:ec2::254]:80"]}}, "http.allow_hosts"),
    ("everything as host", {"http": {"allow_hosts": ["0.0.0.0"]}}, "http.allow_hosts"),
    ("a name in Chinese", {"http": {"user_agent": "浏览器"}}, "http.user_agent"),
    ("a name of two lines", {"http": {"user_agent": "a\nX-Other: b"}}, "http.user_agent"),
    ("no name", {"http": {"user_agent": ""}}, "http.user_agent"),
    ("hours that do not exist", {"http": {"hours": "25:00-07:00"}}, "http.hours"),
    ("hours without end", {"http": {"hours": "20:00"}}, "http.hours"),
    ("options as list", {"options": ["dialect"]}, "options"),
    ("expected without number", {"expected": {"on": "2023-08"}}, "expected.datasets"),
    ("expected on no day", {"expected": {"datasets": 1, "on": "August"}}, "expected.on"),
    ("unknown bound", {"assertions": {"least": {"datasets": 1}}}, "assertions.least"),
    ("bound of something else", {"assertions": {"min": {"files": 1}}}, "assertions.min.datasets"),
    ("min above max", {"assertions": {"min": {"datasets": 2}, "max": {"datasets": 1}}}, "assertions.min"),
    ("lookup of no field", {"lookups": {"cycle": []}}, "lookups.cycle"),
    ("lookups as list", {"lookups": []}, "lookups"),
    ("lookup that is no list", {"lookups": {"theme": {"match": "a"}}}, "lookups.theme"),
    ("lookup without match", {"lookups": {"theme": [{"value": "a"}]}}, "lookups.theme[0].match"),
    ("lookup of numbers", {"lookups": {"theme": [{"match": [1], "value": "a"}]}}, "lookups.theme[0].match"),
    ("lookup given twice", {"lookups": {"theme": [{"match": ["a", "a"]}]}}, "lookups.theme[0].match"),
    ("unknown key of a lookup", {"lookups": {"theme": [{"match": "a", "vlaue": "b"}]}}, "lookups.theme[0].vlaue"),
]


@pytest.mark.parametrize(("change", "key"), [pytest.param(c, k, id=name) for name, c, k in BAD])
def test_a_wrong_key_is_named(tmp_path: Path, change: dict[str, Any], key: str) -> None:
    """The error carries file, key, reason and what to write instead."""
    path = write(tmp_path, GOOD | change)
    with pytest.raises(PortalError) as caught:
        load(path)
    error = caught.value
    assert (error.file, error.key) == (str(path), key)
    assert error.reason
    assert error.remedy
    assert str(error).startswith(f"{path}: {key}: ")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("# nothing\n", id="a comment"),
        pytest.param("- a\n- b\n", id="a list"),
        pytest.param("portal", id="a text"),
        pytest.param("title: [", id="not YAML"),
        pytest.param("title: a\ntitle: b\n", id="a key twice"),
        pytest.param("? [a]\n: b\n", id="a list as key"),
        pytest.param("a: !!python/object/apply:os.system [ls]", id="code"),
        pytest.param("x: 2023-99-99\ny: &a [*a]", id="an alias of itself"),
        pytest.param("[" * 2000, id="nested too deeply"),
        pytest.param("title: \x00", id="a control character"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), id="binary"),
        pytest.param("title: 示例".encode("gb18030"), id="GB18030"),
        pytest.param(b"#" * (2 << 20), id="huge"),
    ],
)
def test_nonsense_is_named(tmp_path: Path, content: str | bytes) -> None:
    """Whatever the file holds, the answer is a PortalError that names it."""
    path = write(tmp_path, content)
    with pytest.raises(PortalError, match=re.escape(str(path))):
        load(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file and a folder are errors of the same kind."""
    for path in (tmp_path / "none.yml", tmp_path):
        with pytest.raises(PortalError, match=re.escape(str(path))):
            load(path)


def test_a_later_folder_wins(tmp_path: Path) -> None:
    """A configured folder is laid over the shipped one file by file; a folder that is not there adds nothing."""
    shipped, own = tmp_path / "a", tmp_path / "b"
    for folder in (shipped, own):
        folder.mkdir()
    write(shipped, GOOD, "000001_one.yml")
    write(shipped, GOOD, "000002_two.yml")
    write(own, GOOD | {"title": "改过的"}, "000002_two.yml")
    portals = load_folder(shipped, own, tmp_path / "none")
    assert [(code, portal.title) for code, portal in portals.items()] == [
        ("000001_one", GOOD["title"]),
        ("000002_two", "改过的"),
    ]


def test_another_ending_is_not_overlooked(tmp_path: Path) -> None:
    """A portal under .yaml would silently never be harvested."""
    path = write(tmp_path, GOOD, "000001_one.yaml")
    with pytest.raises(PortalError, match=re.escape(f"{path}: ends in .yaml")):
        load_folder(tmp_path)


def test_options_are_checked_by_the_platform(make_portal: Any) -> None:
    """oportal has no options, so naming one is an error with its key."""
    portal = dataclasses.replace(make_portal(), options={"dialect": "x"})
    with pytest.raises(PortalError, match=r"options\.dialect: is no option of oportal"):
        open_platform(portal, None, Issues(portal, print))  # type: ignore[arg-type]


def test_settings_of_difficult_portals(tmp_path: Path) -> None:
    """Old encryption, files on hosts of a private network, and a name that the portal accepts."""
    http = {
        "legacy_tls": True,
        "allow_hosts": ["Files.example.test", "10.1.2.3:8080", "[FD00::1]:80"],
        "user_agent": "Mozilla/5.0",
    }
    assert load(write(tmp_path, GOOD | {"http": http})).http == Http(
        legacy_tls=True, allow_hosts=("files.example.test", "10.1.2.3:8080", "[fd00::1]:80"), user_agent="Mozilla/5.0"
    )
    assert load(write(tmp_path, GOOD | {"http": {"allow_hosts": "a.test"}})).http.allow_hosts == ("a.test",)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        (None, "12:00", True),
        ("20:00-07:00", "12:00", False),
        ("20:00-07:00", "20:00", True),
        ("20:00-07:00", "06:59", True),
        ("20:00-07:00", "07:00", False),
        ("08:00-18:00", "07:59", False),
        ("08:00-18:00", "12:00", True),
    ],
)
def test_opening_hours(hours: str | None, moment: str, is_open: bool) -> None:
    """A window may go past midnight; its end is outside."""
    assert Http(hours=hours).open_at(time.fromisoformat(moment)) is is_open
