"""Brings an instance up, from whatever state it is in."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from instance import (
    accounts,
    ckan,
    ckan_ini,
    console,
    demo,
    files,
    machine,
    place,
    ports,
    postgres,
    processes,
    programs,
    redis,
    solr,
    status,
    supervisor,
    venv,
    web,
)
from instance.console import say
from instance.errors import Trouble, from_log
from instance.place import Instance
from instance.programs import SCHEDULER, Program

ROOM = 50
PATIENCE = 180


def up() -> None:
    """Do all that is missing until the portal runs with its content; each step can be broken off and done again."""
    var = place.folder()
    files.need_room(var, ROOM, "The portal")
    place.make_folder(var)
    with files.lock(var / "lock", busy=f"Another call works on {var}: wait until it has ended."):
        instance = place.load(var)
        place.remember_choices(instance)
        accounts_and_packages(instance)
        holder = settle(instance)
        wanted = serve(instance, holder)
        if instance.facts["demo"]:
            demo.populate(instance)
        # The scheduler comes last: it would start the very runs that the demo waits for.
        supervisor.start(instance, [program.name for program in wanted])
        for program in wanted:
            wait_for(instance, program.name, partial(status.runs, instance, program.name))
        console.put(greeting(instance))


def accounts_and_packages(instance: Instance) -> None:
    """System packages first, then everything that does not depend on each other side by side."""
    private = [name for name in programs.SERVERS if instance.private(name)]
    build = not venv.is_current()
    if absent := machine.missing(private, build=build):
        machine.install(absent)
        if left := machine.missing(private, build=build):
            raise Trouble(f"These packages were installed and still are not found: {', '.join(left)}.")
    accounts.choose_data_folder(instance)
    instance.save()
    steps: list[Callable[[], object]] = [venv.ensure]
    if "solr" in private:
        steps.append(lambda: solr.fetch(instance))
    if "postgres" in private:
        steps.append(lambda: postgres.prepare(instance))
    with ThreadPoolExecutor() as pool:
        for running in [pool.submit(step) for step in steps]:
            running.result()


def settle(instance: Instance) -> socket.socket | None:
    """Ports, addresses and configuration; what a dead supervisor left running is ended before."""
    if not supervisor.is_alive(instance):
        processes.end(instance.var, instance.data)
    known = supervisor.states(instance)
    running = {name for name, row in known.items() if row["statename"] in supervisor.UP}
    inner = [name for name in programs.SERVERS if instance.private(name)] + (["sandbox"] if instance.facts["demo"] else [])
    holder = ports.choose(instance, inner, running)
    ckan_ini.settle_addresses(instance)
    instance.save()
    ckan_ini.write(instance)
    return holder


def serve(instance: Instance, holder: socket.socket | None) -> list[Program]:
    """Start the servers, prepare the databases, start the portal and wait until it answers; all its programs."""
    if instance.private("redis"):
        redis.prepare(instance)
    if instance.private("solr"):
        if not solr.has_index(instance):
            if supervisor.is_alive(instance):
                supervisor.end(instance, ["solr"])
            solr.forget_index(instance)
        solr.prepare(instance)
    wanted = programs.all_of(instance)
    configuration = programs.write_configuration(instance, wanted)
    if supervisor.is_alive(instance):
        supervisor.apply(instance)
    else:
        say("Starting the servers")
        supervisor.begin(instance, configuration)
    supervisor.start(instance, [program.name for program in wanted if program.server])
    wait_for_servers(instance, ["postgres", "redis"])
    ckan.upgrade(instance)
    ckan.build_assets(instance)
    wait_for_servers(instance, ["solr"])
    if holder:
        holder.close()
    supervisor.start(instance, [program.name for program in wanted if program.name != SCHEDULER])
    wait_for(instance, "web", lambda: web.call(instance, "status_show") is not None)
    ckan.make_operator(instance)
    ckan.fill_index(instance)
    if instance.facts["demo"]:
        wait_for(instance, "sandbox", lambda: web.answers(f"{instance.facts['sandbox_url']}/health"))
    return wanted


def wait_for_servers(instance: Instance, names: list[str]) -> None:
    """Wait until the named servers, ours or not, take our requests."""
    checks: dict[str, Callable[[], bool]] = {
        "postgres": lambda: postgres_answers(instance),
        "redis": lambda: redis.answers(instance.facts["redis_url"]),
        "solr": lambda: solr.answers(instance.facts["solr_url"]),
    }
    for name in names:
        if instance.private(name):
            wait_for(instance, name, checks[name])
        elif not checks[name]():
            variable = place.EXTERNAL[name]
            raise Trouble(f"The server that {variable} names does not answer: check that it runs and takes this address.")


def postgres_answers(instance: Instance) -> bool:
    """Whether the database server lets us in."""
    try:
        postgres.psql(instance, postgres.addresses(instance)["maker"], "SELECT 1;")
    except Trouble:
        return False
    return True


def wait_for(instance: Instance, name: str, ready: Callable[[], bool]) -> None:
    """Wait until a process answers; the sentence of a failure ends with the last line of its log."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise from_log(f"{name} does not come up", instance.logs / f"{name}.log")
        time.sleep(0.2)


def greeting(instance: Instance) -> str:
    """What people need next."""
    facts, admin = instance.facts, instance.facts["admin"]
    count = (web.call(instance, "package_search", rows=0) or {}).get("count", 0)
    prefix = "" if instance.var == place.CHECKOUT / "var" else f"GOVOPEN_VAR={instance.var} "
    return f"""
The portal is running: {facts["site_url"]}
  datasets   {count}
  sign in    {facts["site_url"]}/user/login  as {admin["name"]}, password {admin["password"]}
  API token  in {instance.var / "instance.json"}

Next:
  {prefix}scripts/portal status
  {prefix}scripts/portal ckan govopen portals
  {prefix}scripts/portal logs web
  {prefix}scripts/portal stop
"""
