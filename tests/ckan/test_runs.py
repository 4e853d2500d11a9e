"""A run that is broken off, taken over, paused or cut into slices ends as an undisturbed one."""

import dataclasses
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ckan import model
from ckanext.govopen import jobs
from ckanext.govopen.harvest import control, hold, portals, run, upkeep
from ckanext.govopen.harvest.lease import Busy
from ckanext.govopen.model import Change, HarvestedRecord, Issue, PortalHealth, Run, Seen, clock
from ckanext.govopen.model.issue import Wanted
from ckanext.govopen.model.run import COUNTERS

from harvesters.portal import Portal
from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen")


@pytest.fixture
def portal(tmp_path: Path, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> Portal:
    """The portal that is harvested: pages and batches of two."""
    source.page_size = 2
    monkeypatch.setattr(run, "BATCH", 2)
    kit.portal(tmp_path)
    return portals.take(tmp_path / "sandbox_example.yml")


class Killed(BaseException):
    """The process is gone at once."""


def work(run_id: str, portal: Portal, *, over: bool = False) -> Run:
    """Work on a run in this process."""
    return run.work(run_id, portal, wake=lambda files: None, progress=lambda run: None, over=lambda: over)


def elsewhere(act: Callable[[], Any]) -> None:
    """Do something in another session, as another process would."""
    act()
    model.Session.remove()


def lapse() -> None:
    """Let the leases of all runs lapse."""
    model.Session.execute(sa.update(Run).values(heartbeat=clock.now() - timedelta(hours=1)))
    model.Session.commit()


def once(number: int, act: Callable[[], Any]) -> Callable[[Any], None]:
    """A hook that does something at its call of that number."""
    calls = iter(range(1, 1_000_000))

    def hook(_: Any) -> None:
        if next(calls) == number:
            elsewhere(act)

    return hook


def counted(done: Run) -> dict[str, int]:
    """What a run did with records, zeros left out."""
    return {name: getattr(done, name) for name in COUNTERS if name not in ("requests", "issues") and getattr(done, name)}


class TestLease:
    """One worker a run, and one run a portal."""

    def test_taken_over(self, portal: Portal, source: type[kit.Source]) -> None:
        """Whoever lost his lease writes nothing more, however late he wakes up."""
        source.records = [kit.record(number) for number in range(6)]
        made = control.create(portal.code)
        thief: list[hold.Hold] = []

        def steal() -> None:
            lapse()
            thief.append(hold.begin(made.id))

        source.before_page = staticmethod(once(3, steal))
        with pytest.raises(hold.Lost):
            work(made.id, portal)
        assert HarvestedRecord.active(portal.code) < 6
        with thief[0].fenced() as mine:
            assert (mine.state, mine.owner) == ("running", thief[0].owner)

    def test_lapsed_is_taken(self, portal: Portal, source: type[kit.Source]) -> None:
        """A run is free when its worker has shown no sign of life for too long, and not before."""
        made = control.create(portal.code)
        hold.begin(made.id)
        with pytest.raises(Busy):
            hold.begin(made.id)
        lapse()
        hold.begin(made.id)

    def test_dead_process(self, portal: Portal) -> None:
        """A worker of this machine that was killed is not waited for."""
        made = control.create(portal.code)
        held = hold.begin(made.id)
        child = subprocess.Popen(["true"])
        child.wait()
        with held.fenced() as mine:
            mine.owner = f"{socket.gethostname()}:{child.pid}:x"
        hold.begin(made.id)

    def test_one_run_a_portal(self, portal: Portal, source: type[kit.Source]) -> None:
        """Another run of the portal waits; when the worker of the first has died, that one is freed to go on later."""
        first, second = control.create(portal.code), control.create(portal.code, "dry")
        hold.begin(first.id)
        with pytest.raises(Busy):
            hold.begin(second.id)
        lapse()
        hold.begin(second.id)
        freed = model.Session.get(Run, first.id, populate_existing=True)
        assert freed is not None
        assert (freed.state, freed.owner, freed.tries) == ("interrupted", None, 1)

    def test_heartbeat(self, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        """While a run is worked on its heart beats, and hears what a person wishes."""
        monkeypatch.setattr(hold.config, "lease_seconds", lambda: 0.05)
        made = control.create(portal.code)
        with hold.begin(made.id) as held:
            model.Session.execute(sa.update(Run).values(wish="pause", heartbeat=clock.now() - timedelta(hours=1)))
            model.Session.commit()
            end = time.monotonic() + 30
            while held.wish is None and time.monotonic() < end:
                held._pulse.join(0.01)
            assert held.wish == "pause"
        fresh = model.Session.get(Run, made.id, populate_existing=True)
        assert fresh is not None
        assert fresh.heartbeat > clock.now() - timedelta(minutes=1)


class TestSlices:
    """Small portals never wait behind giants."""

    def test_slices_add_up(self, portal: Portal, source: type[kit.Source]) -> None:
        """A run in slices of a moment ends as one in one piece, each record asked for once."""
        source.records = [kit.record(number) for number in range(7)]
        made = control.create(portal.code)
        done, slices = work(made.id, portal, over=True), 1
        while done.state == "queued":
            assert done.owner is None
            done, slices = work(made.id, portal, over=True), slices + 1
        assert slices > 1
        assert (done.state, counted(done)) == ("complete", {"created": 7, "listed": 7})
        assert sorted(source.asked) == sorted(record.id for record in source.records)
        assert done.resumed == 0

    def test_queued_behind_the_others(
        self, portal: Portal, source: type[kit.Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After its slice a run waits behind a portal that came later."""
        monkeypatch.setattr(jobs.config, "slice_seconds", lambda: 1e-9)
        source.records = [kit.record(number) for number in range(7)]
        kit.portal(tmp_path, "sandbox_small")
        small = portals.take(tmp_path / "sandbox_small.yml")
        jobs.enqueue_harvest(portal)
        jobs.enqueue_harvest(small)
        first = kit.queued("harvest")[0]
        first.delete()
        first.func(*first.args)
        assert [job.meta["title"] for job in kit.queued("harvest")] == ["harvest sandbox_small", "harvest sandbox_example"]

    def test_nobody_waits(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """A run that no other waits behind is not cut into slices."""
        monkeypatch.setattr(jobs.config, "slice_seconds", lambda: 1e-9)
        source.records = [kit.record(number) for number in range(7)]
        jobs.enqueue_harvest(portal)
        (job,) = kit.queued("harvest")
        job.delete()
        job.func(*job.args)
        assert kit.queued("harvest") == []
        assert Run.latest(portal.code, 1)[0].state == "complete"

    def test_scoring_makes_way(self, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
        """Scoring is over after its slice where a harvest waits, and not before; a queue that is away has nobody waiting."""
        monkeypatch.setattr(jobs.config, "slice_seconds", lambda: 1e-9)
        monkeypatch.setattr(jobs, "LOOK_SECONDS", 0)
        over = jobs.turn(jobs.SCORE_SECONDS)
        assert not over()
        jobs.enqueue_harvest(portal)
        assert over()
        monkeypatch.setattr(jobs.config, "slice_seconds", lambda: 3600)
        assert not jobs.turn(jobs.SCORE_SECONDS)()
        assert jobs.turn(0)()
        monkeypatch.setattr(jobs.tk, "get_job_queue", away)
        assert not over()


def away(*_: Any) -> Any:
    """Redis does not answer."""
    raise redis.ConnectionError


class TestWishes:
    """What people ask of a run."""

    def test_pause_and_resume(self, portal: Portal, source: type[kit.Source]) -> None:
        """A paused run keeps what it has stored and goes on when somebody says so."""
        source.records = [kit.record(number) for number in range(9)]
        made = control.create(portal.code)
        source.before_record = staticmethod(once(3, lambda: control.pause(made.id)))
        assert work(made.id, portal).state == "paused"
        stored = HarvestedRecord.active(portal.code)
        assert 0 < stored < 9
        with pytest.raises(Busy):
            work(made.id, portal)
        assert control.create(portal.code).id == made.id
        control.resume(made.id)
        done = work(made.id, portal)
        assert (done.state, counted(done), done.resumed) == ("complete", {"created": 9, "listed": 9}, 1)

    def test_cancel(self, portal: Portal, source: type[kit.Source]) -> None:
        """A cancelled run keeps what it has stored, removes nothing and is over."""
        source.records = [kit.record(number) for number in range(9)]
        made = control.create(portal.code)
        source.before_record = staticmethod(once(3, lambda: control.cancel(made.id)))
        done = work(made.id, portal)
        assert (done.state, done.removed) == ("cancelled", 0)
        assert 0 < HarvestedRecord.active(portal.code) < 9
        assert model.Session.query(Seen).count() == 0
        for act in (control.pause, control.resume, control.cancel, control.approve, control.reject):
            with pytest.raises(control.Unfit):
                act(made.id)

    def test_nobody_at_work(self, portal: Portal) -> None:
        """A run that waits, or whose worker has died, is held up at once."""
        made = control.create(portal.code)
        assert control.pause(made.id).state == "paused"
        control.resume(made.id)
        hold.begin(made.id)
        assert (control.pause(made.id).state, made.wish) == ("running", "pause")
        lapse()
        assert control.cancel(made.id).state == "cancelled"

    def test_unknown(self) -> None:
        """A run that is not there cannot be decided on."""
        for act in (control.pause, control.resume, control.cancel, control.reject):
            with pytest.raises(control.Unknown):
                act("none")


class TestBrokenOff:
    """Servers and workers that die in the middle."""

    def test_servers_away(self, portal: Portal, source: type[kit.Source]) -> None:
        """A run whose servers are away is no failed portal: it is taken up again after a while."""
        source.records = [kit.record(number) for number in range(5)]
        source.problem = redis.ConnectionError()
        made = control.create(portal.code)
        broken = work(made.id, portal)
        assert (broken.state, broken.fault, broken.error) == ("interrupted", "ours", "ConnectionError")
        source.problem = None
        upkeep.recover()
        (again,) = upkeep.queued()
        done = work(again.id, portal)
        assert (done.state, done.resumed, counted(done)) == ("complete", 1, {"created": 5, "listed": 5})

    def test_given_up(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """A run that never gets on is given up with its reason; the pauses between the tries grow."""
        monkeypatch.setattr(hold, "MOST_TRIES", 3)
        source.problem = redis.ConnectionError()
        made = control.create(portal.code)
        states = []
        for _ in range(4):
            model.Session.execute(sa.update(Run).values(next_try=clock.now()))
            model.Session.commit()
            upkeep.recover()
            states.append(work(made.id, portal).state)
        assert states == ["interrupted"] * 3 + ["failed"]
        assert "4 times" in Run.latest(portal.code, 1)[0].error
        assert [hold.pause(tries).total_seconds() for tries in (1, 2, 3)] == [0, 30, 90]

    @pytest.mark.parametrize("same", [False, True])
    def test_given_up_by_another(self, portal: Portal, ckan_config: Any, monkeypatch: pytest.MonkeyPatch, same: bool) -> None:
        """Whoever finds that a run's worker died once too often, when another run starts or the run itself, ends it as any
        run ends: with a line of the portal's health, no notes of what was done, and told."""
        monkeypatch.setattr(hold, "MOST_TRIES", 0)
        monkeypatch.setitem(ckan_config, "ckanext.govopen.notify_mail", ["a@example.com"])
        dead = control.create(portal.code)
        hold.begin(dead.id)
        Seen.add(dead.id, {"29200/00001": 1})
        lapse()
        if same:
            with pytest.raises(Busy):
                hold.begin(dead.id)
        else:
            hold.begin(control.create(portal.code, "dry").id)
        model.Session.refresh(dead)
        assert (dead.state, dead.owner, dead.finished is None) == ("failed", None, False)
        assert [(health.time, health.complete) for health in model.Session.query(PortalHealth)] == [(dead.finished, False)]
        assert model.Session.query(Seen).count() == 0
        assert [job.args[1]["run"] for job in kit.queued("harvest")] == [dead.id]

    def test_closed_portal(self, portal: Portal, source: type[kit.Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """A portal that closes for the day is gone on with when it opens."""
        source.records = [kit.record(number) for number in range(3)]
        night = dataclasses.replace(portal, http=dataclasses.replace(portal.http, hours="20:00-07:00"))
        closed = run.FetchError("closed", "hours")
        source.before_page = staticmethod(lambda page: (_ for _ in ()).throw(closed) if page == 2 else None)
        done = work(control.create(portal.code).id, night)
        assert (done.state, done.tries) == ("interrupted", 0)
        assert clock.now() < done.next_try < clock.now() + timedelta(days=1)
        assert done.next_try.time().hour == 12  # 20:00 in China

    def test_shifted_listing(self, portal: Portal, source: type[kit.Source]) -> None:
        """What slipped to an earlier page while a run was broken off is not taken for gone."""
        source.records = [kit.record(number) for number in range(10)]
        jobs.run_harvest(portal, str)
        made = control.create(portal.code)
        source.before_page = staticmethod(lambda page: (_ for _ in ()).throw(redis.ConnectionError()) if page == 4 else None)
        assert work(made.id, portal).page == 3
        del source.records[:2]
        source.before_page, source.listed = staticmethod(lambda page: None), []
        control.resume(made.id)
        done = work(made.id, portal)
        assert (done.state, done.removed, done.unchanged) == ("complete", 0, 10)
        assert source.listed == [3, 4, 5, 1, 2, 3]
        done, _ = jobs.run_harvest(portal, str)
        assert (done.removed, done.unchanged) == (2, 8)

    def test_new_entries_that_slipped(self, portal: Portal, source: type[kit.Source]) -> None:
        """A new record that slipped to an earlier page meanwhile is not lost."""
        source.records = [kit.record(number) for number in range(10)]
        made = control.create(portal.code)
        source.before_page = staticmethod(lambda page: (_ for _ in ()).throw(redis.ConnectionError()) if page == 4 else None)
        work(made.id, portal)
        del source.records[0]
        source.before_page = staticmethod(lambda page: None)
        control.resume(made.id)
        assert work(made.id, portal).created == 10
        assert HarvestedRecord.active(portal.code) == 10


class TestKinds:
    """Runs that do less."""

    def test_dry(self, portal: Portal, source: type[kit.Source]) -> None:
        """A dry run tells what would change, and changes nothing."""
        source.records = [kit.record(number) for number in range(4)]
        jobs.run_harvest(portal, str)
        before = kit.found()
        source.records = [kit.record(0, title="改名"), *[kit.record(number) for number in (1, 2, 7)]]
        done, code = jobs.run_harvest(portal, str, "dry")
        counts = {"created": 1, "updated": 1, "unchanged": 2, "removed": 1, "listed": 4}
        assert (code, done.state, counted(done)) == (0, "complete", counts)
        changes = {change["source_id"]: change for change in kit.act("govopen_change_list", run=done.id)["results"]}
        assert {key: change["kind"] for key, change in changes.items()} == {
            "29200/00000": "updated",
            "29200/00007": "created",
            "29200/00003": "removed",
        }
        assert changes["29200/00000"]["fields"] == {"title": ["昆山市学校名录0", "改名"]}
        assert kit.found() == before
        assert Run.last_of_each()[portal.code].kind == "full"

    def test_record(self, portal: Portal, source: type[kit.Source]) -> None:
        """One record is read again, on the page where it stood and then wherever it stands."""
        source.records = [kit.record(number) for number in range(6)]
        jobs.run_harvest(portal, str)
        source.records = [kit.record(number, title=f"新{number}") for number in range(6)]
        source.asked, source.listed = [], []
        done, code = jobs.run_harvest(portal, str, "record", "29200/00004")
        assert (code, done.state, counted(done)) == (0, "complete", {"updated": 1, "listed": 1})
        assert (source.asked, source.listed) == (["29200/00004"], [3])
        assert {package["title"] for package in kit.found().values() if package["title"].startswith("新")} == {"新4"}
        source.records.reverse()
        source.records[1] = kit.record(4, title="再新4")
        assert counted(jobs.run_harvest(portal, str, "record", "29200/00004")[0])["updated"] == 1

    def test_record_that_is_not_listed(self, portal: Portal, source: type[kit.Source]) -> None:
        """A record that the portal does not list is told, and stays as it is."""
        source.records = [kit.record(1), kit.record(2)]
        jobs.run_harvest(portal, str)
        source.records = [kit.record(1)]
        done, code = jobs.run_harvest(portal, str, "record", "29200/00002")
        assert (code, done.state, done.fault) == (4, "failed", "record")
        assert "no longer lists the record 29200/00002" in done.error
        assert len(kit.found()) == 2

    def test_record_that_never_was(self, portal: Portal, source: type[kit.Source]) -> None:
        """Of an id that nobody ever gave nothing is known: it did not vanish."""
        source.records = [kit.record(1)]
        done, code = jobs.run_harvest(portal, str, "record", "nope")
        assert (code, done.state, done.fault, done.issues) == (4, "failed", "record", 1)
        assert "Nothing is known of a record nope" in done.error
        assert done.error == Issue.reason(done.portal, done.id).message


def test_health(portal: Portal, source: type[kit.Source]) -> None:
    """Each run to the end leaves a row on how its portal did."""
    source.records = [kit.record(1)]
    jobs.run_harvest(portal, str)
    source.exit = 4
    jobs.run_harvest(portal, str)
    rows = list(model.Session.scalars(sa.select(PortalHealth).order_by(PortalHealth.time)))
    assert [(row.complete, row.datasets, row.listed, row.fault) for row in rows] == [
        (True, 1, 1, None),
        (False, 1, 1, "portal"),
    ]


def test_thinned(portal: Portal, source: type[kit.Source]) -> None:
    """Old runs go with what they found; the last one of a portal stays with all."""
    source.records = [kit.record(1, theme=("没有这个主题",))]
    first, _ = jobs.run_harvest(portal, str)
    source.records = [kit.record(1, title="改名", theme=("没有这个主题",))]
    last, _ = jobs.run_harvest(portal, str)
    long_ago = clock.now() - timedelta(days=100)
    model.Session.execute(sa.update(Run).values(finished=long_ago))
    upkeep.thin(clock.now())
    assert set(model.Session.scalars(sa.select(Change.run_id))) == {last.id}
    assert set(model.Session.scalars(sa.select(Issue.run_id))) == {last.id}
    assert {one.id for one in Run.latest(portal.code, 5)} == {first.id, last.id}
    model.Session.execute(sa.update(Run).values(finished=clock.now() - timedelta(days=1000)))
    upkeep.thin(clock.now())
    assert [one.id for one in Run.latest(portal.code, 5)] == [last.id]


CATALOGUES = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(["", "新"]), st.booleans()),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)
"""Records by number, with a new title or not, listed twice or not."""


class TestUndisturbed:
    """The law: broken off after whatever batch and taken up again, a run equals an undisturbed one."""

    numbers: Iterator[int] = iter(range(1_000))

    @settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(
        CATALOGUES,
        CATALOGUES,
        st.integers(1, 3),
        st.integers(1, 3),
        st.sets(st.integers(1, 9), min_size=1, max_size=6),
        st.booleans(),
    )
    def test_equal(
        self,
        source: type[kit.Source],
        tmp_path: Path,
        before: Any,
        after: Any,
        page: int,
        batch: int,
        breaks: set[int],
        hard: bool,
    ) -> None:
        """The same records, datasets and counters, whether the worker could still say goodbye or not."""
        source.reset()
        source.page_size = page
        results = []
        for kills in (set(), breaks):
            code = f"sandbox_law_{next(self.numbers)}"
            kit.portal(tmp_path, code)
            portal = portals.take(tmp_path / f"{code}.yml")
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(run, "BATCH", batch)
                found = []
                for catalogue in (before, after):
                    source.records = listing(catalogue)
                    found.append(harvest_with(portal, kills, hard, patch))
                results.append((found, stored(portal)))
        assert results[0] == results[1]


def listing(catalogue: Any) -> list[Any]:
    """The entries of a drawn catalogue."""
    rows = [(kit.record(number, title=f"昆山市学校名录{number}{suffix}"), twice) for number, suffix, twice in catalogue]
    return [record for record, _ in rows] + [record for record, twice in rows if twice]


def harvest_with(portal: Portal, kills: set[int], hard: bool, patch: pytest.MonkeyPatch) -> tuple[str, dict[str, int]]:
    """One run to its end, killed after the transactions of these numbers; its state and counters."""
    left, calls = set(kills), iter(range(1, 1_000))
    publish = run.Harvest._publish

    def deadly(self: run.Harvest, *, last: bool = False) -> None:
        publish(self, last=last)
        number = next(calls)
        if number in left:
            left.discard(number)
            raise Killed

    made = control.create(portal.code)
    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(run.Harvest, "_publish", deadly)
        if hard:
            inner.setattr(run.Harvest, "_broken_off", lambda self, reason: model.Session.remove())
        while True:
            try:
                done = work(made.id, portal)
                break
            except Killed:
                lapse()
                upkeep.recover()
                ended = model.Session.get(Run, made.id, populate_existing=True)
                if ended is not None and ended.finished:
                    done = ended
                    break
    return str(done.state), counted(done) | {"issues": len(Issue.find(Wanted(portal=portal.code, run=done.id), 1000, 0))}


def stored(portal: Portal) -> Any:
    """Records and datasets as they lie in the database and the index, without what differs from run to run."""
    query = sa.select(HarvestedRecord).where(HarvestedRecord.portal == portal.code).order_by(HarvestedRecord.source_id)
    records = [(row.source_id, row.hash, row.state, row.page) for row in model.Session.scalars(query)]
    found = {key: package["title"] for key, package in kit.found(fq=f"source_portal:{portal.code}").items()}
    return records, found
