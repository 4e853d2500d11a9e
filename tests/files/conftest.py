"""Files written for one test, opened and closed again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.profile import opened

Profile = Callable[..., FileProfile]


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    """A function from a name and bytes (or text, as UTF-8) to the profile, open until the test ends."""
    with ExitStack() as stack:

        def make(name: str, content: bytes | str, declared: str | None = None) -> FileProfile:
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            return stack.enter_context(opened(path, declared=declared))

        yield make
