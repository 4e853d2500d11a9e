"""What the tests of CKAN run on: databases, Solr cores and a test.ini of their own, on the servers of one instance."""

import json
import shutil
import urllib.parse
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from instance import accounts, ckan_ini, files, place, postgres, run, solr, venv
from instance.place import Instance

SUFFIX = "_test"
CORES = ["ckan_test", "relevance_test", "gate_test"]


def make(var: Path) -> Path:
    """Make all of it on a running instance; the path of test.ini."""
    instance = place.existing(var)
    solr.lay_configset(instance)
    for core in CORES:
        make_core(instance, core)
    addresses = databases(instance)
    ini = var / "test.ini"
    files.write(ini, ckan_ini.render(ckan_ini.FIXED | ckan_ini.options(instance) | options(instance, addresses)), mode=0o600)
    command = [venv.program("ckan"), "-c", ini]
    run.logged("Preparing the test tables", [*command, "db", "upgrade"], instance.logs / "test-database.log")
    log = instance.logs / "test-permissions.log"
    permissions = run.logged("Preparing the test data store", [*command, "datastore", "set-permissions"], log)
    maker = postgres.addresses(instance)["maker"]
    postgres.psql(instance, maker, permissions[permissions.index("\\connect") :])
    return ini


def databases(instance: Instance) -> dict[str, str]:
    """The addresses of the test twins of the databases, which are made where they are missing."""
    own = postgres.addresses(instance)
    twins = {name: twin(own[name]) for name in ("main", "datastore", "reader")}
    main, reader = urlsplit(twins["main"]), urlsplit(twins["reader"])
    postgres.psql(
        instance,
        own["maker"],
        postgres.MAKE,
        reader=unquote(reader.username or ""),
        password=reader.password or "",
        owner=unquote(main.username or ""),
        main=main.path[1:],
        datastore=reader.path[1:],
    )
    return twins


def twin(address: str) -> str:
    """The address of the test twin of a database."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=parts.path + SUFFIX))


def make_core(instance: Instance, name: str) -> None:
    """An empty Solr core beside the instance's own, from the same configset."""
    folder = solr.folder(instance) / "home" / name
    shutil.copytree(solr.configset(), folder / "conf", dirs_exist_ok=True)
    accounts.give(folder, accounts.server_user())
    admin = solr.address(instance).rsplit("/", 1)[0] + "/admin/cores?wt=json&"
    with urllib.request.urlopen(admin + "action=STATUS") as answer:
        known = json.load(answer)["status"]
    if name not in known:
        query = urllib.parse.urlencode({"action": "CREATE", "name": name, "instanceDir": str(folder)})
        urllib.request.urlopen(admin + query, timeout=60).close()


def options(instance: Instance, addresses: dict[str, str]) -> dict[str, str]:
    """The options in which test.ini differs from ckan.ini."""
    return {
        "testing": "true",
        "sqlalchemy.url": addresses["main"],
        "ckan.datastore.write_url": addresses["datastore"],
        "ckan.datastore.read_url": addresses["reader"],
        "solr_url": solr.address(instance).rsplit("/", 1)[0] + f"/{CORES[0]}",
        "ckan.redis.url": instance.facts["redis_url"].rsplit("/", 1)[0] + "/1",
        "ckan.storage_path": str(instance.var / "storage-test"),
        "ckan.search.solr_commit": "true",
    }
