"""The shipped portals: every one loads, means one place and one catalogue, and a wrong one says what is wrong."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.govopen.national import data, regions

from harvesters.base import open_platform
from harvesters.issues import Issues
from harvesters.portal import Portal, PortalError, load, load_folder
from harvesters.settings import read_yaml

CONFIG = Path(__file__).parents[2] / "config" / "portals"
FILES = sorted(CONFIG.glob("*"))
OWN_REGIONS = data.load("vocabularies/places.yaml")["platform_codes"]
"""Codes of a platform that GB/T 2260 does not know, and the division that holds them."""


def opened(path: Path) -> Portal:
    """The portal of a file, with options that its platform takes."""
    portal = load(path)
    open_platform(portal, None, Issues(portal, lambda _: None))  # type: ignore[arg-type]
    return portal


def test_there_is_one_for_every_portal_that_is_known() -> None:
    """The register of known portals has some hundred of families that are read."""
    portals = load_folder(CONFIG)
    assert len(portals) == len(FILES) >= 95


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_portal_loads_and_its_platform_takes_it(path: Path) -> None:
    """The file is strict YAML, its platform exists and knows its options, its name begins with its region."""
    portal = opened(path)
    assert re.fullmatch(rf"{portal.region}_[a-z]+(_[a-z]+)*\.yml", path.name)
    assert portal.title.strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_region_is_in_force(path: Path) -> None:
    """The code is one of GB/T 2260 today, unless it is one of a platform's own, inside one of GB/T 2260."""
    code = load(path).region
    found = regions.in_force(OWN_REGIONS.get(code, code))
    assert found
    assert found.code == OWN_REGIONS.get(code, code)
    assert code == found.code or regions.region(code) is None


def test_no_catalogue_is_read_twice() -> None:
    """Address, region and options together tell portals apart, whatever the case of the address."""
    seen = Counter((one.url.lower(), one.region, str(one.options)) for one in load_folder(CONFIG).values())
    assert [key for key, times in seen.items() if times > 1] == []


def test_every_portal_is_asked_politely() -> None:
    """Nobody's server is asked more than once a second, nor over private addresses."""
    for portal in load_folder(CONFIG).values():
        assert portal.http.delay >= 1, portal.code
        assert portal.http.concurrency <= 2, portal.code
        assert not portal.http.allow_private, portal.code


def test_a_check_that_is_switched_off_says_why() -> None:
    """A certificate that is not checked, and a portal that runs only by hand, carry their reason."""
    for path in FILES:
        portal = load(path)
        if not portal.http.verify or portal.schedule == "manual":
            assert path.read_text("utf-8").startswith("# "), portal.code


def test_sizes_are_dated_where_they_were_seen() -> None:
    """What was once seen is a number of this century's catalogues, none by a slip of the keyboard."""
    sizes = [one.expected for one in load_folder(CONFIG).values() if one.expected]
    assert len(sizes) > 30
    assert all(10 <= one.datasets <= 100_000 for one in sizes)
    assert all(one.on is None or "2019" <= one.on <= "2030" for one in sizes)


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        ({"titel": "x"}, "titel", "is not a known key"),
        ({"title": 5}, "title", "5 is no text"),
        ({"platform": "oprotal"}, "platform", "'oprotal' is not known"),
        ({"region": 640000}, "region", "640000 cannot be used"),
        ({"region": "64"}, "region", "'64' cannot be used"),
        ({"url": "data.example.test/portal"}, "url", "no plain http or https address"),
        ({"schedule": "hourly"}, "schedule", "'hourly' is not known"),
        ({"http": {"dealy": 1}}, "http.dealy", "is not a known key"),
        ({"http": {"delay": "1"}}, "http.delay", "'1' is no such number"),
        ({"expected": {"datasets": "1,987"}}, "expected.datasets", "is no whole number"),
        ({"expected": {"datasets": 1, "on": "August"}}, "expected.on", "is no date"),
        ({"options": {"dialect": "x"}}, "options.dialect", "is no option of oportal"),
    ],
)
def test_a_broken_copy_says_file_key_and_reason(tmp_path: Path, change: dict[str, Any], key: str, reason: str) -> None:
    """Whoever spoils a file is told where, what and what to write instead."""
    shipped = CONFIG / "640000_ningxia.yml"
    path = tmp_path / shipped.name
    path.write_text(yaml.safe_dump(read_yaml(shipped) | change, allow_unicode=True), "utf-8")
    with pytest.raises(PortalError) as caught:
        opened(path)
    error = caught.value
    assert path.stem in error.file
    assert error.key == key
    assert reason in error.reason
    assert error.remedy
