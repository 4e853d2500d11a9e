"""A real Solr core with real-shaped datasets in it, asked as CKAN asks.

`GOVOPEN_TEST_SOLR_URL` is the address of an empty core made from config/solr/conf (`scripts/test` gives it).
"""

import os
from collections.abc import Iterator

import pytest
from support.solr import REAL, SITE, Core, real_packages


@pytest.fixture(scope="session")
def core() -> Iterator[Core]:
    url = os.environ.get("GOVOPEN_TEST_SOLR_URL")
    if not url:
        pytest.fail(
            "GOVOPEN_TEST_SOLR_URL is not set: start a core as the header of docker/solr/Launcher.java says and set it "
            "to http://127.0.0.1:PORT/solr/ckan",
            pytrace=False,
        )
    core = Core(url)
    core.clear()
    yield core
    core.clear()


@pytest.fixture(scope="session")
def real(core: Core) -> str:
    """Site of the real records: 640000_ningxia, and the other two files as distractors."""
    if not (REAL / "640000_ningxia.jsonl").exists():
        pytest.skip(f"the real catalogue records are not in {REAL}")
    site = f"{SITE}-real"
    packages = [package for path in sorted(REAL.glob("*.jsonl")) for package in real_packages(path)]
    core.add(site, packages)
    return site
