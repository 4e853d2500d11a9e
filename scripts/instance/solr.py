"""The private Solr: its jars, its home folder with the project's configset, and whether it answers."""

import importlib.util
import shutil
from pathlib import Path

from instance import accounts, files, machine, place, run, web
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


def configset_name() -> str:
    """The name under which Solr finds that configuration, as the portal asks for it; another one for another content."""
    path = place.CHECKOUT / "ckanext-govopen" / "ckanext" / "govopen" / "search" / "schema.py"
    spec = importlib.util.spec_from_file_location("govopen_schema", path)
    if spec is None or spec.loader is None:
        raise Trouble(f"{path} is missing: the checkout is not whole.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.configset(configset()))


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
    """The fingerprint of what the server is started from: another one means that it has to start anew.

    A changed configset needs no start: a reindex makes a core from it.
    """
    return files.digest(files.content(project()), HEAP, *JVM)


def prepare(instance: Instance) -> None:
    """Lay out launcher and home; the configset as it is now is there for the next core that is made."""
    where = folder(instance)
    (where / "home").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project() / "Launcher.java", where / "Launcher.java")
    files.write(where / "home" / "solr.xml", "<solr/>\n")
    lay_configset(instance)
    forget_twins(instance)
    if core(instance) is None:
        (where / "home" / CORE).mkdir(exist_ok=True)
        files.write(where / "home" / CORE / "core.properties", f"name={CORE}\nconfigSet={configset_name()}\n")
    accounts.give(where, accounts.server_user())


def lay_configset(instance: Instance) -> None:
    """Put the configset where Solr makes cores from it; those that no core has any more go."""
    home = folder(instance) / "home"
    known = [path.read_text() for path in home.glob("*/core.properties")]
    for path in (home / "configsets").glob("govopen-*"):
        if not any(path.name in text for text in known):
            shutil.rmtree(path)
    shutil.copytree(configset(), home / "configsets" / configset_name() / "conf", dirs_exist_ok=True)
    accounts.give(home / "configsets", accounts.server_user())


def cores(instance: Instance) -> dict[Path, str]:
    """The names of the cores by their folders, the oldest first."""
    found = sorted((folder(instance) / "home").glob("*/core.properties"))
    return {path.parent: line[5:] for path in found for line in path.read_text().split() if line.startswith("name=")}


def core(instance: Instance) -> Path | None:
    """The folder of the core that is asked; a reindex makes a new one, whose folder has another name."""
    return next((where for where, name in cores(instance).items() if name == CORE), None)


def forget_twins(instance: Instance) -> None:
    """Remove all cores of one name but the newest: a server that dies while it exchanges names leaves two, and starts with
    none."""
    newest = {name: where for where, name in cores(instance).items()}
    for where, name in cores(instance).items():
        if newest[name] != where:
            shutil.rmtree(where)


def is_current(instance: Instance) -> bool:
    """Whether that core was made from the configset as it is now."""
    where = core(instance)
    return where is not None and f"configSet={configset_name()}" in (where / "core.properties").read_text().split()


def has_index(instance: Instance) -> bool:
    """Whether the core's index is whole; one whose making was broken off keeps Solr from loading the core."""
    where = core(instance)
    return where is not None and any((where / "data" / "index").glob("segments_*"))


def forget_index(instance: Instance) -> None:
    """Remove the core, which is made and filled anew from the database later; the server must not run."""
    if where := core(instance):
        shutil.rmtree(where, ignore_errors=True)
    instance.facts["done"].pop("index", None)


def answers(url: str) -> bool:
    """Whether the core is loaded there."""
    return web.answers(f"{url}/admin/ping")
