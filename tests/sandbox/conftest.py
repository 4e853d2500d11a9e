"""The sandbox of the repository."""

import pytest

from sandbox.catalogue.topics import Library, load_library
from sandbox.files.recipes import Recipe, load_recipes
from sandbox.start import assemble
from tests.sandbox.client import CONFIG, Client
from tests.sandbox.family import FAMILIES


@pytest.fixture
def client() -> Client:
    """A fresh sandbox: what a test changes in it ends with the test."""
    return Client(assemble(CONFIG))


@pytest.fixture(scope="session")
def library() -> Library:
    """The topics and words of the repository."""
    return load_library(CONFIG)


@pytest.fixture(scope="session")
def recipes() -> dict[str, Recipe]:
    """The recipes of the repository."""
    return load_recipes(CONFIG / "data" / "recipes.yml")


@pytest.fixture(scope="session")
def shared() -> Client:
    """One sandbox for the tests that only read."""
    return Client(assemble(CONFIG))


@pytest.fixture(scope="session")
def families() -> Client:
    """One small portal a family, for the tests that only read."""
    return Client(assemble(CONFIG, plans=[FAMILIES]))


@pytest.fixture
def own_families() -> Client:
    """The same for a test that sets switches."""
    return Client(assemble(CONFIG, plans=[FAMILIES]))
