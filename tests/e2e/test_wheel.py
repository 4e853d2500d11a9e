"""The built wheel holds everything: installed in a clean environment, it serves the pages."""

import os
import shutil
import socket
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.client import ROOT, Portal

NEEDED = [
    "ckanext/govopen/config_declaration.yaml",
    "ckanext/govopen/defaults/dataset_schema.yaml",
    "ckanext/govopen/defaults/scoring.yml",
    "ckanext/govopen/defaults/solr/conf/schema.xml",
    "ckanext/govopen/defaults/vocabularies/regions.json",
    "ckanext/govopen/i18n/zh_Hans_CN/LC_MESSAGES/ckanext-govopen.mo",
    "ckanext/govopen/migration/govopen/alembic.ini",
    "ckanext/govopen/assets/webassets.yml",
    "ckanext/govopen/templates/base.html",
    "harvesters/platforms/oportal.py",
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as a release would build it, from a copy, so that no left-over of an earlier build gets in."""
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(".git", ".venv", "var", "var-*", "build", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT, folder / "source", symlinks=True, ignore=ignored)
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(source)], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a clean environment with nothing but the wheel and its pinned dependencies."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "-c", str(ROOT / "constraints.txt")]
    subprocess.run([*pip, f"{wheel}[portal]"], check=True, cwd=folder)
    return folder / "bin"


@pytest.fixture(scope="module")
def served(environment: Path, portal: Portal) -> Iterator[str]:
    """The address of a portal that runs from the wheel alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(environment / "ckan"), "-c", portal.facts["ckan_ini"], "run", "--port", str(port), "--disable-reloader"]
    variables = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    log = environment.parent / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=environment, env=variables, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while not up(address):
        assert server.poll() is None, log.read_text()[-3000:]
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.3)
    yield address
    server.terminate()
    server.wait(30)


def up(address: str) -> bool:
    """Whether the portal answers yet."""
    try:
        return httpx.get(f"{address}/api/3/action/status_show", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def test_wheel_holds_every_kind_of_data(wheel: Path) -> None:
    """Templates, assets, translations, migrations, configuration and the Solr configset travel in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in NEEDED if name not in names] == []
    assert not [name for name in names if name.startswith(("tests/", "sandbox/", "scripts/"))]


def test_tool_of_the_wheel_works(environment: Path) -> None:
    """The rule book prints from the installed wheel."""
    done = subprocess.run([environment / "govopen", "rules"], capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stderr
    assert "V01" in done.stdout


@pytest.mark.parametrize("path", ["/", "/dataset/", "/organization/", "/portal", "/user/login"])
def test_pages_come_from_the_wheel(served: str, path: str) -> None:
    """Every page of the first visit is served, with its style sheets."""
    page = httpx.get(served + path, follow_redirects=True, timeout=60)
    assert page.status_code == 200
    sheets = [part.split('"')[0] for part in page.text.split('href="') if ".css" in part.split('"')[0]]
    assert sheets
    assert {httpx.get(served + sheet).status_code for sheet in sheets if sheet.startswith("/")} == {200}
