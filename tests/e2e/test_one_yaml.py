"""A portal of a known family is one YAML file, wherever it lies; the exit code tells how it went."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.client import Portal
from support.simulated import FAMILIES, Simulated, serving

SLUGS = ("chongqing", "guizhou", "openresource", "fujian", "tyky_shenzhen", "wuxi")
DETAIL = "getDataDetailByDataId"
COMPLETE, SKIPPED, STOPPED = 0, 3, 4


@pytest.fixture(scope="module")
def simulated() -> Iterator[Simulated]:
    """A portal of each of these families."""
    with serving(FAMILIES) as simulated:
        yield simulated


@pytest.fixture(scope="module")
def files(simulated: Simulated, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Their YAML files, in a folder that neither the repository nor the instance knows."""
    folder = tmp_path_factory.mktemp("portals")
    return {slug: simulated.write(folder, slug, code(slug)) for slug in SLUGS}


def code(slug: str) -> str:
    """The code of a portal, which is the name of its file."""
    return f"sandbox_yaml_{slug}"


def found(portal: Portal, slug: str) -> int:
    """How many datasets of a portal a search finds."""
    count: int = portal.api("package_search", fq=f"source_portal:{code(slug)}", rows=0)["count"]
    return count


def test_one_file_is_a_portal(portal: Portal, simulated: Simulated, files: dict[str, Path]) -> None:
    """One call with a file, and every record is stored and found; some families, one after the other."""
    for slug in SLUGS[:3]:
        done = portal.script("ckan", "govopen", "harvest", "--portal-file", str(files[slug]), "--wait")
        assert done.returncode == COMPLETE, done.stderr[-2000:]
        assert found(portal, slug) == simulated.size(slug)


def test_several_portals_in_one_call(portal: Portal, simulated: Simulated, files: dict[str, Path]) -> None:
    """Portals in the operator's folder are named by their codes; the worst of them is the exit code of the call.

    One record cannot be read, one portal keeps automatic readers out: the others are complete all the same.
    """
    folder = portal.file.parent / "config" / "portals"
    theirs = {slug: folder / file.name for slug, file in files.items()}
    for slug, file in theirs.items():
        file.write_text(files[slug].read_text())
    call = ("ckan", "govopen", "harvest", *map(code, SLUGS), "--wait")
    try:
        done = portal.script(*call)
        assert done.returncode == COMPLETE, done.stderr[-2000:]
        assert {slug: found(portal, slug) for slug in SLUGS} == {slug: simulated.size(slug) for slug in SLUGS}
        simulated.switch("guizhou", match=DETAIL, login_rate=0.01)
        assert portal.script(*call).returncode == SKIPPED
        simulated.switch("wuxi", wall=True)
        done = portal.script(*call)
        assert done.returncode == STOPPED
        assert f"{code('wuxi')}: failed" in done.stdout
        assert {slug: found(portal, slug) for slug in SLUGS} == {slug: simulated.size(slug) for slug in SLUGS}
    finally:
        for file in theirs.values():
            file.unlink()


def test_broken_file_names_key_and_remedy(portal: Portal, files: dict[str, Path], tmp_path: Path) -> None:
    """A mistake in the file is one sentence that names the key."""
    broken = tmp_path / "sandbox_yaml_broken.yml"
    broken.write_text(files["guizhou"].read_text() + "pace: 5\n")
    done = portal.script("ckan", "govopen", "harvest", "--portal-file", str(broken), "--wait")
    assert done.returncode not in {COMPLETE, SKIPPED, STOPPED}
    assert f"{broken}: pace" in done.stderr
    assert "Traceback" not in done.stderr
