"""The programs of an instance, and the supervisor's configuration that runs them."""

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from instance import accounts, files, place, postgres, processes, redis, solr, venv
from instance.place import Instance

SERVERS = ["postgres", "redis", "solr"]
SCHEDULER = "scheduler"
WORKERS = 2
WEB_WORKERS = 2
WEB_THREADS = 4
WEB_TIMEOUT = 120
LONGEST_LINE = 65_536
"""Bytes of a request's first line: a Chinese character in an address is nine. See `wsgi.py`."""
QUEUES = [["default", "harvest", "score"], ["default", "score", "harvest"]]
"""What the workers look at first, in turns: neither runs nor scoring can keep the other from getting on."""
SOCKET_LIMIT = 90  # of 107 bytes; the supervisor makes the socket under a longer name first
CODE = ["ckanext-govopen/ckanext/govopen", "harvesters", "config"]


@dataclass(frozen=True)
class Program:
    """One process that is kept alive.

    `server` programs start first and end last; `wait` is the time in seconds that one gets to end by itself.
    """

    name: str
    command: list[str]
    server: bool = False
    user: str = "-"
    signal: str = "TERM"
    wait: int = 15
    variables: dict[str, str] = field(default_factory=dict)


def all_of(instance: Instance) -> list[Program]:
    """The programs that this instance runs, in the order in which people read them."""
    servers = [program for program in server_programs(instance) if instance.private(program.name)]
    sandbox = [sandbox_program(instance)] if instance.facts["demo"] else []
    return [*portal_programs(instance), *servers, *sandbox]


def server_programs(instance: Instance) -> list[Program]:
    """PostgreSQL, Redis and Solr, which never run as root."""
    account = accounts.server_user()
    user = account.pw_name if account else "-"
    found = []
    if instance.private("solr"):
        variables = {"GOVOPEN_VERSION": solr.version()}
        found.append(Program("solr", solr.command(instance), server=True, user=user, wait=30, variables=variables))
    if instance.private("postgres"):
        # SIGINT: disconnect everybody, write all down, end.
        found.append(Program("postgres", postgres.command(instance), server=True, user=user, signal="INT", wait=60))
    if instance.private("redis"):
        found.append(Program("redis", redis.command(instance), server=True, user=user))
    return found


def portal_programs(instance: Instance) -> list[Program]:
    """CKAN's own processes; they are started anew when code, configuration or packages changed."""
    version = files.digest(files.stamps(place.CHECKOUT / part for part in CODE), instance.ini.read_text(), venv.fingerprint())
    variables = {"CKAN_INI": str(instance.ini), "GOVOPEN_VERSION": version}
    ckan = [str(venv.program("ckan")), "-c", str(instance.ini)]
    found = [Program("web", web_command(instance), variables=variables)]
    for number in range(1, WORKERS + 1):
        # One scheduler of rq is enough for a queue.
        only = [] if number == 1 else ["--no-scheduler"]
        queues = QUEUES[(number - 1) % len(QUEUES)]
        found.append(Program(f"worker-{number}", [*ckan, "jobs", "worker", *only, *queues], wait=10, variables=variables))
    return [*found, Program(SCHEDULER, [*ckan, "govopen", "schedule"], variables=variables)]


def web_command(instance: Instance) -> list[str]:
    """The words that start the web server."""
    words = [
        str(venv.program("gunicorn")),
        "--worker-class=gthread",
        f"--workers={WEB_WORKERS}",
        f"--threads={WEB_THREADS}",
    ]
    words += [f"--limit-request-line={LONGEST_LINE}"]
    words += [f"--bind=0.0.0.0:{instance.port('web')}", f"--timeout={WEB_TIMEOUT}", "--graceful-timeout=10"]
    shared = Path("/dev/shm")  # heartbeats in memory: a slow disk is no dead worker
    words += [f"--worker-tmp-dir={shared}"] if os.access(shared, os.W_OK) else []
    return [
        *words,
        "--max-requests=5000",
        "--max-requests-jitter=500",
        "--no-control-socket",
        "instance.wsgi:application",
    ]


def sandbox_program(instance: Instance) -> Program:
    """The simulated portals of the demo."""
    words = [str(venv.program("python")), "-m", "sandbox", "--port", str(instance.port("sandbox"))]
    words += ["--config", str(place.CHECKOUT / "config" / "sandbox"), "--write-portals", str(instance.portals)]
    for name in instance.facts["real"]:
        words += ["--real", name]
    version = files.stamps([place.CHECKOUT / "sandbox", place.CHECKOUT / "config" / "sandbox"])
    return Program("sandbox", words, variables={"GOVOPEN_VERSION": version})


def socket_path(instance: Instance) -> Path:
    """The supervisor's socket: in the instance folder, or in a short path where that is too long for a socket."""
    own = instance.var / "supervisor.sock"
    if len(os.fsencode(own)) <= SOCKET_LIMIT:
        return own
    return Path("/tmp") / f"govopen-{os.getuid()}-{files.digest(str(instance.var))}.sock"


def write_configuration(instance: Instance, programs: list[Program]) -> Path:
    """Write supervisor.conf and return its path."""
    head: dict[str, dict[str, object]] = {
        "unix_http_server": {"file": socket_path(instance), "chmod": "0700"},
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface",
        },
        "supervisord": {
            "logfile": instance.logs / "supervisor.log",
            "logfile_maxbytes": "5MB",
            "logfile_backups": "2",
            "pidfile": instance.var / "supervisor.pid",
            "directory": place.CHECKOUT,
            "identifier": "govopen",
            **({"user": "root"} if os.geteuid() == 0 else {}),
        },
    }
    sections = head | {f"program:{program.name}": section(instance, program) for program in programs}
    lines = []
    for name, options in sections.items():
        lines += [f"[{name}]", *(f"{key} = {str(value).replace('%', '%%')}" for key, value in options.items()), ""]
    path = instance.var / "supervisor.conf"
    files.write(path, "\n".join(lines), mode=0o600)
    return path


def section(instance: Instance, program: Program) -> dict[str, object]:
    """The supervisor's options of one program."""
    launch = [venv.program("python"), "-m", "instance.launch", instance.var, instance.data, program.name, program.user]
    variables = {processes.MARK: str(instance.var), "PYTHONPATH": str(place.CHECKOUT / "scripts")} | program.variables
    return {
        "command": shlex.join([str(word) for word in [*launch, *program.command]]),
        "environment": ",".join(f"{key}={shlex.quote(value)}" for key, value in variables.items()),
        "directory": place.CHECKOUT,
        "priority": 100 if program.server else 200,
        "autostart": "true" if program.server else "false",
        "autorestart": "true",
        "startsecs": 1 if program.server else 5,  # CKAN takes seconds to find out that it cannot start
        "startretries": 10_000,
        "stopsignal": program.signal,
        "stopwaitsecs": program.wait,
        "stopasgroup": "false",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": instance.logs / f"{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": 3,
    }
