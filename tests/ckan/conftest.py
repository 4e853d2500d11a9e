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
from ckanext.govopen import config
from ckanext.govopen.bulk import connection
from ckanext.govopen.logic import departments, filled
from ckanext.govopen.logic.action import rule_page, stats
from ckanext.govopen.model import Run
from ckanext.govopen.national import data
from ckanext.govopen.usage import shown

from harvesters import base
from tests.ckan import kit


@pytest.fixture
def open_gate() -> None:
    """The index is asked, whatever it was that the last test took away."""
    connection.gate.open()


@pytest.fixture
def with_plugins(ckan_config: Any, reset_storages: Callable[[], None]) -> None:
    """The plugins of test.ini.

    They stay loaded from one test to the next: CKAN's own fixture loads and unloads them around each, which takes longer
    than most tests. The options, which CKAN takes back after each test as well, are those of loaded plugins. Storages and
    data are those that the options name, whatever a test put in their place.
    """
    if not plugins.plugin_loaded("govopen"):
        plugins.load_all()
    if data.overlaid() != config.config_dir():
        data.use(config.config_dir())
    reset_storages()


@pytest.fixture(scope="session")
def application() -> Callable[[], Any]:
    """The portal's web application, made when the first test asks for it: it takes as long as to load the plugins."""
    return functools.cache(lambda: helpers._get_test_app().app)


@pytest.fixture
def app(application: Callable[[], Any], make_app: Any, reset_storages: Callable[[], None]) -> Any:
    """A visitor of the web application, who has no cookie yet; files lie where the test wants them."""
    reset_storages()
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
def nothing_kept() -> None:
    """Nothing is remembered of another test's databases."""
    kit.anew(departments, filled, rule_page, shown, stats)


@pytest.fixture
def govopen(
    nothing_kept: None,
    open_gate: None,
    with_plugins: None,
    clean_db: None,
    clean_index: None,
    clean_queues: None,
    migrate_db_for: Callable[[str], None],
) -> None:
    """The portal, empty."""
    # CKAN drops all tables before the first test, and makes its own anew; later it only empties them.
    if not sa.inspect(model.meta.engine).has_table(Run.__tablename__):
        migrate_db_for("govopen")


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
