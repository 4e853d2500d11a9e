"""A portal with its plugins on empty databases, an empty index and empty queues."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from ckan import model, plugins
from ckan.tests import factories, helpers
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
def with_plugins(ckan_config: Any) -> None:
    """The plugins of test.ini.

    They stay loaded from one test to the next: CKAN's own fixture loads and unloads them around each, which takes longer
    than most tests. The options, which CKAN takes back after each test as well, are those of loaded plugins.
    """
    if plugins.plugin_loaded("govopen"):
        plugins.get_plugin("govopen").configure(ckan_config)
    else:
        plugins.load_all()


@pytest.fixture(scope="session")
def application() -> Callable[[], Any]:
    """The portal's web application, made when the first test asks for it: it takes as long as to load the plugins."""
    return functools.cache(lambda: helpers._get_test_app().app)


@pytest.fixture
def app(application: Callable[[], Any], make_app: Any) -> Any:
    """A visitor of the web application, who has no cookie yet."""
    return helpers.CKANTestApp(application())


@pytest.fixture
def clean_db(reset_db: Callable[[], None]) -> None:
    """The tables without rows. CKAN makes them before the first test; then it would take two questions a table."""
    if not model.repo.tables_created_and_initialised:
        reset_db()
        return
    orm.close_all_sessions()
    with model.meta.engine.begin() as connection:
        known = sa.inspect(connection).get_table_names()
        names = [table.name for table in reversed(model.repo.metadata.sorted_tables) if table.name in known]
        connection.execute(sa.text(";".join(f'DELETE FROM "{name}"' for name in names if name != "alembic_version")))


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
