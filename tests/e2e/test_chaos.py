"""Runs whose workers and servers are killed again and again end as if nothing had happened.

Two simulated portals are read over and over, each time under another code, while at twenty seeded points, counted in
requests that they were asked, a process is killed. Nobody repairs anything: the supervisor starts what died, and the
scheduler takes up what was broken off. In the end every portal equals the one that was read in peace.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg2
import psycopg2.extras
import pytest
from e2e import kill
from support.client import ROOT, Portal
from support.simulated import Simulated, serving

SEED = 20
KILLS = 5
"""Of each kind."""
KINDS = ("worker", "postgres", "redis", "solr")
SIZES = {"chongqing": 1500, "guizhou": 400}
"""A family whose listing says all, and one that is asked for each record."""
SLOW = {"chongqing": 1.5, "guizhou": 0.4}
"""Seconds that an answer takes, so that a run lasts."""
FEWEST, MOST = {"chongqing": 1, "guizhou": 1}, {"chongqing": 4, "guizhou": 40}
"""Requests between one recovery and the next kill."""
PATIENCE = 120
RUNS = "SELECT * FROM govopen_run WHERE portal = ANY(%s) ORDER BY started"
COUNTERS = ("created", "updated", "unchanged", "failed", "skipped", "removed", "revived", "held", "listed", "duplicates")


def wait_for(condition: Callable[[], Any], what: str) -> None:
    """Poll until the condition holds; fail when the bound is passed."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.1)


class Database:
    """The instance's database, asked anew each time because it is one of the victims."""

    def __init__(self, portal: Portal) -> None:
        self._address = portal.facts["database_url"]

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of a query; raises `psycopg2.OperationalError` while the server is away."""
        connection = psycopg2.connect(self._address, cursor_factory=psycopg2.extras.RealDictCursor)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                return [dict(row) for row in cursor.fetchall()]
        finally:
            connection.close()

    def runs(self, codes: list[str]) -> dict[str, dict[str, Any]] | None:
        """The newest run of each portal; None while the server is away."""
        try:
            return {row["portal"]: row for row in self.rows(RUNS, codes)}
        except psycopg2.Error:
            return None


class Chaos:
    """The runs that are disturbed, and how often they were."""

    def __init__(self, portal: Portal, simulated: Simulated, token: str) -> None:
        self.portal, self.simulated, self.token = portal, simulated, token
        self.database = Database(portal)
        self.dice = random.Random(SEED)
        self.kinds = list(KINDS) * KILLS
        self.dice.shuffle(self.kinds)
        self.codes: dict[str, str] = {}
        """The slug of each portal by its code."""
        self.told: list[str] = []

    def run(self) -> None:
        """Kill until the list is done; then let the runs end in peace."""
        self.begin()
        while self.kinds:
            if not self.open():
                self.begin()
            self.disturb(self.kinds.pop())
        self.slow(0)
        wait_for(lambda: self.open() == {}, f"the end of the runs after {self.told}")

    def begin(self) -> None:
        """Have the workers read both portals under new codes."""
        self.slow(1)
        number = len(self.codes) // len(SIZES)
        for slug in SIZES:
            code = f"sandbox_chaos_{slug}_{number}"
            self.simulated.write(self.portal.file.parent / "config" / "portals", slug, code)
            self.portal.api("govopen_run_create", token=self.token, portal=code)
            self.codes[code] = slug

    def slow(self, factor: float) -> None:
        """How long the portals take to answer."""
        for slug, seconds in SLOW.items():
            self.simulated.switch(slug, slow=factor * seconds)

    def open(self) -> dict[str, dict[str, Any]] | None:
        """The runs that have not ended; None while nobody knows."""
        runs = self.database.runs(list(self.codes))
        return runs and {code: run for code, run in runs.items() if not run["finished"]}

    def disturb(self, kind: str) -> None:
        """Wait for a point in a run, kill, and wait until all goes on."""
        point = {slug: self.simulated.asked[slug] + self.dice.randint(FEWEST[slug], MOST[slug]) for slug in SIZES}
        moment = self.dice.random()
        wait_for(lambda: not self.open() or any(self.simulated.asked[slug] >= point[slug] for slug in SIZES), "requests")
        time.sleep(moment)  # anywhere between two requests
        before = self.open() or {}
        if not any(run["owner"] for run in before.values()):
            self.kinds.append(kind)  # the runs have just ended
            return
        self.told.append(self.kill(kind, before))
        wait_for(lambda: self.goes_on(before), f"going on after {self.told}")

    def kill(self, kind: str, runs: dict[str, dict[str, Any]]) -> str:
        """Kill one process; which."""
        if kind == "worker":
            owner = self.dice.choice(sorted(run["owner"] for run in runs.values() if run["owner"]))
            return kill.worker(int(owner.split(":")[1]), self.dice)
        victim = self.portal.pids()[kind]
        kill.kill(victim)
        wait_for(lambda: self.portal.pids().get(kind) not in {victim, None, 0}, f"{kind} to be started again")
        return kind

    def goes_on(self, before: dict[str, dict[str, Any]]) -> bool:
        """Whether every run has got something done since, or has ended."""
        now = self.open()
        return now is not None and all(code not in now or now[code]["listed"] > run["listed"] for code, run in before.items())


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    """The portals, larger than their plans have them."""
    folder = tmp_path_factory.mktemp("plans")
    for slug, size in SIZES.items():
        plan = (ROOT / "tests" / "sandbox" / "families" / f"{slug}.yml").read_text().splitlines()
        (folder / f"{slug}.yml").write_text("\n".join(f"size: {size}" if line.startswith("size:") else line for line in plan))
    with serving(folder) as simulated:
        yield simulated


@pytest.fixture(scope="module")
def calm(portal: Portal, simulated: Simulated, admin_token: str) -> Iterator[dict[str, str]]:
    """The code of each portal as it was read in peace, by its slug. All that was harvested is taken out in the end."""
    folder = portal.file.parent / "config" / "portals"
    codes = {slug: simulated.write(folder, slug, f"sandbox_calm_{slug}").stem for slug in SIZES}
    done = portal.script("ckan", "govopen", "harvest", *codes.values(), "--wait")
    assert done.returncode == 0, done.stderr[-2000:]
    yield codes
    files = [*folder.glob("sandbox_calm_*.yml"), *folder.glob("sandbox_chaos_*.yml")]
    take_out(portal, simulated, admin_token, [file.stem for file in files])
    for file in files:
        file.unlink()


def take_out(portal: Portal, simulated: Simulated, token: str, codes: list[str]) -> None:
    """Have the portals list nothing any more, and approve what follows from that."""
    for slug in SIZES:
        simulated.switch(slug, reset=True, shown=0)
    runs = [portal.api("govopen_run_create", token=token, portal=code)["id"] for code in codes]
    for run in runs:
        wait_for(lambda run=run: portal.api("govopen_run_show", token=token, id=run)["finished"], "a listing of nothing")
        portal.api("govopen_run_approve", token=token, id=run)


@pytest.fixture(scope="module")
def chaos(portal: Portal, simulated: Simulated, calm: dict[str, str], admin_token: str) -> Chaos:
    """The same portals, their runs disturbed."""
    chaos = Chaos(portal, simulated, admin_token)
    chaos.run()
    wait_for(lambda: not chaos.database.rows("SELECT 1 FROM govopen_outbox"), "the index to be told")
    httpx.get(f"{portal.facts['solr_url']}/update", params={"commit": "true"}, timeout=60).raise_for_status()  # else in 5 s
    return chaos


DATASETS = """
    SELECT p.extras->>'source_id' AS source_id, p.title, p.notes, p.url, p.state, p.type, p.owner_org, p.license_id,
        p.private, p.extras::jsonb - 'source_portal' AS extras,
        (SELECT jsonb_agg(to_jsonb(r) - ARRAY['id', 'package_id', 'created', 'metadata_modified'] ORDER BY r.position)
            FROM resource r WHERE r.package_id = p.id AND r.state = 'active') AS resources,
        (SELECT array_agg(t.name ORDER BY t.name) FROM package_tag pt JOIN tag t ON t.id = pt.tag_id
            WHERE pt.package_id = p.id AND pt.state = 'active') AS tags,
        (SELECT count(*) FROM member m WHERE m.table_id = p.id AND m.state = 'active') AS members,
        h.hash, h.raw, h.state AS record_state, h.twin_key, (h.package_id = p.id) AS tied
    FROM package p LEFT JOIN govopen_record h ON h.portal = p.extras->>'source_portal' AND h.source_id = p.extras->>'source_id'
    WHERE p.extras->>'source_portal' = %s ORDER BY 1, p.id
"""
OWN = ("id", "name", "metadata_created", "metadata_modified", "source_portal", "duplicate_of", "revision_id")
"""What two readings of a portal differ in."""


def indexed(portal: Portal, code: str) -> list[dict[str, Any]]:
    """What a search finds of a portal, in the order of the source's ids."""
    found: list[dict[str, Any]] = []
    while page := portal.api("package_search", fq=f"source_portal:{code}", rows=1000, start=len(found), sort="name asc")[
        "results"
    ]:
        found += page
    return sorted((plain(package) for package in found), key=lambda package: package["source_id"])


def plain(package: dict[str, Any]) -> dict[str, Any]:
    """A dataset without what two readings differ in."""
    kept = {key: value for key, value in package.items() if key not in OWN}
    kept["resources"] = [
        {key: value for key, value in one.items() if key not in {*OWN, "package_id", "created"}} for one in kept["resources"]
    ]
    kept["tags"] = sorted(tag["name"] for tag in kept["tags"])
    return kept


def test_every_kind_was_killed(chaos: Chaos) -> None:
    """Twenty kills, five of each server and five of workers in their shapes."""
    assert len(chaos.told) == KILLS * len(KINDS)
    assert {kind: chaos.told.count(kind) for kind in KINDS[1:]} == dict.fromkeys(KINDS[1:], KILLS)


def test_datasets_are_those_of_a_calm_run(chaos: Chaos, calm: dict[str, str]) -> None:
    """Rows of datasets, resources, tags, memberships and records are the same, each dataset once."""
    for slug, code in calm.items():
        expected = chaos.database.rows(DATASETS, code)
        assert len(expected) == len({row["source_id"] for row in expected}) == chaos.simulated.size(slug)
        assert all(row["tied"] for row in expected)
        for disturbed in (one for one, of in chaos.codes.items() if of == slug):
            assert chaos.database.rows(DATASETS, disturbed) == expected, disturbed


def test_index_is_that_of_a_calm_run(chaos: Chaos, calm: dict[str, str]) -> None:
    """A search finds every dataset once, and as it is stored."""
    for slug, code in calm.items():
        expected = indexed(chaos.portal, code)
        assert len(expected) == chaos.simulated.size(slug)
        for disturbed in (one for one, of in chaos.codes.items() if of == slug):
            assert indexed(chaos.portal, disturbed) == expected, disturbed


def test_runs_add_up(chaos: Chaos, calm: dict[str, str]) -> None:
    """Counters and state are those of the calm run, and somebody did go on after the kills."""
    runs = chaos.database.runs([*chaos.codes, *calm.values()])
    assert runs
    for code, slug in chaos.codes.items():
        expected = runs[calm[slug]]
        assert (code, runs[code]["state"]) == (code, expected["state"])
        assert {name: runs[code][name] for name in COUNTERS} == {name: expected[name] for name in COUNTERS}
    assert sum(runs[code]["resumed"] for code in chaos.codes) >= KILLS


def test_nothing_is_left_over(chaos: Chaos) -> None:
    """No lease, no half-done work and no untold dataset remains."""
    rows = chaos.database.rows
    assert rows("SELECT id FROM govopen_run WHERE owner IS NOT NULL OR finished IS NULL") == []
    assert rows("SELECT run_id FROM govopen_seen LIMIT 1") == []
    assert rows("SELECT package_id FROM govopen_outbox LIMIT 1") == []
