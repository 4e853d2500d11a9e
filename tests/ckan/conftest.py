"""A portal with its plugins on empty databases, an empty index and empty queues."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories
from ckanext.govopen.bulk import connection
from ckanext.govopen.model import Run
from ckanext.govopen.national import data

from harvesters import base
from tests.ckan import kit


@pytest.fixture
def open_gate() -> None:
    """The index is asked, whatever it was that the last test took away."""
    connection.gate.open()


@pytest.fixture
def govopen(
    open_gate: None,
    with_plugins: None,
    clean_db: None,
    clean_index: None,
    clean_queues: None,
    migrate_db_for: Callable[[str], None],
) -> Iterator[None]:
    """The portal, empty; an operator's folder that a test laid over the defaults is taken off again."""
    # CKAN drops all tables before the first test, and makes its own anew; later it only empties them.
    if not sa.inspect(model.meta.engine).has_table(Run.__tablename__):
        migrate_db_for("govopen")
    yield
    data.use(None)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[kit.Source]]:
    """The platform of every portal: the test fills it with records."""
    monkeypatch.setattr(base, "platforms", lambda: {"oportal": kit.Source})
    kit.Source.reset()
    yield kit.Source
    kit.Source.reset()


@pytest.fixture
def department(govopen: None) -> dict[str, Any]:
    """A department to publish under."""
    made: dict[str, Any] = factories.Organization(name="jiaoyuju", title="昆山市教育局")
    return made


@pytest.fixture
def editor(govopen: None) -> dict[str, Any]:
    """A person who may change the datasets of the department that a test gives them."""
    made: dict[str, Any] = factories.UserWithToken(name="bianji")
    return made


@pytest.fixture
def storage(ckan_config: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploaded files lie during the test."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return tmp_path
