"""What `scripts/portal` promises without starting anything: its files, ports, locks, texts and failures."""

import errno
import json
import os
import shlex
import socket
import stat
import subprocess
import sys
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.harvesters.conftest import Server, body

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from instance import ckan_ini, cli, errors, files, machine, place, ports, postgres, programs, redis, run, solr, status  # noqa: E402
from instance.errors import Trouble  # noqa: E402
from instance.place import Instance  # noqa: E402

VARIABLES = [name for name in os.environ if name.startswith("GOVOPEN_")]
KEYS = ["site_url", "solr_url", "database_url", "datastore_url", "redis_url", "sandbox_url", "ckan_ini", "admin"]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the caller's own settings or instance."""
    for name in VARIABLES:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOVOPEN_VAR", str(tmp_path / "var"))


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """A new instance with its choices made and its ports picked, none of its services started."""
    return settled(tmp_path / "var")


def settled(var: Path) -> Instance:
    """An instance as `up` leaves it before it starts anything."""
    place.make_folder(var)
    made = place.load(var)
    place.remember_choices(made)
    made.facts.setdefault("data", str(var))
    holder = ports.choose(made, [*[s for s in programs.SERVERS if made.private(s)], "sandbox"], [])
    assert holder
    holder.close()
    ckan_ini.settle_addresses(made)
    made.save()
    return made


def test_instance_file_has_the_promised_keys_for_its_owner_only(instance: Instance) -> None:
    """instance.json opens with the contract's keys, can be read by nobody else, and names a whole operator."""
    path = instance.var / "instance.json"
    facts = json.loads(path.read_text())
    assert list(facts)[: len(KEYS)] == KEYS
    assert set(facts["admin"]) == {"name", "password", "token"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_next_call_keeps_what_was_settled(instance: Instance) -> None:
    """Secrets, names and free ports stay as they are from call to call."""
    again = settled(instance.var)
    assert again.facts == instance.facts


def test_two_instances_share_nothing(instance: Instance, tmp_path: Path) -> None:
    """Secrets, cookie names and site ids differ between instances of one machine."""
    other = settled(tmp_path / "other")
    ours, theirs = ckan_ini.options(instance), ckan_ini.options(other)
    for key in ("SECRET_KEY", "SESSION_COOKIE_NAME", "ckan.site_id", "ckan.storage_path", "sqlalchemy.url"):
        assert ours[key] != theirs[key]


def test_taken_web_port_is_stepped_over(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the wanted port is taken the next free one is used, and kept while the wish is the same."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("GOVOPEN_PORT", str(taken))
        first = settled(instance.var).port("web")
        assert first > taken
    assert settled(instance.var).port("web") == first


def test_port_of_a_server_is_given_up_only_when_taken(instance: Instance) -> None:
    """A server that does not run gets another port when somebody else sits on its own."""
    before = dict(instance.facts["ports"])
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before["redis"]))
        other.listen()
        after = settled(instance.var).facts["ports"]
    assert after["redis"] != before["redis"]
    assert after["postgres"] == before["postgres"]
    assert f":{after['redis']}/" in place.load(instance.var).facts["redis_url"]


def test_port_of_a_running_server_is_never_changed(instance: Instance) -> None:
    """What runs holds its port itself, which is no reason to move it."""
    before = dict(instance.facts["ports"])
    with socket.socket() as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.bind(("127.0.0.1", before["solr"]))
        own.listen()
        assert ports.choose(instance, ["postgres", "solr"], ["solr", "web"]) is None
    assert instance.facts["ports"] == before


@pytest.mark.parametrize("wish", ["abc", "0", "70000", "-1", "5000.5"])
def test_web_port_has_to_be_a_port(instance: Instance, monkeypatch: pytest.MonkeyPatch, wish: str) -> None:
    """A wish that is no port is refused by its name."""
    monkeypatch.setenv("GOVOPEN_PORT", wish)
    with pytest.raises(Trouble, match="GOVOPEN_PORT"):
        ports.asked_port(instance)


def test_named_servers_take_the_place_of_private_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address in the environment is used, remembered, and given up when it is set empty."""
    monkeypatch.setenv("GOVOPEN_DATABASE_URL", "postgres://me:pass@db.test:5433/opendata?sslmode=require")
    monkeypatch.setenv("GOVOPEN_REDIS_URL", "redis://cache.test:6379/3")
    made = settled(tmp_path / "var")
    found = postgres.addresses(made)
    assert found["main"] == "postgresql://me:pass@db.test:5433/opendata?sslmode=require"
    assert found["datastore"].endswith("/opendata_datastore?sslmode=require")
    assert found["reader"].startswith("postgresql://opendata_datastore_reader:")
    assert redis.address(made) == "redis://cache.test:6379/3"
    assert {"postgres", "redis"}.isdisjoint(status.names(made))
    monkeypatch.delenv("GOVOPEN_REDIS_URL")
    monkeypatch.setenv("GOVOPEN_DATABASE_URL", "")
    later = settled(made.var)
    assert later.facts["external"] == {"redis": "redis://cache.test:6379/3"}


WRONG = ["mysql://a:b@h/d", "postgresql://h/d", "postgresql://a:b@h", "nonsense", "postgresql://a:%40@h/d"]


@pytest.mark.parametrize("address", WRONG)
def test_database_address_has_to_be_usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """An address that CKAN could not use is refused by the variable's name, before anything is made."""
    monkeypatch.setenv("GOVOPEN_DATABASE_URL", address)
    with pytest.raises(Trouble, match="GOVOPEN_DATABASE_URL"):
        settled(tmp_path / "var")


def test_demo_choice_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GOVOPEN_DEMO=0 holds for the later calls that do not say anything."""
    monkeypatch.setenv("GOVOPEN_DEMO", "0")
    made = settled(tmp_path / "var")
    monkeypatch.delenv("GOVOPEN_DEMO")
    again = settled(made.var)
    assert again.facts["demo"] is False
    assert again.facts["sandbox_url"] is None
    assert "sandbox" not in status.names(again)


def test_process_names_are_the_promised_ones(instance: Instance) -> None:
    """The status names web, workers, scheduler, the servers and the sandbox; all stopped while nothing runs."""
    found = status.report(instance)
    names = ["web", "worker-1", "worker-2", "scheduler", "solr", "postgres", "redis", "sandbox"]
    assert [row["name"] for row in found["processes"]] == names
    assert {(row["pid"], row["state"]) for row in found["processes"]} == {(None, "STOPPED")}
    assert found["healthy"] is False


@given(value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs", "Cs"])))
def test_options_survive_the_ini_file(value: str) -> None:
    """What is written into ckan.ini is what CKAN's reader gets, `%` and all."""
    reader = ConfigParser()
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read_string(ckan_ini.render({"ckan.Site.Title": value}))
    assert reader["app:main"]["ckan.Site.Title"] == value


def test_own_lines_of_the_operator_win(instance: Instance) -> None:
    """local.ini changes an option, adds one, and needs no section head; a damaged one is named."""
    own = instance.var / "local.ini"
    own.write_text("ckan.site_title = 示例\nsmtp.server = mail.test\n")
    ckan_ini.write(instance)
    text = instance.ini.read_text()
    assert "ckan.site_title = 示例" in text
    assert "smtp.server = mail.test" in text
    assert stat.S_IMODE(instance.ini.stat().st_mode) == 0o600
    own.write_text("no option at all\n")
    with pytest.raises(Trouble, match=r"local\.ini"):
        ckan_ini.write(instance)


def test_inner_servers_listen_on_the_loopback_address_only(instance: Instance) -> None:
    """PostgreSQL is told its one address on its command line."""
    folder = postgres.folder(instance)
    folder.mkdir()
    assert postgres.SETTINGS["listen_addresses"] == "127.0.0.1"
    assert postgres.SETTINGS["unix_socket_directories"] == ""


def test_supervisor_file_quotes_what_it_gets(instance: Instance) -> None:
    """Commands with blanks, quotes and percent signs come out of the supervisor's file as they went in."""
    command = ["/bin/a b", "it's", "100%", "数据"]
    path = programs.write_configuration(instance, [programs.Program("web", command)])
    reader = ConfigParser()
    reader.read_string(path.read_text())
    assert shlex.split(reader["program:web"]["command"])[-4:] == command
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_socket_path_is_short_enough_everywhere(tmp_path: Path) -> None:
    """A deep instance folder gets its socket in a short path of its own."""
    deep = Instance(tmp_path / ("x" * 60) / ("y" * 60))
    deeper = Instance(deep.var / "z")
    assert len(os.fsencode(programs.socket_path(deep))) <= programs.SOCKET_LIMIT
    assert programs.socket_path(deep) != programs.socket_path(deeper)


@pytest.mark.usefixtures("proxied")
def test_servers_of_the_instance_are_asked_without_a_proxy() -> None:
    """A proxy that the environment names, for the world outside, is not asked for a server on this machine."""
    with closing(Server()) as server:
        server.on("/solr/ckan/admin/ping", body(""))
        assert solr.answers(f"{server.url}/solr/ckan")


def test_second_call_on_a_folder_is_told(tmp_path: Path) -> None:
    """While one call holds the lock the next one is refused with the given sentence."""
    lock = tmp_path / "lock"
    with files.lock(lock, busy="Another call works here."), pytest.raises(Trouble, match="Another call"):
        files.lock(lock, busy="Another call works here.").__enter__()
    with files.lock(lock, busy="Another call works here."):
        pass


def test_files_are_replaced_as_a_whole(tmp_path: Path) -> None:
    """A left-over of a broken call is no obstacle, and the same text is not written again."""
    path = tmp_path / "file"
    path.with_name("file.part").write_text("half")
    assert files.write(path, "甲", mode=0o600)
    assert not files.write(path, "甲", mode=0o600)
    assert path.read_text() == "甲"
    assert list(tmp_path.iterdir()) == [path]


def test_too_little_room_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """The sentence names what needs the room and how much there is."""
    with pytest.raises(Trouble, match=r"needs \d+ MB but .* MB free"):
        files.need_room(tmp_path / "not" / "there", 10**9, "The database")


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "cannot be written"), (errno.EROFS, "cannot be written")],
)
def test_errors_of_the_system_become_sentences(number: int, words: str) -> None:
    """The cause and the place are named, without a traceback."""
    assert words in str(errors.from_os_error(OSError(number, "reason", "/some/place")))


LOGS: list[tuple[str, bool, str]] = [
    ("OSError: [Errno 28] No space left on device", True, "disk is full"),
    ("Temporary failure in name resolution", True, "network cannot be reached"),
    ("Could not transfer artifact org.apache.solr", True, "network cannot be reached"),
    ("psql: error: Connection refused", False, "Connection refused"),
    ("noise\n\x1b[31mERROR: no such thing.\x1b[0m\n\n", True, "ERROR: no such thing"),
    ("Caused by: Broken: it broke\n\tat a.b.C(D.java:1)\n\t... 3 more", False, "Caused by: Broken: it broke"),
    ("", False, "gave no reason"),
]


@pytest.mark.parametrize(("text", "network", "words"), LOGS)
def test_logs_become_sentences(tmp_path: Path, text: str, network: bool, words: str) -> None:
    """A failed command is told by its cause, else by its last telling line, with the log's place."""
    log = tmp_path / "some.log"
    log.write_text(text)
    sentence = str(errors.from_log("Doing it failed", log, network=network))
    assert sentence.startswith("Doing it failed: ")
    assert words in sentence
    assert str(log) in sentence
    assert "\n" not in sentence


def test_answers_stay_out_of_logs(tmp_path: Path) -> None:
    """What a command answers may be a token: the log has what else it said, and all of it where the command failed."""
    log = tmp_path / "some.log"
    assert run.logged("Doing it", ["sh", "-c", "echo secret; echo noise >&2"], log) == "secret\n"
    assert log.read_text() == "noise\n"
    with pytest.raises(Trouble, match="Doing it failed"):
        run.logged("Doing it", ["sh", "-c", "echo why; exit 1"], log)
    assert log.read_text() == "why\n"


def test_missing_packages_are_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither root nor sudo: the exact command for somebody who is."""
    monkeypatch.setattr(machine, "as_root", lambda: None)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Trouble, match="apt-get install postgresql maven"):
        machine.install(["postgresql", "maven"])


def test_missing_packages_follow_from_what_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that the operator names need no packages here."""
    monkeypatch.setattr(machine.shutil, "which", lambda _name: None)
    monkeypatch.setattr(machine, "postgres_folders", dict)
    monkeypatch.setattr(machine, "java", lambda: None)
    monkeypatch.setattr(machine, "loads", lambda _name: False)
    everything = ["postgresql", "redis-server", machine.JDK, "maven", "libmagic1", "libarchive13"]
    assert machine.missing(["postgres", "redis", "solr"], build=False) == everything
    assert machine.missing([], build=False) == ["postgresql-client", "libmagic1", "libarchive13"]


def test_damaged_instance_file_is_told(tmp_path: Path) -> None:
    """The sentence names the file and both ways out."""
    var = tmp_path / "var"
    var.mkdir()
    (var / "instance.json").write_text("{")
    with pytest.raises(Trouble, match="restore it, or remove"):
        place.load(var)


def test_databases_of_a_lost_instance_are_not_taken_over(instance: Instance) -> None:
    """A cluster whose passwords are gone is left alone and named."""
    postgres.folder(instance).mkdir()
    with pytest.raises(Trouble, match=r"whose instance\.json is gone"):
        postgres.prepare(instance)


def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`scripts/portal` as people call it."""
    command = [sys.executable, str(ROOT / "scripts" / "portal"), *arguments]
    return subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)


CALLS: list[tuple[list[str], int, str]] = [
    (["status"], 1, "There is no instance"),
    (["logs"], 1, "There is no instance"),
    (["ckan", "user", "list"], 1, "There is no instance"),
    (["frob"], 2, "frob is none of"),
    (["stop", "--hard"], 2, "--hard"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), CALLS)
def test_calls_without_an_instance_say_so(arguments: list[str], code: int, words: str) -> None:
    """One clear sentence and an exit code; never a traceback."""
    done = call(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_status_for_programs_is_json_without_an_instance() -> None:
    """A program that asks gets its answer in the promised shape."""
    done = call("status", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, {"healthy": False, "index": None, "processes": []})


def test_stop_of_nothing_is_no_failure() -> None:
    """What does not run has ended."""
    assert call("stop").returncode == 0


def test_help_names_every_call() -> None:
    """The help needs neither an instance nor packages."""
    done = call("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("up", "stop", "status", "logs", "ckan", "govopen", "GOVOPEN_VAR"))


def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """The instance folder cannot be made where a file lies."""
    target = tmp_path / "file"
    target.touch()
    done = call("up", GOVOPEN_VAR=str(target))
    assert done.returncode == 1
    assert "is not a folder" in done.stderr


def test_broken_off_call_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends in a sentence too."""

    def interrupted(_rest: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "call_up", interrupted)
    assert cli.main([]) == 1
    assert "call again" in capsys.readouterr().err


class TestCores:
    """The search server's home."""

    @pytest.fixture
    def home(self, instance: Instance) -> Path:
        """A home that was laid out."""
        solr.prepare(instance)
        return solr.folder(instance) / "home"

    def test_first_core(self, instance: Instance, home: Path) -> None:
        """The first core is made from the configset as it is now, which lies where Solr makes cores from."""
        assert solr.core(instance) == home / "ckan"
        assert solr.is_current(instance)
        assert (home / "configsets" / solr.configset_name() / "conf" / "schema.xml").exists()

    def test_after_a_reindex(self, instance: Instance, home: Path) -> None:
        """The core in use is the one that has its name, in whatever folder; its configuration stays until the next one."""
        (home / "ckan").rename(home / "ckan-1700000000000")
        properties = home / "ckan-1700000000000" / "core.properties"
        properties.write_text("#Written by Solr\nname=ckan\nconfigSet=govopen-older\n")
        (home / "configsets" / "govopen-older").mkdir()
        (home / "configsets" / "govopen-oldest").mkdir()
        solr.prepare(instance)
        assert (solr.core(instance), solr.is_current(instance)) == (properties.parent, False)
        assert {path.name for path in (home / "configsets").iterdir()} == {"govopen-older", solr.configset_name()}

    def test_two_of_one_name(self, instance: Instance, home: Path) -> None:
        """Of two cores with one name, left by a server that died while it exchanged names, the newer one stays."""
        (home / "ckan-1700000000000").mkdir()
        (home / "ckan-1700000000000" / "core.properties").write_text("name=ckan\n")
        solr.prepare(instance)
        assert list(solr.cores(instance)) == [home / "ckan-1700000000000"]

    def test_lost_index(self, instance: Instance, home: Path) -> None:
        """A core without an index is made anew."""
        assert not solr.has_index(instance)
        solr.forget_index(instance)
        assert solr.core(instance) is None
        solr.prepare(instance)
        assert solr.core(instance) == home / "ckan"
