"""What the tests of CKAN run on: databases, Solr cores and an ini of their own, on the servers of one instance."""

import json
import shutil
import threading
import urllib.parse
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from instance import accounts, ckan_ini, files, place, postgres, run, solr, venv, web
from instance.place import Instance

BEDS = ["test", "test_2"]
"""What can be tested side by side: each has databases, a core and a `<name>.ini` of its own."""
BARE = ["relevance_test", "gate_test"]
"""Cores that no portal asks."""
HASTE = """
ALTER DATABASE :"main" SET synchronous_commit TO off;
ALTER DATABASE :"datastore" SET synchronous_commit TO off;
"""
"""Nothing here has to outlive a machine that loses its power, and tests commit tens of thousands of times."""
CORES = threading.Lock()
"""Beds are made side by side too, and Solr makes one core at a time."""


def make(var: Path, bed: str = BEDS[0]) -> Path:
    """Make all of a bed on a running instance; the path of its ini."""
    instance = place.existing(var)
    with CORES:
        solr.lay_configset(instance)
        for core in [f"ckan_{bed}", *BARE]:
            make_core(instance, core)
    addresses = databases(instance, bed)
    ini = var / f"{bed}.ini"
    own = options(instance, addresses, bed)
    files.write(ini, ckan_ini.render(ckan_ini.FIXED | ckan_ini.options(instance) | own), mode=0o600)
    command = [venv.program("ckan"), "-c", ini]
    run.logged("Preparing the test tables", [*command, "db", "upgrade"], instance.logs / f"{bed}-database.log")
    log = instance.logs / f"{bed}-permissions.log"
    permissions = run.logged("Preparing the test data store", [*command, "datastore", "set-permissions"], log)
    maker = postgres.addresses(instance)["maker"]
    postgres.psql(instance, maker, permissions[permissions.index("\\connect") :])
    return ini


def databases(instance: Instance, bed: str) -> dict[str, str]:
    """The addresses of a bed's twins of the databases, which are made where they are missing."""
    own = postgres.addresses(instance)
    twins = {name: twin(own[name], bed) for name in ("main", "datastore", "reader")}
    main, reader = urlsplit(twins["main"]), urlsplit(twins["reader"])
    postgres.psql(
        instance,
        own["maker"],
        postgres.MAKE + HASTE,
        reader=unquote(reader.username or ""),
        password=reader.password or "",
        owner=unquote(main.username or ""),
        main=main.path[1:],
        datastore=reader.path[1:],
    )
    return twins


def twin(address: str, bed: str) -> str:
    """The address of a bed's twin of a database."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path}_{bed}"))


def make_core(instance: Instance, name: str) -> None:
    """An empty Solr core beside the instance's own, from the same configset."""
    folder = solr.folder(instance) / "home" / name
    shutil.copytree(solr.configset(), folder / "conf", dirs_exist_ok=True)
    accounts.give(folder, accounts.server_user())
    admin = solr.address(instance).rsplit("/", 1)[0] + "/admin/cores?wt=json&"
    with web.opened(admin + "action=STATUS", 60) as answer:
        known = json.load(answer)["status"]
    if name not in known:
        query = urllib.parse.urlencode({"action": "CREATE", "name": name, "instanceDir": str(folder)})
        web.opened(admin + query, 60).close()


def options(instance: Instance, addresses: dict[str, str], bed: str) -> dict[str, str]:
    """The options in which a bed's ini differs from ckan.ini."""
    return {
        "testing": "true",
        "sqlalchemy.url": addresses["main"],
        "ckan.datastore.write_url": addresses["datastore"],
        "ckan.datastore.read_url": addresses["reader"],
        "solr_url": solr.address(instance).rsplit("/", 1)[0] + f"/ckan_{bed}",
        "ckan.redis.url": instance.facts["redis_url"].rsplit("/", 1)[0] + f"/{1 + BEDS.index(bed)}",
        "ckan.storage_path": str(instance.var / f"storage-{bed}"),
        "ckan.search.solr_commit": "true",
    }
