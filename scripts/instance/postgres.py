"""The private PostgreSQL cluster, and the databases and roles on it or on the server that the operator names."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from instance import accounts, files, machine, run
from instance.errors import Trouble
from instance.place import Instance

NAME = "govopen"
SUPERUSER = "postgres"
ROOM = 300
NOTE = "govopen-instance"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",  # CKAN's queries are short: compiling them costs more than it saves
    "random_page_cost": "1.1",  # flash, and mostly memory: else a growing table is read whole for some hundred of its rows
    "timezone": "UTC",
    "log_timezone": "UTC",
}
MAKE = """
SELECT format('CREATE ROLE %I LOGIN', :'reader')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'reader') \\gexec
ALTER ROLE :"reader" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8''', name, :'owner')
  FROM unnest(ARRAY[:'main', :'datastore']) AS name
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \\gexec
"""
OWNER = """
SELECT format('CREATE ROLE %I', :'owner') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \\gexec
ALTER ROLE :"owner" LOGIN CREATEDB PASSWORD :'secret';
"""


def folder(instance: Instance) -> Path:
    """The cluster's data folder."""
    return instance.data / "postgres"


def programs(instance: Instance) -> Path:
    """The program folder of the version that made the cluster, or of the newest one."""
    found = machine.postgres_folders()
    version = folder(instance) / "PG_VERSION"
    if not version.exists():
        return next(iter(found.values()))
    made_by = int(version.read_text())
    if made_by not in found:
        raise Trouble(f"The databases were made by PostgreSQL {made_by}, which is gone: install postgresql-{made_by}.")
    return found[made_by]


def command(instance: Instance) -> list[str]:
    """The words that start the server."""
    settings = SETTINGS | {"port": str(instance.port("postgres"))}
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    return [str(programs(instance) / "postgres"), "-D", str(folder(instance)), *options]


def prepare(instance: Instance) -> None:
    """Make the cluster where there is none; a half-made one is thrown away."""
    target = folder(instance)
    if target.exists():
        check_owner(instance, target)
        forget_dead_server(target)
    elif instance.facts["done"].get("database"):
        raise Trouble(f"The databases are gone from {target}: restore them, or remove {instance.var} to start afresh.")
    else:
        files.need_room(instance.data, ROOM, "The database")
        make(instance, target)


def make(instance: Instance, target: Path) -> None:
    """Make the cluster beside its place and move it there when it is whole."""
    partial, password = target.with_name("postgres.part"), target.with_name("postgres.password")
    shutil.rmtree(partial, ignore_errors=True)
    user = accounts.server_user()
    accounts.give(partial, user)
    files.write(password, instance.facts["secrets"]["superuser"], mode=0o600)
    if user:
        shutil.chown(password, user.pw_uid, user.pw_gid)
    words: list[run.Word] = [programs(instance) / "initdb", "-D", partial, "-U", SUPERUSER, f"--pwfile={password}"]
    run.logged(
        "Making the database cluster",
        [*words, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"],
        instance.logs / "initdb.log",
        cwd=partial,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
    )
    password.unlink()
    files.write(partial / NOTE, instance.facts["site_id"])
    partial.rename(target)


def check_owner(instance: Instance, target: Path) -> None:
    """Raise Trouble when the cluster was made for an instance whose instance.json, with its passwords, is gone."""
    note = target / NOTE
    if not note.exists() or note.read_text() != instance.facts["site_id"]:
        raise Trouble(
            f"{target} holds the databases of an instance whose instance.json is gone: "
            f"put that file back into {instance.var}, or remove {target} to start afresh."
        )


def forget_dead_server(target: Path) -> None:
    """Remove the note of a server that ended without removing it, when its number has gone to another program since."""
    note = target / "postmaster.pid"
    if note.exists():
        number = note.read_text().split("\n")[0]
        place = Path("/proc") / number / "cwd"
        if place.parent.exists() and place.resolve() != target.resolve():
            note.unlink()


def addresses(instance: Instance) -> dict[str, str]:
    """The addresses of all databases: `main`, `datastore` (writing), `reader` (the data store, read-only), `maker`."""
    kept = instance.facts["secrets"]
    own = f"127.0.0.1:{instance.port('postgres')}" if instance.private("postgres") else ""
    main = instance.facts["external"].get("postgres") or f"postgresql://{NAME}:{kept['database']}@{own}/{NAME}"
    parts = urlsplit(main)
    database = parts.path.lstrip("/")
    if parts.scheme != "postgresql" or not database or not parts.username:
        raise Trouble("GOVOPEN_DATABASE_URL has to look like postgresql://user:password@host:5432/database.")
    if "%" in main:
        # alembic's configuration file, through which CKAN hands it the address, takes % for its own sign.
        raise Trouble("GOVOPEN_DATABASE_URL holds a %: CKAN cannot migrate with such an address; choose plain characters.")
    host = parts.netloc.rpartition("@")[2]
    reader = f"{database}_datastore_reader:{kept['datastore_reader']}@{host}"
    return {
        "main": main,
        "datastore": urlunsplit(parts._replace(path=f"/{database}_datastore")),
        "reader": urlunsplit(parts._replace(netloc=reader, path=f"/{database}_datastore")),
        "maker": f"postgresql://{SUPERUSER}:{kept['superuser']}@{own}/postgres" if own else main,
    }


def make_databases(instance: Instance) -> None:
    """Roles and databases, those that are missing."""
    found = addresses(instance)
    if instance.private("postgres"):
        secret = instance.facts["secrets"]["database"]
        psql(instance, found["maker"], OWNER, owner=NAME, secret=secret)
    main, reader = urlsplit(found["main"]), urlsplit(found["reader"])
    psql(
        instance,
        found["maker"],
        MAKE,
        reader=unquote(reader.username or ""),
        password=reader.password or "",
        owner=unquote(main.username or ""),
        main=unquote(main.path[1:]),
        datastore=unquote(main.path[1:]) + "_datastore",
    )


def psql(instance: Instance, address: str, text: str, **variables: str) -> str:
    """Run SQL; passwords go by the environment and standard input, so that no process list shows them."""
    parts = urlsplit(address)
    shown = urlunsplit(parts._replace(netloc=re.sub(r":[^:@]*@", "@", parts.netloc)))
    environment = run.environment(PGPASSWORD=unquote(parts.password or ""), PGCONNECT_TIMEOUT="10")
    head = "".join(f"\\set {name} {quoted(value)}\n" for name, value in variables.items())
    command: list[run.Word] = [client(instance), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", shown]
    return run.logged("Preparing the databases", command, instance.logs / "databases.log", env=environment, stdin=head + text)


def quoted(value: str) -> str:
    """A value for psql's \\set."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def client(instance: Instance) -> Path:
    """The psql program."""
    return programs(instance) / "psql" if instance.private("postgres") else Path(shutil.which("psql") or "psql")
