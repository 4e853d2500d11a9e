"""The failure policy of DESIGN §5.3, tried on a small platform of its own and on oportal over loopback."""

import threading
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from harvesters import base
from harvesters.base import MOST_STALE_PAGES, Pages, Platform, Ref
from harvesters.crawl import Crawl
from harvesters.errors import Fault, FetchError, SkipRecord, SourceChanged
from harvesters.issues import BLAME, KINDS, Issue, Issues
from harvesters.listing import AHEAD, MOST_REFS
from harvesters.portal import Assertions, Expected, Http, Portal
from harvesters.record import Record


class NoFetch:
    """Stands for the network where the platform asks nothing."""

    requests = 7

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, make_portal: Callable[..., Portal]) -> Callable[..., Any]:
    """Crawl a listing of ids; errors in the listing are raised there, `fail` gives those of single records."""

    def crawl(
        listing: list[Any], *, fail: dict[str, Exception] | None = None, limit: int | None = None, **portal: Any
    ) -> tuple[list[str], list[Issue], Crawl]:
        class Listing(Platform):
            def refs(self, start: int = 1) -> Iterator[Ref]:
                for entry in listing:
                    if isinstance(entry, Exception):
                        raise entry
                    if isinstance(entry, int):
                        self.total = entry
                    else:
                        yield Ref(entry)

            def record(self, ref: Ref) -> Record:
                if ref.id in (fail or {}):
                    raise (fail or {})[ref.id]
                return Record(id=ref.id, url="u", title=ref.id)

        monkeypatch.setattr(base, "platforms", lambda: {"oportal": Listing})
        issues: list[Issue] = []
        made = Crawl(make_portal(**portal), emit=issues.append, limit=limit, fetch=NoFetch())  # type: ignore[arg-type]
        return [record.id for record in made], issues, made

    return crawl


def kinds(issues: list[Issue]) -> list[str]:
    return [issue.kind for issue in issues]


def test_a_whole_listing(run: Any) -> None:
    """Everything read: exit 0, in the order of the listing."""
    ids = [str(number) for number in range(100)]
    found, issues, crawl = run([100, *ids], http={"concurrency": 8})
    assert (found, issues, crawl.exit_code) == (ids, [], 0)
    summary = crawl.summary
    assert (summary.records, summary.duplicates, summary.skipped, summary.issues, summary.requests) == (100, 0, 0, 0, 7)
    assert summary.complete


def test_repeated_entries_are_duplicates_not_skipped(run: Any) -> None:
    """Each id is read once; the listing's own total counts all entries."""
    found, issues, crawl = run([4, "a", "b", "a", "a"])
    assert (found, crawl.summary.duplicates, crawl.summary.skipped, crawl.exit_code) == (["a", "b"], 2, 0, 0)
    assert kinds(issues) == ["duplicate", "duplicate"]


@pytest.mark.parametrize(
    "error",
    [SkipRecord("no title"), FetchError("busy", "503"), FetchError("login", "sso"), FetchError("in-band", "code 500"),
     FetchError("wall", "412"), FetchError("address", "10.0.0.1")],
)  # fmt: skip
def test_a_record_that_fails_is_skipped(run: Any, error: Exception) -> None:
    """The others are read; exit 3; the issue names the record and the reason."""
    found, issues, crawl = run(["a", "b", "c"], fail={"b": error})
    assert (found, crawl.summary.skipped, crawl.summary.complete, crawl.exit_code) == (["a", "c"], 1, True, 3)
    assert [(issue.kind, issue.where, issue.level) for issue in issues] == [("skipped", "b", "error")]
    assert str(error) in issues[0].message


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FetchError("busy", "503"), "unreachable"),
        (FetchError("wall", "412"), "wall"),
        (FetchError("login", "sso"), "login"),
        (FetchError("robots", "/catalog"), "robots"),
        (FetchError("closed", "hours"), "closed"),
        (SourceChanged("other markup"), "source-changed"),
    ],
)
def test_a_listing_that_fails_ends_the_crawl(run: Any, error: Exception, kind: str) -> None:
    """What was read is kept, nothing is complete, exit 4."""
    found, issues, crawl = run(["a", "b", error, "c"], assertions=Assertions(minimum=100))
    assert (found, crawl.summary.complete, crawl.exit_code) == (["a", "b"], False, 4)
    assert kinds(issues) == [kind]


@pytest.mark.parametrize("error", [SourceChanged("other markup"), FetchError("closed", "hours")])
def test_what_is_no_fault_of_one_record_stops_all(run: Any, error: Exception) -> None:
    """A changed source and closing time end the crawl from a record too."""
    found, _, crawl = run(["a", "b", "c"], fail={"b": error}, http={"concurrency": 1})
    assert (found, crawl.summary.complete, crawl.exit_code) == (["a"], False, 4)


@pytest.mark.parametrize(
    ("assertions", "code"),
    [(Assertions(minimum=4), 4), (Assertions(maximum=2), 4), (Assertions(minimum=3, maximum=3), 0)],
)
def test_assertions(run: Any, assertions: Assertions, code: int) -> None:
    """A broken bound ends with 4 and an issue, with everything read."""
    found, issues, crawl = run(["a", "b", "c"], assertions=assertions)
    assert (len(found), crawl.exit_code, kinds(issues)) == (3, code, ["assertion"] if code else [])


def test_totals_warn(run: Any) -> None:
    """A large difference from what was once seen, and any from what the listing says, is worth a line."""
    _, issues, crawl = run([5, "a", "b"], expected=Expected(datasets=100, on="2023"))
    assert (kinds(issues), crawl.exit_code) == (["listing-total", "expected-total"], 0)
    _, issues, _ = run(["a", "b"], expected=Expected(datasets=2))
    assert issues == []


def test_a_limit_ends_early_without_a_word(run: Any) -> None:
    """N records are N, skipped ones not counted; nothing is said of totals or bounds."""
    fail = {"b": SkipRecord("x")}
    found, issues, crawl = run(list("abcdef"), fail=fail, limit=3, assertions=Assertions(minimum=6), http={"concurrency": 1})
    assert (found, crawl.exit_code, crawl.summary.complete) == (["a", "c", "d"], 3, False)
    assert kinds(issues) == ["skipped"]


def test_a_bug_is_not_hidden(run: Any) -> None:
    """What is neither the portal's nor the record's fault is raised."""
    with pytest.raises(KeyError):
        run(["a"], fail={"a": KeyError("oops")})


@pytest.mark.parametrize(
    ("http", "kind", "said"),
    [
        ({"verify": False}, "unverified", "certificate"),
        ({"legacy_tls": True}, "legacy-tls", "outdated encryption"),
        ({"allow_hosts": ("a.test", "10.0.0.1:80")}, "allow-hosts", "a.test, 10.0.0.1:80"),
        ({"user_agent": "Mozilla/5.0"}, "user-agent", "Mozilla/5.0"),
    ],
)
def test_unsafe_settings_are_shown(run: Any, http: dict[str, Any], kind: str, said: str) -> None:
    """A portal that is read with less care than others says so in every run."""
    _, issues, crawl = run(["a"], http=http)
    assert (kinds(issues), crawl.summary.issues, crawl.exit_code) == ([kind], 1, 0)
    assert (issues[0].level, issues[0].data["fault"]) == ("info", "ours")
    assert said in issues[0].message


@pytest.mark.parametrize("kind", ["closed", "resting"])
def test_what_concerns_the_portal_is_said_once(run: Any, kind: str) -> None:
    """The listing ends by it while records are being read that end by it too: one issue, exit 4."""
    error = FetchError(kind, "x")
    found, issues, crawl = run(["a", "b", error], fail={"a": error, "b": error}, http={"concurrency": 2})
    assert (found, len(issues), crawl.exit_code) == ([], 1, 4)


def test_every_issue_says_whose_fault_it_is(run: Any, make_portal: Any) -> None:
    """The class of the error where there is one, else that of the kind of issue; each is one of four."""
    fail = {"a": FetchError("unreachable", "x"), "b": FetchError("missing", "x"), "c": SkipRecord("x")}
    _, issues, _ = run(["a", "b", "c", "d", "d"], fail=fail, http={"concurrency": 1})
    assert sorted((issue.kind, issue.data["fault"]) for issue in issues) == [
        ("duplicate", "portal"),
        ("skipped", "network"),
        ("skipped", "record"),
        ("skipped", "record"),
    ]
    noted: list[Issue] = []
    facts = dict.fromkeys(("label", "field", "value", "reason", "part", "hours", "found", "expected", "on", "bound", "limit"))
    for kind in KINDS:
        Issues(make_portal(), noted.append).info(kind, **facts, hosts="h", name="n")
    assert {issue.data["fault"] for issue in noted} <= set(get_args(Fault))
    assert BLAME.keys() <= KINDS.keys()


def test_the_window_is_bounded(monkeypatch: pytest.MonkeyPatch, make_portal: Callable[..., Portal]) -> None:
    """The listing is not read far ahead of what the consumer takes."""
    listed = 0

    class Long(Platform):
        def refs(self, start: int = 1) -> Iterator[Ref]:
            nonlocal listed
            for number in range(1_000_000):
                listed += 1
                yield Ref(str(number))

        def record(self, ref: Ref) -> Record:
            return Record(id=ref.id, url="u", title="t")

    monkeypatch.setattr(base, "platforms", lambda: {"oportal": Long})
    portal = make_portal(http={"concurrency": 3})
    records = iter(Crawl(portal, emit=print, fetch=NoFetch()))  # type: ignore[arg-type]
    for _ in range(10):
        next(records)
    records.close()  # type: ignore[attr-defined]
    # The chunk that is worked on, those that wait, and the one that the reader of the listing holds.
    assert listed <= (AHEAD + 2) * MOST_REFS + 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(portal.code)]


def test_pages_that_turn_in_a_circle() -> None:
    """The same page twice, or many pages without a new entry, are no listing."""
    pages = Pages()
    pages.add(["a", "b"], rows=2)
    with pytest.raises(SourceChanged, match="repeats a page after 2"):
        pages.add(["a", "b"], rows=2)
    pages = Pages()
    for number in range(4 + MOST_STALE_PAGES - 1):
        pages.add([str(number % 4)], rows=1)
    with pytest.raises(SourceChanged, match="circle"):
        pages.add(["0", "1"], rows=2)


def listing(*ids: str, total: int | None = None) -> str:
    head = f"<div class='top-title'><span>{total}</span></div>" if total is not None else ""
    rows = "".join(f"<li><input name=catalogidinput value={one}><div class=cata-title><a>{one}</a></div></li>" for one in ids)
    inner = f"{head}<div class='bottom-content'><ul>{rows}</ul></div>"
    return f"<html><body><div class='right-content-catalog'>{inner}</div></body></html>"


@pytest.fixture
def oportal(server: Any, reply: Any, make_portal: Any, make_fetch: Any) -> Callable[..., Any]:
    """Crawl an oportal server whose listing pages are given, for three records a and b and c."""

    def crawl(*pages: str, **options: Any) -> tuple[list[str], list[Issue], Crawl]:
        server.on("/p/catalog/index", *(reply(page, **options) for page in pages))
        server.on("/p/catalog/getResourceWithFormat", reply('{"code": 0, "object": {"total": 0, "records": []}}'))
        for one in "abc":
            server.on(f"/p/catalog/{one}", reply(f"<html><ul class=d-title><h4>{one}</h4></ul></html>"))
            server.on(f"/p/catalog/{one}/getData", reply('{"items": []}'))
        issues: list[Issue] = []
        portal = make_portal(f"{server.url}/p", http={"concurrency": 2})
        made = Crawl(portal, emit=issues.append, fetch=make_fetch(portal.url))
        return [record.id for record in made], issues, made

    return crawl


def test_oportal_listing_that_ends_before_its_total(oportal: Any) -> None:
    """3 of 100 entries are no whole listing; 3 of 3 are."""
    found, issues, crawl = oportal(listing("a", "b", "c", total=100), listing(total=100))
    assert (found, kinds(issues), crawl.exit_code) == (["a", "b", "c"], ["unreachable"], 4)
    found, issues, crawl = oportal(listing("a", "b", "c", total=4), listing(total=4))
    assert crawl.exit_code == 4
    found, issues, crawl = oportal(listing("a", "b", "c", total=3), listing(total=3))
    assert (found, issues, crawl.exit_code) == (["a", "b", "c"], [], 0)


def test_oportal_listing_that_repeats_page_one_for_ever(oportal: Any) -> None:
    """It ends, keeps what it has and says why."""
    found, issues, crawl = oportal(listing("a", "b", "c"))
    assert (found, kinds(issues), crawl.summary.complete, crawl.exit_code) == (
        ["a", "b", "c"],
        ["source-changed"],
        False,
        4,
    )


def test_oportal_page_that_stays_broken(oportal: Any, server: Any) -> None:
    """At most 1 + retries requests are spent on it, 15 whatever the YAML says."""
    _, issues, crawl = oportal("", status=500)
    assert (kinds(issues), crawl.exit_code, len(server.asked)) == (["unreachable"], 4, 1 + 3)
    assert Http().retries + 1 <= 15


def test_oportal_listing_without_entries(oportal: Any) -> None:
    """No entry and no total is no answer; a total of nothing is."""
    _, issues, crawl = oportal(listing())
    assert (kinds(issues), crawl.exit_code) == (["source-changed"], 4)
    _, issues, crawl = oportal(listing(total=0))
    assert (issues, crawl.summary.complete, crawl.exit_code) == ([], True, 0)
