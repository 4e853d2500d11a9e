"""The connection to the portal's Redis."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from ckanext.govopen.harvest import notify
from ckanext.govopen.model import Run
from ckanext.govopen.model import redis as shared


@pytest.fixture
def silent(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setitem(ckan_config, "ckan.redis.url", f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        monkeypatch.setattr(shared, "ANSWER", 0.05)
        shared.connection.cache_clear()
        yield
        shared.connection.cache_clear()


@pytest.mark.usefixtures("silent")
class TestSilent:
    """Nobody waits for it without end."""

    def test_given_up(self) -> None:
        """The call fails when its time is over."""
        with pytest.raises(redis.TimeoutError):
            shared.connection().ping()

    def test_link(self, caplog: pytest.LogCaptureFixture) -> None:
        """A link does without it, and then asks it no more for a while; the log says so once."""
        link, calls = shared.Link("away: %s", "back"), list[int]()
        for number in range(3):
            assert link.run(lambda number=number: calls.append(number) or shared.connection().ping()) is None
        assert calls == [0]
        assert [record.message.split(":")[0] for record in caplog.records] == ["away"]

    def test_what_was_told(self) -> None:
        """The end of a run is held up no longer."""
        with pytest.raises(redis.TimeoutError):
            notify.is_new(Run(id="1", state="failed"))
