"""The private Solr: its jars, its home folder with the project's configset, and whether it answers."""

import shutil
import urllib.error
import urllib.request
from pathlib import Path

from instance import accounts, files, machine, place, run
from instance.console import say
from instance.errors import Trouble
from instance.place import Instance

CORE = "ckan"
ROOM = 300
HEAP = "1g"
JVM = ("-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC")
"""The plain collector: on so small a heap the default one takes a third more of the processor while datasets are indexed."""


def project() -> Path:
    """The Maven project that names the jars."""
    return place.CHECKOUT / "docker" / "solr"


def configset() -> Path:
    """The project's Solr configuration."""
    return place.CHECKOUT / "config" / "solr" / "conf"


def folder(instance: Instance) -> Path:
    """The folder of jars, launcher and home."""
    return instance.data / "solr"


def address(instance: Instance) -> str:
    """The address of the core."""
    own = f"http://127.0.0.1:{instance.facts['ports'].get('solr')}/solr/{CORE}"
    return str(instance.facts["external"].get("solr") or own)


def command(instance: Instance) -> list[str]:
    """The words that start the server."""
    where = folder(instance)
    words = [str(machine.java()), f"-Xmx{HEAP}", *JVM, "-cp", f"{where}/lib/*"]
    return [*words, f"{where}/Launcher.java", "--port", str(instance.port("solr")), "--home", f"{where}/home"]


def fetch(instance: Instance) -> None:
    """Let Maven put the jars into the library folder, unless it holds them as the project names them now."""
    lib = folder(instance) / "lib"
    wanted = files.digest((project() / "pom.xml").read_bytes())
    stamp = lib / "fetched"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    files.need_room(instance.data, ROOM, "The search server")
    say("Fetching the search server (Apache Solr) through Maven")
    partial = lib.with_name("lib.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    words: list[run.Word] = [
        "mvn",
        "-B",
        "-q",
        "-f",
        project() / "pom.xml",
        "dependency:copy-dependencies",
        f"-DoutputDirectory={partial}",
    ]
    run.logged("Fetching the search server", words, instance.logs / "maven.log", network=True)
    if not list(partial.glob("solr-core-*.jar")):
        raise Trouble(f"Maven fetched no Solr: read {instance.logs / 'maven.log'} and call again.")
    files.write(partial / "fetched", wanted)
    shutil.rmtree(lib, ignore_errors=True)
    partial.rename(lib)
    say("Search server fetched")


def version() -> str:
    """The fingerprint of all that the running server has read: another one means that it has to start anew."""
    return files.digest(files.content(project()), files.content(configset()))


def prepare(instance: Instance) -> None:
    """Lay out launcher and home, with the configset as it is now."""
    where = folder(instance)
    core = where / "home" / CORE
    core.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project() / "Launcher.java", where / "Launcher.java")
    files.write(where / "home" / "solr.xml", "<solr/>\n")
    files.write(core / "core.properties", f"name={CORE}\n")
    shutil.rmtree(core / "conf", ignore_errors=True)
    shutil.copytree(configset(), core / "conf")
    accounts.give(where, accounts.server_user())


def has_index(instance: Instance) -> bool:
    """Whether the core's index is whole; one whose making was broken off keeps Solr from loading the core."""
    return any((folder(instance) / "home" / CORE / "data" / "index").glob("segments_*"))


def forget_index(instance: Instance) -> None:
    """Remove the index, which is made anew from the database later; the server must not run."""
    shutil.rmtree(folder(instance) / "home" / CORE / "data", ignore_errors=True)
    instance.facts["done"].pop("index", None)


def answers(url: str) -> bool:
    """Whether the core is loaded there."""
    try:
        with urllib.request.urlopen(f"{url}/admin/ping", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False
