"""The command: what it writes, what it says when it cannot start, how it stops."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from sandbox import portals
from sandbox.errors import SandboxError
from sandbox.plan import load_plan
from sandbox.platform import simulators
from sandbox.server import Server
from sandbox.start import assemble
from tests.sandbox.client import CONFIG
from tests.sandbox.family import FAMILIES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A served sandbox."""
    with Server(assemble(CONFIG), 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_every_platform_registers_itself() -> None:
    """The registry finds the modules of `sandbox.platforms`."""
    folder = ROOT / "sandbox" / "platforms"
    assert set(simulators()) == {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_http(address: str) -> None:
    """Health, root page, robots, an unknown path and a kept connection."""
    with httpx.Client(base_url=address) as client:
        assert client.get("/health").json() == {"status": "ok", "portals": 4}
        assert "示例·宜宾市公共数据开放网" in client.get("/").text
        assert client.get("/robots.txt").text.startswith("User-agent")
        assert client.get("/nobody/portal").status_code == 404
        assert client.head("/yibin/portal/catalog/index").content == b""
        page = client.get("/yibin/portal/catalog/index", params={"page": "2", "Q": "信息"})
        assert page.headers["content-type"] == "text/html;charset=UTF-8"
        assert "信息" in page.text
        listed = client.get("/yibin/truth.json").json()["datasets"][0]["id"]
        form = client.post(f"/yibin/portal/catalog/{listed}/getData", data={"start": "0", "length": "2"})
        assert form.json()["recordsTotal"] >= 0


def test_cut_body_is_an_error_to_the_client(address: str) -> None:
    """A cut answer promises more than it sends."""
    httpx.post(f"{address}/kunshan/_switch", json={"cut_rate": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{address}/kunshan/portal/catalog/index")
    httpx.post(f"{address}/kunshan/_switch", json={"reset": True})
    assert httpx.get(f"{address}/kunshan/portal/catalog/index").status_code == 200


@pytest.mark.parametrize(
    "request_line",
    [b"GET /%00%ff?page=%ff HTTP/1.1", b"GET //[x?a=[ HTTP/1.1", b"GET /yibin/portal/catalog/../%2e HTTP/1.1"],
)
def test_strange_requests_are_answered(address: str, request_line: bytes) -> None:
    """Odd addresses get a page, not a hang-up."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(20).startswith((b"HTTP/1.1 404", b"HTTP/1.1 200"))


def test_portal_files(tmp_path: Path) -> None:
    """The portal's YAML has the contract's keys, the real port, and is left alone when nothing changed."""
    profile = next(site.profile for site in assemble(CONFIG).sites if site.profile.slug == "sichuan")
    assert portals.write(tmp_path, profile, 4711)
    path = tmp_path / "sandbox_sichuan.yml"
    told = yaml.safe_load(path.read_text())
    assert told["url"] == "http://127.0.0.1:4711/sichuan/portal"
    assert (told["region"], told["platform"], told["schedule"]) == ("510000", "oportal", "manual")
    assert told["aggregation"] == "physical"
    assert told["http"] == {
        "delay": 0,
        "concurrency": 4,
        "timeout": 30,
        "retries": 3,
        "verify": True,
        "allow_private": True,
    }
    assert not portals.write(tmp_path, profile, 4711)
    assert portals.write(tmp_path, profile, 4712)
    assert [found.name for found in tmp_path.iterdir()] == ["sandbox_sichuan.yml"]


def command(*arguments: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "sandbox", "--config", str(CONFIG), *arguments]


def test_runs_and_stops(tmp_path: Path) -> None:
    """The command serves, writes the portals and ends with 0 on SIGTERM."""
    real = tmp_path / "640000_test.jsonl"
    real.write_text(json.dumps({"标题": "甲", "详情页网址": "http://x.test/1"}))
    arguments = command("--port", "0", "--write-portals", str(tmp_path / "portals"), "--real", str(real))
    arguments += ["--plans", str(FAMILIES)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        expected = len([*CONFIG.glob("*.yml"), *FAMILIES.glob("*.yml"), real])
        assert line.startswith(f"{expected} sandbox portals on http://127.0.0.1:")
        served = yaml.safe_load((tmp_path / "portals" / "sandbox_real_640000_test.yml").read_text())
        assert "甲" in httpx.get(served["url"] + "/catalog/index").text
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def refused(*arguments: str) -> str:
    """What the command says when it refuses to start."""
    done = subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_taken_port_and_missing_file(tmp_path: Path) -> None:
    """One sentence names the port, or the file."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port}" in refused("--port", str(port))
    assert "640000_none.jsonl" in refused("--port", "0", "--real", str(tmp_path / "640000_none.jsonl"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"size": "many"}, "size: Expected `int`"),
        ({"sise": 3}, "unknown field `sise`"),
        ({"level": "village"}, "level: expected one of"),
        ({"defects": {"empty_tags": "x"}}, "defects.empty_tags: Expected `float`"),
        ({"title": None}, "title: Expected `str`"),
    ],
)
def test_bad_plans_are_named(tmp_path: Path, change: dict[str, object], part: str) -> None:
    """An error names file, key and reason."""
    data = yaml.safe_load((CONFIG / "yibin.yml").read_text()) | change
    path = tmp_path / "bad.yml"
    path.write_text(yaml.safe_dump(data))
    with pytest.raises(SandboxError) as caught:
        load_plan(path)
    assert str(path) in str(caught.value)
    assert part in str(caught.value)


@pytest.mark.parametrize("text", ["a: [", "\x00", "- 1"])
def test_broken_yaml_is_named(tmp_path: Path, text: str) -> None:
    """A file that is no plan at all is named too."""
    path = tmp_path / "bad.yml"
    path.write_text(text)
    with pytest.raises(SandboxError, match=r"bad\.yml"):
        load_plan(path)
