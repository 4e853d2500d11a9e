"""Who is told of runs: once, by a job, with a signature, and never at the cost of the run."""

import hashlib
import hmac
import http.server
import json
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen import jobs
from ckanext.govopen.harvest import notify
from ckanext.govopen.model import Run, clock

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")

QUEUE = "harvest"
Set = Callable[..., None]


class Receiver(http.server.BaseHTTPRequestHandler):
    """A webhook that keeps what it is sent."""

    status = 200

    def do_POST(self) -> None:
        """Keep the request, and answer as the test wants."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[Any]:
    """A webhook on loopback: `url`, `got`."""
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.url = [], f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
    Receiver.status = 200


@pytest.fixture
def setting(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets options of notifications."""

    def put(**values: Any) -> None:
        for name, value in values.items():
            monkeypatch.setitem(ckan_config, f"ckanext.govopen.notify_{name}", value)

    return put


def ended(state: str, *, kind: str = "full", ago: int = 0, **values: Any) -> Run:
    """A run that has just ended so."""
    start = clock.now() - timedelta(minutes=ago)
    run = Run(portal="640000_ningxia", kind=kind, state=state, started=start, finished=start, **values)
    model.Session.add(run)
    model.Session.commit()
    return run


def events() -> list[tuple[str, str]]:
    """Receiver and event of the jobs that wait."""
    return [(job.args[0], job.args[1]["event"]) for job in kit.queued(QUEUE) if job.func is notify.deliver]


class TestWhen:
    """Which ends of runs are told."""

    @pytest.mark.parametrize(("state", "told"), [("failed", True), ("waiting", True), ("partial", False), ("complete", False)])
    def test_states(self, setting: Set, state: str, told: bool) -> None:
        """Failed and waiting runs are told unless the settings say otherwise; a complete one is no news."""
        setting(mail=["a@example.com"])
        notify.finished(ended(state))
        assert events() == ([("a@example.com", state)] if told else [])

    def test_chosen(self, setting: Set) -> None:
        """The settings choose the events."""
        setting(mail=["a@example.com"], on=["partial"])
        notify.finished(ended("failed"))
        notify.finished(ended("partial"))
        assert events() == [("a@example.com", "partial")]

    def test_recovered(self, setting: Set) -> None:
        """The first complete run after a failed one is told, the next one is not."""
        setting(mail=["a@example.com"])
        ended("failed", ago=3)
        notify.finished(ended("complete", ago=2))
        notify.finished(ended("complete", ago=1))
        assert events() == [("a@example.com", "recovered")]

    def test_silent_trouble_has_no_recovery(self, setting: Set) -> None:
        """Nobody hears that a trouble is over of which he did not hear."""
        setting(mail=["a@example.com"], on=["waiting", "recovered"])
        ended("failed", ago=2)
        notify.finished(ended("complete", ago=1))
        assert events() == []

    @pytest.mark.parametrize("kind", ["dry", "record"])
    def test_full_runs_alone(self, setting: Set, kind: str) -> None:
        """A run that somebody started to look at one thing speaks for no portal."""
        setting(mail=["a@example.com"])
        notify.finished(ended("failed", kind=kind))
        assert events() == []

    def test_once(self, setting: Set) -> None:
        """One state of a run is told once, a later state again."""
        setting(mail=["a@example.com"])
        run = ended("waiting")
        notify.finished(run)
        notify.finished(run)
        run.state = "failed"
        notify.finished(run)
        assert [event for _, event in events()] == ["waiting", "failed"]

    def test_nobody(self) -> None:
        """Without settings nothing is queued."""
        notify.finished(ended("failed"))
        assert kit.queued(QUEUE) == []

    def test_queue_away(self, setting: Set, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        """A queue that is away costs the message, not the run."""

        def away(*_: Any, **__: Any) -> None:
            raise redis.ConnectionError

        setting(mail=["a@example.com"])
        monkeypatch.setattr(notify.tk, "enqueue_job", away)
        run = ended("failed")
        with caplog.at_level(logging.WARNING):
            notify.finished(run)
        assert kit.queued(QUEUE) == []
        assert [message for message in caplog.messages if f"nobody was told of run {run.id}" in message]

    def test_end_of_a_run(self, setting: Set, source: type[kit.Source], tmp_path: Path) -> None:
        """The engine tells of its runs by itself, with the reason."""
        setting(mail=["a@example.com"])
        portal = kit.portal(tmp_path)
        source.records, source.exit = [kit.record(1)], 4
        run, code = jobs.run_harvest(portal, lambda run: None)
        assert (code, run.state) == (4, "failed")
        assert events() == [("a@example.com", "failed")]
        (job,) = [job for job in kit.queued(QUEUE) if job.func is notify.deliver]
        assert job.retries_left == len(notify.PAUSES)
        assert job.args[1]["reason"] == run.error


class TestWebhook:
    """What is posted."""

    def test_message(self, setting: Set, hook: Any) -> None:
        """It tells event, portal, run, state, reason, counters and address, and no personal number."""
        setting(webhook=hook.url)
        run = ended("waiting", held=30, created=2, error="电话 13800138000", fault="portal")
        notify.finished(run)
        kit.work(QUEUE)
        ((path, headers, body),) = hook.got
        message = json.loads(body)
        assert path == "/hook"
        assert headers["Content-Type"] == "application/json"
        assert (message["event"], message["portal"], message["run"]) == ("waiting", "640000_ningxia", run.id)
        assert (message["counters"]["held"], message["counters"]["created"]) == (30, 2)
        assert message["url"] == f"{tk.config['ckan.site_url']}/portal/640000_ningxia/run/{run.id}"
        assert "13800138000" not in body.decode()
        assert notify.SIGNATURE not in headers

    def test_signed(self, setting: Set, hook: Any) -> None:
        """With a secret the receiver can tell that the message is ours."""
        setting(webhook=hook.url, secret="口令 s3cret")
        notify.finished(ended("failed"))
        kit.work(QUEUE)
        ((_, headers, body),) = hook.got
        expected = hmac.new("口令 s3cret".encode(), body, hashlib.sha256).hexdigest()
        assert headers[notify.SIGNATURE] == f"sha256={expected}"

    @pytest.mark.parametrize("status", [302, 307, 400, 503])
    def test_refused(self, hook: Any, status: int) -> None:
        """An error or a redirect fails the job, so that the queue tries again; no redirect is followed."""
        Receiver.status = status
        with pytest.raises(OSError, match=str(status)):
            notify.deliver(hook.url, {"event": "failed"}, "", "")
        assert [path for path, _, _ in hook.got] == ["/hook"]

    def test_unreachable(self) -> None:
        """So does a webhook that is away."""
        with pytest.raises(notify.httpx.HTTPError):
            notify.deliver("http://127.0.0.1:9/hook", {"event": "failed"}, "", "")


class TestMail:
    """What is mailed."""

    def test_text(self, setting: Set, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each address gets a mail whose subject says what happened where, with the address to go to."""
        sent: list[tuple[Any, ...]] = []
        monkeypatch.setattr(notify.mailer, "mail_recipient", lambda *args: sent.append(args))
        monkeypatch.setitem(tk.config, "smtp.mail_from", "portal@example.gov.cn")
        setting(mail=["a@example.com", "b@example.com"])
        run = ended("waiting", held=30, error="30 of 40 datasets are no longer listed", fault="portal")
        notify.finished(run)
        kit.work(QUEUE)
        assert [args[1] for args in sent] == ["a@example.com", "b@example.com"]
        _, _, subject, text = sent[0]
        assert "宁夏" in subject
        assert "30" in subject
        assert "30 of 40" in text
        assert text.endswith(f"/portal/640000_ningxia/run/{run.id}")
