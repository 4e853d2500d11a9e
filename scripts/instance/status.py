"""How an instance is: its processes, and whether the portal answers."""

from typing import Any

from instance import programs, supervisor, web
from instance.place import Instance

PORTAL = ["web", *(f"worker-{number}" for number in range(1, programs.WORKERS + 1)), programs.SCHEDULER]


def names(instance: Instance) -> list[str]:
    """The processes that the instance has when it is up."""
    private = ("solr", "postgres", "redis")
    return [
        *PORTAL,
        *(name for name in private if instance.private(name)),
        *(["sandbox"] if instance.facts["demo"] else []),
    ]


def report(instance: Instance) -> dict[str, Any]:
    """`{"healthy", "processes": [{"name", "pid", "state"}]}`; a process that does not run has the pid null."""
    known = supervisor.states(instance)
    rows = []
    for name in names(instance):
        row = known.get(name, {})
        rows.append({"name": name, "pid": row.get("pid") or None, "state": row.get("statename", "STOPPED")})
    healthy = all(row["state"] == "RUNNING" for row in rows) and web.call(instance, "status_show") is not None
    return {"healthy": healthy, "processes": rows}


def runs(instance: Instance, name: str) -> bool:
    """Whether a process has run for long enough to count as started."""
    return bool(supervisor.states(instance).get(name, {}).get("statename") == "RUNNING")


def table(instance: Instance, found: dict[str, Any]) -> str:
    """The report as lines for people."""
    head = f"{'healthy' if found['healthy'] else 'not healthy'}  {instance.facts.get('site_url') or ''}"
    lines = [f"{row['name']:<10} {row['state']:<9} {row['pid'] or ''}".rstrip() for row in found["processes"]]
    return "\n".join([head, *lines, f"instance folder: {instance.var}"])
