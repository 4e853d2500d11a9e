"""What is learned of people's searches: sums, and nothing of who they are."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.exceptions import CkanConfigurationException
from ckan.lib import search
from ckan.tests import factories
from ckanext.govopen import cli
from ckanext.govopen.bulk import indexing
from ckanext.govopen.bulk.documents import Documents
from ckanext.govopen.bulk.stored import load
from ckanext.govopen.harvest import upkeep
from ckanext.govopen.model import Outbox, SearchClick, SearchFold, SearchQuery, clock
from ckanext.govopen.usage import buffer, noting, shown

from tests.ckan import kit

pytestmark = pytest.mark.usefixtures("govopen", "clean_redis")

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ID, MOBILE = "11010519491231002X", "13800138000"
"""Published specimens."""


@pytest.fixture(autouse=True)
def fresh() -> None:
    """A Redis that is not thought to be away."""
    buffer.link._again = 0.0


@pytest.fixture
def schools(department: dict[str, Any]) -> dict[str, Any]:
    """A dataset that is found."""
    return kit.act("package_create", **kit.dataset(department))


def ask(app: Any, q: str, address: str = "203.0.113.1", *, agent: str = FIREFOX, **more: Any) -> str:
    """The results that a person's browser shows for a question."""
    headers = {"User-Agent": agent, **more.pop("headers", {})}
    query = {"q": q, **more}
    body: str = app.get("/dataset/", query_string=query, headers=headers, environ_overrides={"REMOTE_ADDR": address}).body
    return body


def tell(app: Any, dataset: str, q: str, address: str = "203.0.113.1", **more: Any) -> int:
    """What a browser tells when a person opens a result; the status of the answer."""
    headers = {"User-Agent": FIREFOX, **more.pop("headers", {})}
    data = {"dataset": dataset, "q": q, "page": "1", "place": "1"} | more
    sent = app.post("/govopen/click", data=data, headers=headers, environ_overrides={"REMOTE_ADDR": address})
    return int(sent.status_code)


def known() -> dict[str, tuple[int, int, int, int]]:
    """Question → searches, found, empty, askers, after all that waits was stored."""
    buffer.fold()
    model.Session.rollback()
    return {
        row.query: (row.searches, row.found, row.empty, row.askers) for row in model.Session.scalars(sa.select(SearchQuery))
    }


def offered() -> list[tuple[str, int]]:
    """The questions that others may see now, with the number of people."""
    kit.anew(shown)
    return shown.popular(shown.MOST)


def everything_in_redis() -> bytes:
    """All names and values."""
    redis = buffer.connection()
    found = []
    for key in redis.scan_iter("*"):
        kind = redis.type(key)
        values = {
            b"string": lambda key: [redis.get(key)],
            b"hash": lambda key: [part for pair in redis.hgetall(key).items() for part in pair],
            b"set": redis.smembers,
            b"list": lambda key: redis.lrange(key, 0, -1),
            b"zset": lambda key: redis.zrange(key, 0, -1),
        }
        found += [key, *values[kind](key)]
    return b"\n".join(found)


def everything_stored() -> str:
    """All that our tables say of searches."""
    rows = [model.Session.execute(sa.select(table.__table__)).all() for table in (SearchQuery, SearchClick, SearchFold)]
    return repr(rows)


class TestSearches:
    """What counts as a search."""

    def test_found_and_not_found(self, app: Any, schools: dict[str, Any]) -> None:
        """A question with an answer and one without are told apart; spellings are one question."""
        for q in ("学校名录", "學校名錄", "  学校名录"):
            ask(app, q)
        ask(app, "独角兽饲养")
        assert known() == {"学校名录": (3, 3, 0, 1), "独角兽饲养": (1, 0, 1, 1)}

    def test_same_question_goes_on(self, app: Any, schools: dict[str, Any]) -> None:
        """Leafing, narrowing and sorting are no new search, another question from the same page is."""
        here = {"headers": {"Referer": "https://data.example.test/en/dataset/?q=%E5%AD%A6%E6%A0%A1"}}
        ask(app, "学校")
        ask(app, "学校", page=2)
        for more in ({"theme": "16"}, {"sort": "metadata_modified desc"}, {}):
            ask(app, "学校", **more, **here)
        ask(app, "名录", **here)
        # what was typed in short form is a choice in the links of the page
        ask(app, "学校", years="2023", headers={"Referer": f"https://data.example.test/dataset/?q={quote('学校 年份:2023')}"})
        assert {query: row[0] for query, row in known().items()} == {"学校": 1, "名录": 1}

    def test_narrowed_to_nothing(self, app: Any, schools: dict[str, Any]) -> None:
        """What a filter leaves nothing of is not without an answer."""
        ask(app, "学校", theme="2")
        assert known() == {"学校": (1, 0, 0, 1)}

    def test_not_people(self, app: Any, schools: dict[str, Any]) -> None:
        """Programs, robots, early fetches, who says no, operators, and other pages leave no trace."""
        ask(app, "学校", agent="curl/8.5")
        ask(app, "学校", agent="Mozilla/5.0 (compatible; Baiduspider/2.0)")
        for header in ({"DNT": "1"}, {"Sec-GPC": "1"}, {"Sec-Purpose": "prefetch"}):
            ask(app, "学校", headers=header)
        operator = factories.SysadminWithToken()
        ask(app, "学校", headers={"Authorization": operator["token"]})
        app.get("/api/3/action/package_search", query_string={"q": "学校"}, headers={"User-Agent": FIREFOX})
        app.flask_app.test_client().head("/dataset/", query_string={"q": "学校"}, headers={"User-Agent": FIREFOX})
        app.get("/", headers={"User-Agent": FIREFOX})
        ask(app, "")
        assert known() == {}

    def test_signed_in(self, app: Any, schools: dict[str, Any]) -> None:
        """Who is signed in counts, but what only they may find is no reason to show their words to others."""
        ask(app, "学校", headers={"Authorization": factories.UserWithToken()["token"]})
        assert known() == {"学校": (1, 0, 0, 1)}

    def test_nothing_of_a_person(self, app: Any) -> None:
        """Numbers, addresses and browsers are nowhere, neither in Redis nor in the database."""
        numbers = [
            ID,
            f"张三 {ID}",
            MOBILE,
            "138 0013 8000",
            "zhang@example.test",
            "京A12345",
            ID.lower(),
            "一三八零零一三八零零零",
        ]
        for number in numbers:
            ask(app, number, "198.51.100.77")
            tell(app, "xuexiao", number, "198.51.100.77")
        ask(app, "公积金", "198.51.100.77")
        tell(app, "xuexiao", "公积金", "198.51.100.77")
        for stage in range(2):
            seen = everything_in_redis().decode("utf-8", "replace") + everything_stored()
            traces = ["198.51.100", "Firefox", "张三", "zhang", "110105", "1380013", "138 0013", "A12345", "一三八"]
            assert [trace for trace in traces if trace in seen] == [], stage
            assert list(known()) == ["公积金"]

    def test_no_more_than_a_person_asks(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """One address counts only so often within an hour, and what waits has an end."""
        monkeypatch.setattr(buffer, "MOST_AN_HOUR", 3)
        for number in range(5):
            ask(app, f"问题{number}号")
        ask(app, "问题七号", "203.0.113.2")
        assert len(known()) == 4
        monkeypatch.setattr(buffer, "MOST_WAITING", 0)
        ask(app, "问题八号", "203.0.113.3")
        assert len(known()) == 4

    def test_redis_away(self, app: Any, monkeypatch: pytest.MonkeyPatch, schools: dict[str, Any]) -> None:
        """Without Redis the page answers, and nothing is counted."""

        def away() -> Any:
            raise ConnectionError

        monkeypatch.setattr(buffer, "connection", away)
        assert "/dataset/xuexiao" in ask(app, "学校名录")
        assert tell(app, "xuexiao", "学校名录") == 204


class TestFive:
    """A question is shown to others when five people asked it."""

    def people(self, app: Any, count: int, q: str = "学校名录") -> None:
        """So many people ask."""
        for number in range(count):
            ask(app, q, f"203.0.113.{number + 1}")

    def test_four_and_five(self, app: Any, schools: dict[str, Any]) -> None:
        """Four are not enough, the fifth is."""
        self.people(app, 4)
        assert known()["学校名录"][3] == 4
        assert offered() == []
        self.people(app, 5)
        assert known()["学校名录"][3] == 5
        assert offered() == [("学校名录", 5)]

    def test_one_asks_five_times(self, app: Any, schools: dict[str, Any]) -> None:
        """One person is one person, however often and with however many browsers they ask."""
        for _ in range(5):
            ask(app, "学校名录")
        assert known()["学校名录"] == (5, 5, 0, 1)
        for number in range(9):
            ask(app, "学校名录", agent=f"Mozilla/5.0 Firefox/{number}")
        assert known()["学校名录"][3] == 4
        assert offered() == []

    def test_one_invents_five(self, app: Any, schools: dict[str, Any]) -> None:
        """Not even from a private network: what somebody says of whom he asks for is not believed."""
        for number in range(1, 7):
            ask(app, "学校名录", "10.0.0.5", headers={"X-Forwarded-For": f"203.0.113.{number}"})
        assert known()["学校名录"][3] == 1
        assert offered() == []

    @pytest.mark.parametrize("named", ["127.0.0.0/8 ::1 10.0.0.5", "10.0.0.0/24"])
    def test_behind_a_proxy(self, app: Any, schools: dict[str, Any], ckan_config: Any, monkeypatch: Any, named: str) -> None:
        """One that is named is believed for the last that asked it, whatever that one invents."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.trusted_proxies", named.split())
        for number in range(1, 6):
            ask(app, "学校名录", "10.0.0.5", headers={"X-Forwarded-For": f"198.51.100.1, 203.0.113.{number}"})
            ask(app, "昆山学校", "10.0.0.5", headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.1"})
        assert known()["昆山学校"][3] == 1
        assert offered() == [("学校名录", 5)]

    def test_no_address_of_a_proxy(self, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The portal does not start with it, and says with what."""
        monkeypatch.setitem(ckan_config, "ckanext.govopen.trusted_proxies", ["proxy.example"])
        with pytest.raises(CkanConfigurationException, match=r"trusted_proxies.*proxy\.example"):
            noting.proxies()

    def test_one_asks_in_five_weeks(self, schools: dict[str, Any]) -> None:
        """The same person in five weeks is not five: weeks are never added up."""
        for number in range(5):
            moment = clock.now() - timedelta(weeks=number)
            put = SearchQuery.put({(buffer.monday(moment.date()), "学校名录"): buffer.Asked(1, 1, 0, 1)})
            assert put is None
        model.Session.commit()
        assert offered() == []

    def test_without_an_answer(self, app: Any, schools: dict[str, Any]) -> None:
        """What finds nothing is not offered, however many ask it, nor markup."""
        self.people(app, 6, "独角兽饲养")
        self.people(app, 6, "<b>学校名录</b>")
        known()
        assert offered() == []

    def test_popular_by_people(self, app: Any, schools: dict[str, Any]) -> None:
        """What more people ask comes first."""
        self.people(app, 5, "昆山学校")
        self.people(app, 7, "学校名录")
        known()
        assert offered() == [("学校名录", 7), ("昆山学校", 5)]
        assert shown.popular(1) == [("学校名录", 7)]


class TestKey:
    """The key of a week."""

    def test_ends_with_the_week(self, app: Any) -> None:
        """The key is thrown away when its week ends, and what it made soon after; a past week gets none."""
        ask(app, "公积金")
        redis, week = buffer.connection(), buffer.monday(clock.now().date())
        end = datetime.combine(week + timedelta(weeks=1), datetime.min.time())
        left = (end - clock.now()).total_seconds()
        assert 0 < redis.ttl(buffer._name("key", week.isoformat())) <= left + 1
        for name in buffer._people(week, "公积金"):
            assert 0 < redis.ttl(name) <= left + buffer.AGAIN.total_seconds() + 1
        assert not buffer.search("公积金", "203.0.113.1", FIREFOX, clock.now() - timedelta(weeks=1), found=1, empty=0)

    def test_lost(self, app: Any) -> None:
        """A key that is lost within its week lets nobody count twice: the larger number stays."""
        ask(app, "公积金")
        assert known()["公积金"][3] == 1
        buffer.connection().flushdb()
        ask(app, "公积金")
        assert known()["公积金"] == (2, 0, 2, 1)


class TestClicks:
    """What is opened."""

    def test_counted(self, app: Any, schools: dict[str, Any]) -> None:
        """A click counts for its question, its dataset and its place; once a day for a person."""
        ask(app, "学校")
        for _ in range(3):
            assert tell(app, "xuexiao", "学校", page="2", place="3") == 204
        tell(app, "xuexiao", "学校", "203.0.113.2", place="1")
        known()
        assert SearchQuery.listed("searches", date.min, 10, 0)[1][0] == {
            "query": "学校", "searches": 1, "found": 1, "empty": 0, "askers": 1, "clicks": 2, "rank": 12.0, "click_rate": 2.0,
        }  # fmt: skip
        assert SearchClick.counts([schools["id"], "other"]) == {schools["id"]: 2}

    def test_ranks(self, app: Any, schools: dict[str, Any]) -> None:
        """The index knows how often a dataset was opened, whichever way its document is made."""
        tell(app, "xuexiao", "学校")
        known()
        plain = Documents().of(load([schools["id"]]))[0][schools["id"]]
        assert plain["uses"] == 1
        indexing.renew(schools["id"])
        search.commit()
        assert [doc["uses"] for doc in search.make_connection().search(q="name:xuexiao", fl="uses")] == [1]

    def test_browsing(self, app: Any, schools: dict[str, Any]) -> None:
        """What is opened from the list of everything counts for the dataset alone."""
        tell(app, "xuexiao", "")
        known()
        assert SearchClick.counts([schools["id"]]) == {schools["id"]: 1}
        assert SearchQuery.listed("searches", date.min, 10, 0) == (0, [])

    def test_nonsense(self, app: Any, schools: dict[str, Any]) -> None:
        """What no page of ours sends, and what must not be counted, is answered alike and counts nothing."""
        for nonsense in NONSENSE:
            assert tell(app, **{"dataset": "xuexiao", "q": "学校", **nonsense}) == 204, nonsense
        chunks = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True, "HTTP_USER_AGENT": FIREFOX}
        form = {"dataset": "xuexiao", "q": "学校", "page": "1", "place": "1"}
        assert app.post("/govopen/click", data=form, environ_overrides=chunks).status_code == 204
        known()
        assert SearchClick.counts([schools["id"]]) == {}

    def test_private(self, app: Any, department: dict[str, Any]) -> None:
        """A dataset that not everybody may see is not known here."""
        hidden = kit.act("package_create", **kit.dataset(department, private=True))
        tell(app, hidden["name"], "学校")
        known()
        assert SearchClick.counts([hidden["id"]]) == {}

    def test_only_posted(self, app: Any) -> None:
        """A link or a picture cannot click."""
        app.get("/govopen/click", query_string={"dataset": "xuexiao", "q": "", "page": 1, "place": 1}, status=404)


class TestFolding:
    """From Redis to the database."""

    def test_killed_before_the_commit(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was taken and not stored is stored by the next."""
        ask(app, "公积金")
        with monkeypatch.context() as patch:
            patch.setattr(SearchFold, "put", dying)
            with pytest.raises(KeyboardInterrupt):
                buffer.fold()
        model.Session.rollback()
        ask(app, "公积金")
        assert known()["公积金"][0] == 1
        assert known()["公积金"][0] == 2

    def test_killed_after_the_commit(self, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was stored is not stored again."""
        ask(app, "公积金")
        tell(app, "xuexiao", "公积金")
        batch = buffer._taken()
        buffer._store(batch)
        buffer.connection().hset(buffer._name("batch"), mapping=batch)
        assert known()["公积金"][0] == 1
        assert not buffer.connection().exists(buffer._name("batch"))

    def test_two_at_once(self, app: Any) -> None:
        """While one stores, another leaves it alone."""
        ask(app, "公积金")
        with buffer.lease("searches"):
            assert buffer.fold() == 0
        assert buffer.fold() > 0

    def test_scheduler(self, app: Any) -> None:
        """The scheduler's round stores what waits."""
        ask(app, "公积金")
        assert cli.tick()
        assert model.Session.scalar(sa.select(SearchQuery.query)) == "公积金"


NONSENSE: list[dict[str, Any]] = [
    {"dataset": "../etc"},
    {"dataset": "there-is-none"},
    {"dataset": ""},
    {"place": "0"},
    {"place": "-1"},
    {"place": "x"},
    {"place": "99999999999"},
    {"page": "9999", "place": "1"},
    {"q": "a" * 5000},
    {"headers": {"Sec-Fetch-Site": "cross-site"}},
    {"headers": {"DNT": "1"}},
    {"headers": {"Sec-GPC": "1"}},
    {"headers": {"User-Agent": "curl/8"}},
]


def dying(batch: str) -> None:
    """A process that is ended here."""
    raise KeyboardInterrupt


class TestForgetting:
    """Nothing is kept for ever."""

    def test_old_and_rare(self, schools: dict[str, Any]) -> None:
        """Sums go after their time; the words of what few asked go sooner, and their clicks stay without them."""
        now = clock.now()
        old, rare, new = (buffer.monday((now - timedelta(days=days)).date()) for days in (400, 90, 7))
        SearchQuery.put(
            {(week, query): buffer.Asked(9, 9, 0, askers) for week in (old, rare, new) for query, askers in QUERIES}
        )
        SearchClick.put({(week, query, "xuexiao"): buffer.Opened(1, 2) for week in (old, rare, new) for query, _ in QUERIES})
        model.Session.commit()
        model.Session.execute(sa.delete(Outbox))
        upkeep.thin(now)
        left = set(model.Session.execute(sa.select(SearchQuery.week, SearchQuery.query)).tuples())
        assert left == {(rare, "许多人"), (new, "许多人"), (new, "少数人")}
        clicks = set(model.Session.execute(sa.select(SearchClick.week, SearchClick.query, SearchClick.clicks)).tuples())
        assert clicks == {(rare, "许多人", 1), (rare, "", 1), (new, "许多人", 1), (new, "少数人", 1)}
        assert list(Outbox.waiting(9)) == [schools["id"]]
        upkeep.thin(now)
        assert SearchClick.counts([schools["id"]]) == {schools["id"]: 4}


QUERIES = (("许多人", 5), ("少数人", 4))
